"""Tells admins how the town's files fare, and asks them which phrasings the FAQ is to learn."""
