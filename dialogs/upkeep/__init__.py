"""Tells admins how the town's files fare."""
