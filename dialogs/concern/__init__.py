"""Worries: heard, never stored from the chat."""
