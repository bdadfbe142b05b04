"""Fixtures: one house for each engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.chats import Person
from tests.fake_teams import Cast, FakeTeams
from tests.later.stage import Stage, dispatcher

pytest.register_assert_rewrite("tests.later.conformance")


@pytest.fixture
def anna(cast: Cast) -> Person:
    """Who gets letters."""
    return cast.asker


@pytest.fixture
def kemal(cast: Cast) -> Person:
    """Who gets some, too."""
    return cast.colleague


@pytest.fixture
def closed_stage(fake_teams: FakeTeams, tmp_path: Path) -> Stage:
    """A house that nobody has opened yet."""
    return Stage(fake_teams, f"sqlite:///{tmp_path}/later.db", dispatcher)


@pytest.fixture
async def stage(closed_stage: Stage) -> AsyncIterator[Stage]:
    """A house at work."""
    async with closed_stage.open():
        yield closed_stage
