"""Who can be asked and who can't: Lotsen by sign-in name, blocked ones, none at all; what is left then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.roster import RosterShelf
from bot.roster.meeting import Meeting
from demo.chats import Person as Colleague
from demo.faults import Fault
from tests.beneath import rows
from tests.dialogs.conftest import Hall, Someone
from tests.dialogs.lotsen import QUESTION, asks, cards_of, latest, latest_with, soon, staffed

BY_NAME = """
lotsen:
  - name: Lotte Lotsin
    person: Lotte.Lotsin@musterstadt.example
    topics: [Konto und Passwort]
  - name: Kemal Kollege
    person: {kemal}
    topics: [Konto und Passwort]
"""
ONE = """
lotsen:
  - name: Lotte Lotsin
    person: {lotte}
    topics: [Konto und Passwort]
fallback: {FALLBACK}
"""


@asynccontextmanager
async def met(hall: Hall, roster: str, *people: Colleague) -> AsyncIterator[Hall]:
    """The hall at work with these Lotsen, of whom the bot has met only these people."""
    cast = hall.teams.cast
    ids = {"lotte": cast.lotse.id, "kemal": cast.colleague.id}
    (hall.folder / "lotsen.yaml").write_text(roster.format(**ids), encoding="utf-8")
    async with hall.open(admins=frozenset({cast.admin.id})):
        for person in people:
            await hall.alone(person).says("hallo")
        yield hall


def knows(hall: Hall, person: Colleague) -> bool:
    """Whether the bot knows by now that this person is a Lotse."""
    return hall.bot.house.get(RosterShelf).roster.by_id(person.id) is not None


def asked_for(hall: Hall) -> int:
    """How often Teams was asked who somebody is."""
    return sum("/members/" in one.path for one in hall.teams.connector.heard)


def told(hall: Hall, words: str) -> int:
    """In how many messages the admin reads these words."""
    return sum(words in post.text for post in cards_of(hall, hall.teams.cast.admin))


# ---------------------------------------------------------------- by sign-in name


ARRIVALS: dict[str, Callable[[Someone], Awaitable[object]]] = {
    "writes": lambda someone: someone.says("hallo"),
    "installs": lambda someone: someone.installs(),
}


@pytest.mark.parametrize("arrival", ARRIVALS)
async def test_a_lotse_by_sign_in_name_is_asked_once_they_are_met(closed_hall: Hall, arrival: str) -> None:
    """Until then another one is, and the admin hears of it once; from then on the card comes to them."""
    cast = closed_hall.teams.cast
    async with met(closed_hall, BY_NAME, cast.colleague, cast.admin) as hall:
        anna, kemal, lotte = (hall.alone(one) for one in (cast.asker, cast.colleague, cast.lotse))
        await asks(anna)
        await latest(kemal, QUESTION)
        await soon(lambda: told(hall, "kenne ich in Teams noch nicht") == 1)
        assert told(hall, "**Lotte Lotsin**") == 1
        await asks(anna, "Was ist ein Schnurpsel?")
        await latest(kemal, "Schnurpsel")
        await ARRIVALS[arrival](lotte)
        await soon(lambda: knows(hall, cast.lotse))
        await asks(anna, "Was ist ein Knorpsel?")
        card = await latest(lotte, "Knorpsel")
        await lotte.presses(card, "Antworten", words="Ein Knorpsel.")
        await latest(anna, "Ein Knorpsel.")
        assert told(hall, "kenne ich in Teams noch nicht") == 1


async def test_who_was_met_is_known_after_a_restart_and_to_every_replica(closed_hall: Hall) -> None:
    """Nobody is asked for again, and a second bot on the same database needs no Teams for it."""
    cast = closed_hall.teams.cast
    async with met(closed_hall, BY_NAME, cast.lotse) as hall:
        await soon(lambda: knows(hall, cast.lotse))
    before = asked_for(closed_hall)
    async with met(closed_hall, BY_NAME) as hall:
        assert knows(hall, cast.lotse)
        other = RosterShelf(hall.folder / "lotsen.yaml")
        assert other.roster.by_id(cast.lotse.id) is None
        await Meeting(other, hall.bot.database, lambda: None).look()
        assert other.roster.by_id(cast.lotse.id) is not None
    assert asked_for(closed_hall) == before


async def test_without_a_sign_in_name_in_the_file_nobody_is_asked_for(hall: Hall, anna: Someone) -> None:
    """What Teams knows of people is no business of the bot's; with one, each is asked for once."""
    (hall.folder / "lotsen.yaml").write_text("lotsen: []")
    shelf = RosterShelf(hall.folder / "lotsen.yaml")
    meeting = Meeting(shelf, hall.bot.database, hall.bot.directory)
    await anna.says("hallo")
    await meeting.look()
    assert asked_for(hall) == 0
    (hall.folder / "lotsen.yaml").write_text(BY_NAME.format(kemal=hall.teams.cast.colleague.id))
    assert shelf.refresh()
    for _ in range(3):
        await meeting.look()
    assert asked_for(hall) == 1
    assert not rows(hall.bot.settings.database_url, "SELECT person FROM roster_person")


@pytest.mark.parametrize(("fault", "times"), [(Fault(429), 2), (Fault(502), 2), (Fault(404), 1)])
async def test_what_teams_does_not_tell_now_is_asked_again(
    hall: Hall, anna: Someone, fault: Fault, times: int
) -> None:
    """Where it was busy or broken; not where it said that there is nobody."""
    file = hall.folder / "lotsen.yaml"
    file.write_text(
        f"lotsen: [{{name: Anna Frage, person: {anna.person.upn}, topics: [Konto und Passwort]}}]"
    )
    shelf = RosterShelf(file)
    meeting = Meeting(shelf, hall.bot.database, hall.bot.directory)
    await anna.says("hallo")
    hall.teams.connector.faults.add(replace(fault, method="GET"))
    for _ in range(3):
        await meeting.look()
    assert asked_for(hall) == times
    assert (shelf.roster.by_id(anna.person.id) is not None) == (times == 2)


