"""Polls: how a vote is prepared, tried out, confirmed by a second person and handed to its voters; and what residents ask each other."""
