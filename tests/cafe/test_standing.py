"""What another state of the programme would cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cafe import Cafe, Host, Programme, Standing, stranded

WEDNESDAY = datetime(2026, 11, 25, 15, tzinfo=UTC)
ADDED = Standing(
    "t", "it-cafe@20261125T1500Z", WEDNESDAY, WEDNESDAY + timedelta(minutes=20), 1, 1, 1, added=True
)
PROGRAMME = Programme((Cafe("it-cafe", "IT-Café", (Host("Lotte"),), ()),))


def test_a_slot_that_a_host_added_lasts_as_long_as_its_cafe() -> None:
    """No rule has to give it."""
    assert stranded([ADDED], PROGRAMME) == []
    assert stranded([ADDED], Programme()) == [ADDED]


def test_a_slot_of_the_rules_is_lost_with_its_rule() -> None:
    """Where somebody is in it, or waits."""
    ruled = replace(ADDED, added=False)
    assert stranded([ruled], PROGRAMME) == [ruled]
    assert stranded([replace(ruled, guests=0)], PROGRAMME) == []