async def test_whom_the_file_names_no_more_is_forgotten(closed_hall: Hall) -> None:
    """Not while the file is broken: then the last good state counts."""
    cast = closed_hall.teams.cast
    async with met(closed_hall, BY_NAME, cast.lotse) as hall:
        await soon(lambda: knows(hall, cast.lotse))
        url, file = hall.bot.settings.database_url, hall.folder / "lotsen.yaml"
        shelf = RosterShelf(file)
        meeting = Meeting(shelf, hall.bot.database, lambda: None)
        await meeting.look()
        for text, left in (("lotsen: [", 1), ("lotsen: []", 0)):
            file.write_text(text)
            shelf.refresh()
            await meeting.look()
            assert len(rows(url, "SELECT person FROM roster_person")) == left


# ---------------------------------------------------------------- out of reach


async def test_a_blocked_lotse_is_passed_by(closed_hall: Hall) -> None:
    """Whether the bot knows it already or learns it by the card itself: the next one gets it."""
    cast = closed_hall.teams.cast
    roster = BY_NAME.replace("Lotte.Lotsin@musterstadt.example", "{lotte}").replace(
        "topics: [Konto und Passwort]\n", "topics: [Drucken und Scannen]\n", 1
    )
    async with met(closed_hall, roster, cast.lotse, cast.colleague, cast.admin) as hall:
        anna, kemal, lotte = (hall.alone(one) for one in (cast.asker, cast.colleague, cast.lotse))
        lotte.chat.has_bot = False
        await asks(anna, topic="Drucken und Scannen")
        await latest(kemal, QUESTION)
        assert QUESTION not in str([post.body for post in lotte.chat.said_by_bot])
        await asks(anna, "Was ist ein Schnurpsel?", topic="Drucken und Scannen")
        await latest(kemal, "Schnurpsel")
        await soon(lambda: told(hall, "**Lotte Lotsin** in Teams gerade nicht erreichen") == 1)


async def test_without_lotsen_people_are_named(hall: Hall, anna: Someone) -> None:
    """A town without lotsen.yaml leads nowhere else than to who helps."""
    assert "IT-Servicedesk" in (await anna.says("Einen Menschen fragen")).text
    assert "noch keine Lotsen eingetragen" in (await anna.says("Wer sind die Lotsen?")).text
    assert "Gerade ist keine Frage offen" in (await anna.says("Meine Fragen")).text


# ---------------------------------------------------------------- where nobody answers


async def exhausted(hall: Hall) -> None:
    """Let time pass by until every step was tried."""
    async with asyncio.timeout(20):
        while rows(hall.bot.settings.database_url, "SELECT state FROM escalation_case") != [("fallback",)]:
            hall.clock.go(minutes=30)
            hall.bot.later.wake()
            await asyncio.sleep(0.05)


async def test_at_last_the_asker_reads_the_town_s_own_words(closed_hall: Hall) -> None:
    """The text of lotsen.yaml; what is in it is words and no Markdown."""
    cast = closed_hall.teams.cast
    roster = ONE.replace("{FALLBACK}", "{{text: Rufen Sie *jetzt* die 115 an.}}")
    async with staffed(closed_hall, roster) as hall:
        anna = hall.alone(cast.asker)
        await asks(anna)
        await exhausted(hall)
        seen = await latest(anna, "Die Frage bleibt offen")
        assert "die 115 an." in seen.text
        assert "*jetzt*" not in seen.text
        assert "Durchwahl 1234" not in seen.text
        case = await anna.presses(await anna.says("Meine Fragen"), QUESTION)
        assert "die 115 an." in case.text


async def test_at_last_a_channel_has_the_question(closed_hall: Hall) -> None:
    """A Lotse takes it there, and answers from the card in their own chat."""
    cast = closed_hall.teams.cast
    channel = closed_hall.teams.chats.channel("Rathaus", cast.asker, cast.colleague)
    roster = ONE.replace("{FALLBACK}", f"{{{{channel: '{channel.id}'}}}}")
    async with staffed(closed_hall, roster) as hall:
        anna, lotte = hall.alone(cast.asker), hall.alone(cast.lotse)
        await hall.in_channel(cast.lotse).installs()
        await asks(anna)
        await exhausted(hall)
        there = hall.in_channel(cast.lotse)
        card = await latest(there, QUESTION)
        assert card.choices == ["Übernehmen"]
        await there.presses(card, "Übernehmen")
        mine = await latest_with(lotte, QUESTION, "Das ist bei Ihnen")
        await lotte.presses(mine, "Antworten", words="So geht es.")
        await latest(anna, "So geht es.")


async def test_a_channel_that_the_bot_is_not_in_is_told_to_the_admin(closed_hall: Hall) -> None:
    """The asker reads the hotline all the same."""
    cast = closed_hall.teams.cast
    roster = ONE.replace("{FALLBACK}", "{{channel: '19:nowhere@thread.tacv2'}}")
    async with staffed(closed_hall, roster) as hall:
        anna = hall.alone(cast.asker)
        await asks(anna)
        await exhausted(hall)
        await latest(anna, "Die Frage bleibt offen", "Durchwahl 1234")
        await soon(lambda: told(hall, "in den Kanal aus lotsen.yaml kann ich nicht schreiben") == 1)
