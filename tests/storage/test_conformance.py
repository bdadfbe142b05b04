"""Every engine keeps every promise of the face."""

from .conformance import Conformance


class TestConformance(Conformance):
    """One run for each engine."""
