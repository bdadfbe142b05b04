"""What several ask for at the same time is done in one go."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.later.together import Together


async def test_who_comes_meanwhile_goes_with_the_next() -> None:
    """The first goes at once, who comes while it is under way shares one go, and each gets its own answer."""
    goes: list[list[int]] = []

    async def double(wishes: Sequence[int]) -> list[int]:
        goes.append(list(wishes))
        await asyncio.sleep(0)
        return [2 * wish for wish in wishes]

    together = Together(double)
    first = asyncio.create_task(together.join(1))
    while not goes:
        await asyncio.sleep(0)
    assert await asyncio.gather(first, *(together.join(wish) for wish in (2, 3, 4))) == [2, 4, 6, 8]
    assert goes == [[1], [2, 3, 4]]


async def test_a_fault_is_told_to_all_of_the_go() -> None:
    """And the next go is not hurt by it, nor by a caller that no longer waits."""

    async def picky(wishes: Sequence[int]) -> Sequence[int]:
        if 13 in wishes:
            raise LookupError
        return wishes

    together = Together(picky)
    told = await asyncio.gather(together.join(1), together.join(13), return_exceptions=True)
    assert [type(one) for one in told] == [LookupError, LookupError]
    gone = asyncio.create_task(together.join(2))
    staying = asyncio.create_task(together.join(3))
    await asyncio.sleep(0)
    gone.cancel()
    assert await staying == 3
    with pytest.raises(asyncio.CancelledError):
        await gone
