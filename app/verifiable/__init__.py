"""Votes at level L2: tokens by blind signature, sealed ballots, a public log. The voting room counts; this one takes ballots."""
