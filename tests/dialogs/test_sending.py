"""When Teams fails: what goes once more, what does not, and what is never apologised for."""

import asyncio
from typing import Any

import pytest

from demo.faults import Fault
from tests.dialogs.conftest import Hall, Someone

MARK = "Zur Sicherheit noch einmal"


async def test_an_answer_that_may_be_lost_goes_once_more_and_says_so(anna: Someone, hall: Hall) -> None:
    """A 502 that came before the effect: the person has the answer, marked."""
    hall.teams.connector.faults.add(Fault(status=502))
    seen = await anna.says("passwort vergessen")
    assert len(seen.posts) == 1
    assert MARK in seen.text
    assert "Passwort-Portal" in seen.text


async def test_an_answer_that_arrived_is_repeated_at_most_once(anna: Someone, hall: Hall) -> None:
    """A 502 that came after the effect: twice there, the second one marked, and no apology."""
    hall.teams.connector.faults.add(Fault(status=502, after=True))
    seen = await anna.says("passwort vergessen")
    assert len(seen.posts) == 2
    assert MARK in seen.text
    assert "schiefgegangen" not in seen.text


async def test_a_lost_connection_is_no_apology_either(anna: Someone, hall: Hall, capsys: Any) -> None:
    """Both tries unknown: it is in the log, by name."""
    hall.teams.connector.faults.add(Fault(cut=True, after=True), times=2)
    seen = await anna.says("passwort vergessen")
    assert len(seen.posts) == 2
    assert "send_outcome_unknown" in capsys.readouterr().out


@pytest.mark.parametrize(
    "code", ["MessageWritesBlocked", "ConversationBlockedByUser", "BotNotInConversationRoster"]
)
async def test_who_blocked_the_bot_is_left_alone(anna: Someone, hall: Hall, code: str) -> None:
    """TEAMS.md 17: one request, and no apology after it."""
    hall.teams.connector.faults.add(Fault(status=403, code=code), times=5)
    before = len(hall.teams.connector.heard)
    assert (await anna.says("passwort vergessen")).posts == []
    assert len(hall.teams.connector.heard) == before + 1


async def test_what_could_not_be_sent_is_answered_when_it_is_delivered_again(
    anna: Someone, hall: Hall
) -> None:
    """The question is kept once, and the answer is not lost for having been kept."""
    hall.teams.connector.faults.add(Fault(status=403, code="BotNotInConversationRoster"))
    await anna.says("xyzzy blorb quux")
    assert anna.chat.said_by_bot == []
    client = hall.teams.client
    await client.deliver(client.spoken(anna.person, anna.chat, anna.wrote, "xyzzy blorb quux"))
    assert len(anna.chat.said_by_bot) == 1
    assert [row["words"] for row in await hall.rows("answer_questions")] == ["xyzzy blorb quux"]


async def test_the_welcome_comes_once_though_two_events_tell_of_it_at_once(anna: Someone, hall: Hall) -> None:
    """They wait for each other."""
    hall.teams.connector.faults.add(Fault(delay=0.2), times=2)
    client = hall.teams.client
    await asyncio.gather(client.install(anna.person, anna.chat), client.install(anna.person, anna.chat))
    assert len(anna.chat.said_by_bot) == 1
