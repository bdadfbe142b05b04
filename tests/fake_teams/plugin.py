"""Fixtures: a Teams of its own for each test, and its people."""

from collections.abc import AsyncIterator

import pytest

from tests.fake_teams import Cast, FakeTeams


@pytest.fixture
async def fake_teams() -> AsyncIterator[FakeTeams]:
    """Microsoft's side, on the loopback; nobody is connected to it yet."""
    async with FakeTeams.open() as teams:
        yield teams


@pytest.fixture
def cast(fake_teams: FakeTeams) -> Cast:
    """The people of this test's Teams."""
    return fake_teams.cast
