"""Searching the FAQ from the message box, to put an answer into a chat."""
