"""A town hall with Lotsen: in this folder `hall` has them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.dialogs.conftest import Hall, Someone
from tests.dialogs.lotsen import staffed


@pytest.fixture
async def hall(closed_hall: Hall) -> AsyncIterator[Hall]:
    """A town hall with a running bot, three Lotsen and an admin."""
    async with staffed(closed_hall):
        yield closed_hall


@pytest.fixture
def lotte(hall: Hall) -> Someone:
    """A Lotse."""
    return hall.alone(hall.teams.cast.lotse)
