"""Admins hear in Teams what a broken save has broken, and where: once, and once more when it is well."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.admins import Admins
from bot.cafe import Fault
from bot.credential import warn
from bot.watch import Telling
from dialogs.upkeep.rules import Broken, Ending, wrong
from faq import Catalog
from tests.dialogs.conftest import Hall, Someone
from tests.fake_teams import TOWN

HERE = frozenset({("konto.yaml", 3, "syntax_colon")})
THERE = frozenset({("netz.yaml", 9, "tab")})
NOTHING: frozenset[tuple[str, int, str]] = frozenset()


def told(*looks: frozenset[tuple[str, int, str]]) -> list[str]:
    telling = Telling()
    return [telling.look(now) for now in looks]


def test_a_file_that_is_still_being_written_is_nobodys_business() -> None:
    """What one look has seen and the next has not is not told."""
    assert told(NOTHING, HERE, NOTHING, NOTHING) == [""] * 4


def test_a_fault_is_told_once_and_its_end_once() -> None:
    """However often one looks."""
    assert told(HERE, HERE, HERE, NOTHING, NOTHING, NOTHING) == ["", "broken", "", "", "mended", ""]


def test_what_is_new_is_told_and_what_has_moved_is_not() -> None:
    """A second broken file is news; the same fault some lines below is none, nor is the end of one of two."""
    moved = frozenset({("konto.yaml", 5, "syntax_colon")})
    both = HERE | THERE
    assert told(HERE, HERE, moved, moved, both, both, THERE, THERE, NOTHING, NOTHING) == [
        "", "broken", "", "", "", "broken", "", "", "", "mended",
    ]  # fmt: skip


def test_what_is_mended_meanwhile_has_no_words_any_more() -> None:
    """The place is named, and a check tells the rest."""
    found = wrong(Broken(file1="konto.yaml", line1=3), Catalog.of([]), "de")
    assert [(one.file, one.line, one.problem) for one in found] == [("konto.yaml", 3, "")]


def test_two_faults_of_one_line_are_told_each_and_none_twice() -> None:
    """A line may be wrong in two ways; what is told of it twice is said once."""
    first = Fault("cafe.yaml", 9, 5, "https", (("value", "x"),))
    second = Fault("cafe.yaml", 9, 5, "no_host")
    form = Broken(file1="cafe.yaml", line1=9, file2="cafe.yaml", line2=9)
    known = [first.said()[0], second.said()[0]]
    assert [one.problem for one in wrong(form, Catalog.of([]), "de", [first, second])] == known
    assert [one.problem for one in wrong(form, Catalog.of([]), "de", [first, first])] == known[:1]


@pytest.fixture
async def town(closed_hall: Hall) -> AsyncIterator[Hall]:
    """A town with a FAQ of its own and an admin."""
    closed_hall.owns("facts.yaml", "konto.yaml")
    async with closed_hall.open(admins=[closed_hall.teams.cast.admin.id], tenants=[TOWN]) as hall:
        yield hall


@pytest.fixture
async def adam(town: Hall) -> Someone:
    """The admin, whom the bot can reach."""
    someone = town.alone(town.teams.cast.admin)
    await someone.installs()
    await someone.says("Hallo")
    return someone


async def heard(admin: Someone, count: int) -> str:
    """What the admin's last message says, once there are so many."""
    async with asyncio.timeout(20):
        while len(admin._said()) < count:
            await asyncio.sleep(0.05)
    return str(admin._said()[-1].body)


async def test_an_admin_hears_what_is_wrong_and_where_and_that_it_is_well_again(
    town: Hall, adam: Someone
) -> None:
    """File, line, what is wrong, what to write; asked meanwhile the bot answers; nobody else is told."""
    page = town.folder / "faq" / "konto.yaml"
    good = page.read_text(encoding="utf-8")
    anna = town.alone(town.teams.cast.asker)
    await anna.says("Hallo")
    before, annas = len(adam._said()), len(anna._said())
    page.write_text(good.replace("    answer: |", "    anser: |", 1), encoding="utf-8")
    card = await heard(adam, before + 1)
    assert "konto.yaml, Zeile" in card
    assert "answer" in card
    assert "Passwort-Portal" in (await anna.says("passwort vergessen")).text
    page.write_text(good, encoding="utf-8")
    assert "Alles wieder in Ordnung" in await heard(adam, before + 2)
    await asyncio.sleep(2.5)
    assert len(adam._said()) == before + 2
    assert len(anna._said()) == annas + 1


