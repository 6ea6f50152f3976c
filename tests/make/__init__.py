"""Builders: every state a test stands on is reached through services. One module per room."""
