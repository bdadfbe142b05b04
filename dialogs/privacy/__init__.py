"""Meine Daten: everything that is stored about a person, shown to them, and deleted."""
