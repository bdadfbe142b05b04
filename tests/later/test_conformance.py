"""The engine for SQLite keeps what every engine owes."""

from tests.later.conformance import Conformance


class TestDispatcher(Conformance):
    """The in-process dispatcher."""
