"""Both engines keep what every engine owes."""

import pytest

from tests.fake_teams import FakeTeams
from tests.later.conformance import Conformance
from tests.later.stage import Stage, jobs


class TestDispatcher(Conformance):
    """The in-process dispatcher, on SQLite."""


@pytest.mark.again
class TestJobs(Conformance):
    """Several replicas' engine, on PostgreSQL."""

    @pytest.fixture
    def closed_stage(self, fake_teams: FakeTeams, postgres: str) -> Stage:
        """A house that nobody has opened yet."""
        return Stage(fake_teams, postgres, jobs(postgres))