async def test_own_words_are_live_too(town: Hall, adam: Someone) -> None:
    """A saved texts.yaml is in use at once; a broken one keeps the last good words, and is told."""
    own = town.folder / "texts.yaml"
    anna = town.alone(town.teams.cast.asker)
    own.write_text("welcome:\n  title: {de: Ahoi im Rathaus, en: Ahoy}\n", encoding="utf-8")
    async with asyncio.timeout(10):
        while town.bot.texts.text("welcome.title", "de") != "Ahoi im Rathaus":
            await asyncio.sleep(0.05)
    assert "Ahoi im Rathaus" in (await anna.installs()).text
    before = len(adam._said())
    own.write_text("welcome:\n  titel: {de: Huhu, en: Hi}\n", encoding="utf-8")
    assert "texts.yaml" in await heard(adam, before + 1)
    assert town.bot.texts.text("welcome.title", "de") == "Ahoi im Rathaus"


async def test_who_is_no_admin_and_who_cannot_be_reached_hears_nothing(
    closed_hall: Hall, tmp_path: Path
) -> None:
    """An admin without the bot gets no letter that would wait for ever."""
    folder = closed_hall.owns("facts.yaml")
    async with closed_hall.open(admins=[closed_hall.teams.cast.admin.id], tenants=[TOWN]) as hall:
        (folder / "konto.yaml").write_text("entries: [", encoding="utf-8")
        async with asyncio.timeout(20):
            while not hall.bot.shelf.catalog.errors:
                await asyncio.sleep(0.05)
        await asyncio.sleep(2.2)
        assert await hall.bot.database.all("later_aside", dict, most=5) == []
        assert hall.teams.chats.personal(hall.teams.cast.admin).said_by_bot == []


# ---------------------------------------------------------------- the secret, or the certificate

ENDS = date(2026, 12, 20)
"""27 days after the hall's Monday."""


@pytest.fixture
def admins(town: Hall) -> Admins:
    return Admins(town.bot.settings, town.bot.database, town.clock)


async def test_an_admin_hears_at_each_stage_that_the_way_to_teams_ends(
    town: Hall, adam: Someone, admins: Admins
) -> None:
    """30, 14 and 7 days before, each once however often one looks, with the day; nobody else hears it."""
    anna = town.alone(town.teams.cast.asker)
    await anna.says("Hallo")
    before, annas = len(adam._said()), len(anna._said())
    told = []
    for left in range(27, -1, -1):
        if await warn(ENDS, admins):
            told.append(left)
            await heard(adam, before + len(told))
        assert await warn(ENDS, admins) == 0
        town.clock.go(days=1)
    assert told == [27, 14, 7]
    said = [str(post.body) for post in adam._said()[before:]]
    assert len(said) == 3
    assert all("gilt nur bis 20.12.2026" in one and "docs/it.md" in one for one in said)
    assert len(anna._said()) == annas


async def test_while_there_is_time_nobody_is_alarmed(adam: Someone, admins: Admins) -> None:
    """31 days before nothing is said; the control is a day later."""
    assert await warn(ENDS + timedelta(days=4), admins) == 0
    assert await warn(ENDS + timedelta(days=3), admins) == 1


async def test_a_new_secret_is_warned_of_by_itself(adam: Someone, admins: Admins) -> None:
    """Its own day makes its own letters; the old day is not told again."""
    assert [await warn(day, admins) for day in (ENDS, ENDS - timedelta(days=1), ENDS)] == [1, 1, 0]


async def test_who_is_met_late_hears_it_too(town: Hall, admins: Admins) -> None:
    """Before the bot can reach the admin there is no letter, and then there is one."""
    assert await warn(ENDS, admins) == 0
    await town.alone(town.teams.cast.admin).says("Hallo")
    assert await warn(ENDS, admins) == 1


def test_the_day_is_said_as_people_write_it() -> None:
    """In both languages."""
    assert [Ending(day=date(2027, 5, 3)).said(tongue) for tongue in ("de", "en")] == [
        "03.05.2027",
        "3 May 2027",
    ]
