"""Meine Daten: everything is shown, asked once more, and gone; in front of others nothing is shown at all."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.app import migration_folders, privacy_of, query_files
from bot.privacy import Kept, Privacy
from bot.router import Dialog, Running
from bot.storage import Column, Database, Migrations, Promise, Queries, Table, Transaction
from bot.turn import Reads
from dialogs.privacy import rules
from tests.dialogs.conftest import Hall, Seen, Someone
from tests.fake_teams import TOWN
from tests.fake_teams.cast import ELSEWHERE
from tests.storage.filling import Filling, Rows, about

MIGRATIONS = Migrations.load(migration_folders())


@asynccontextmanager
async def beside(hall: Hall, filling: Filling) -> AsyncIterator[Database]:
    """The same database, opened by somebody who fills and reads all of it."""
    queries = filling.with_queries(privacy_of(MIGRATIONS).with_queries(Queries.load(query_files())))
    url = hall.bot.settings.database_url
    database = await Database.open(url, queries=queries, migrations=MIGRATIONS, serving=False)
    try:
        yield database
    finally:
        await database.close()


async def filled(hall: Hall, *people: tuple[str, str]) -> None:
    """Rows in every table for each of these (tenant, person)."""
    filling = Filling(MIGRATIONS)
    async with beside(hall, filling) as database:
        for tenant, person in people:
            await filling.fill(database, tenant, person)


async def everything(hall: Hall) -> Rows:
    filling = Filling(MIGRATIONS)
    async with beside(hall, filling) as database:
        return await filling.everything(database)


def of(rows: Rows, tenant: str, person: str) -> Rows:
    """The rows about this person, by table."""
    schema = Filling(MIGRATIONS).schema
    found = {name: about(schema[name], tenant, person, theirs) for name, theirs in rows.items()}
    return {name: theirs for name, theirs in found.items() if theirs}


# ---------------------------------------------------------------- asking


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Meine Daten", "Das weiß ich über Sie"),
        ("meine daten!", "Das weiß ich über Sie"),
        ("Was weißt du über mich?", "Das weiß ich über Sie"),
        ("Was speicherst du über mich?", "Das weiß ich über Sie"),
        ("Was speichern Sie über mich?", "Das weiß ich über Sie"),
        ("Datenschutz", "Das weiß ich über Sie"),
        ("Lösche meine Daten", "Das weiß ich über Sie"),
        ("my data", "What I know about you"),
        ("Privacy", "What I know about you"),
        ("What do you know about me?", "What I know about you"),
    ],
)
async def test_whoever_asks_is_told(anna: Someone, said: str, title: str) -> None:
    """In the words people use, in their language."""
    assert (await anna.says(said)).title == title


async def test_nothing_stored_is_said_so(anna: Someone) -> None:
    """And what is stored without a name, what stays with Microsoft, and whom to ask, all the same."""
    seen = await anna.says("Meine Daten")
    assert "Unter Ihrer Kennung ist gerade nichts gespeichert." in seen.text
    assert "Was ohne Ihren Namen gespeichert ist" in seen.text
    assert "Was bei Microsoft liegt" in seen.text
    assert "datenschutz@musterstadt.example" in seen.text
    assert seen.choices == ["Datenschutz im Haus"]
    assert await anna.hall.rows("answer_questions") == []


async def test_a_choice_is_shown_in_words(anna: Someone) -> None:
    """Not as signs: the language, the style, the day of the welcome, and how long they stay."""
    await anna.installs()
    await anna.says("Deutsch")
    seen = await anna.says("Meine Daten")
    for line in ("- Sprache: Deutsch", "- Antworten in Einfacher Sprache: nein", "- Begrüßt am: 23.11.2026"):
        assert line in seen.text
    assert "Bleibt, bis Sie es löschen oder den Bot entfernen." in seen.text
    assert anna.person.id in seen.text
    await anna.says("English")
    assert "- Welcomed on: 23 November 2026" in (await anna.says("my data")).text


async def test_in_front_of_others_nothing_is_shown(hall: Hall, anna: Someone) -> None:
    """Neither data nor whether there are any: one press leads to the personal chat."""
    await anna.says("English")
    for place in (hall.in_group(anna.person), hall.in_channel(anna.person)):
        seen = await place.says("Meine Daten", mention=True)
        assert seen.choices == ["To the personal chat"]
        shown = json.dumps(seen.card, ensure_ascii=False)
        assert anna.person.id not in shown
        assert "Language" not in shown
        assert "settings" not in shown


# ---------------------------------------------------------------- everything


async def pages(seen: Seen) -> list[Seen]:
    """This card and all that follow by «Mehr zeigen», and what is technical of each."""
    found, behind = [seen], []
    while True:
        if "Technisches zeigen" in found[-1].choices:
            behind.append(await seen.by.presses(found[-1], "Technisches zeigen"))
        if "Mehr zeigen" not in found[-1].choices:
            return [*found, *behind]
        found.append(await seen.by.presses(found[-1], "Mehr zeigen"))


async def test_all_that_is_stored_is_shown_and_deleted(anna: Someone, hall: Hall) -> None:
    """Every table, filled from the schema, over all pages; a colleague's and another town's rows stay."""
    me, colleague = anna.person.id, hall.teams.cast.colleague.id
    await filled(hall, (TOWN, me), (TOWN, colleague), (ELSEWHERE, me))
    first = await anna.says("Meine Daten")
    before = await everything(hall)
    mine = of(before, TOWN, me)
    assert mine
    shown = "\n".join(page.text for page in await pages(first)).replace("\\", "")
    for name, rows in mine.items():
        kept = Kept(Filling(MIGRATIONS).schema[name], tuple(rows))
        values = [row[column] for row in rows for column in kept.columns]
        assert [v for v in values if isinstance(v, str) and name in v and v not in shown] == []
    sure = await anna.presses(first, "Alles löschen …")
    assert sure.title == "Soll ich das löschen?"
    assert of(await everything(hall), TOWN, me) == mine
    gone = await anna.presses(sure, "Zurücknehmen und löschen")  # something of everything runs, too
    assert gone.title == "Das habe ich gelöscht"
    after = await everything(hall)
    left = of(after, TOWN, me)
    assert not {name for name, rows in left.items() if any(row in mine.get(name, []) for row in rows)}
    for tenant, person in ((TOWN, colleague), (ELSEWHERE, me)):
        assert of(after, tenant, person) == of(before, tenant, person)


async def test_who_keeps_it_keeps_it(anna: Someone, hall: Hall) -> None:
    """«Nein» changes nothing, and the way back is on the card."""
    await anna.says("English")
    sure = await anna.presses(await anna.says("My data"), "Delete everything …")
    kept = await anna.presses(sure, "No, keep it")
    assert "not deleted anything" in kept.text
    assert "- Language: English" in (await anna.presses(kept, "My data")).text
    assert of(await everything(hall), TOWN, anna.person.id)


async def test_the_same_press_twice_deletes_once(anna: Someone, hall: Hall) -> None:
    """The second one shows how things stand: what was chosen since then is not touched by an old card."""
    await anna.says("Deutsch")
    sure = await anna.presses(await anna.says("Meine Daten"), "Alles löschen …")
    yes = next(action for action in sure.card["actions"] if action["title"] == "Ja, löschen")
    press = hall.teams.client.press
    assert "Das habe ich gelöscht" in str((await press(anna.person, anna.chat, sure.post, yes)).card)
    await anna.says("Deutsch")
    second = await press(anna.person, anna.chat, sure.post, yes)
    assert "- Sprache: Deutsch" in str(second.card)
    assert of(await everything(hall), TOWN, anna.person.id)["person"][0]["language"] == "de"


async def test_after_deleting_the_bot_still_knows_how_to_speak(anna: Someone) -> None:
    """Asking goes on as for a newcomer, and Meine Daten is empty."""
    await anna.says("English")
    await anna.presses(await anna.presses(await anna.says("My data"), "Delete everything …"), "Yes, delete")
    assert "nichts gespeichert" in (await anna.says("Meine Daten")).text
    assert "Hat geholfen" in (await anna.says("passwort vergessen")).choices


# ---------------------------------------------------------------- what runs


def with_running(hall: Hall, withdrawn: list[str]) -> None:
    """The bot with a feature that has something running for whoever has settings."""
    cafe = Dialog("cafe")

    @cafe.runs
    async def running(db: Reads) -> Sequence[Running]:
        kept = await db.all("privacy_find_person", dict)
        return [Running("welcome.restarted")] if kept else []

    @cafe.withdraws
    def withdraw(tx: Transaction) -> None:
        withdrawn.append(str(tx.bound["person"]))

    hall.bot.parts = {**hall.bot.parts, Privacy: Privacy.of(MIGRATIONS, [cafe])}


async def test_what_runs_is_explained_and_withdrawn_only_by_a_press_that_says_so(
    anna: Someone, hall: Hall
) -> None:
    """A yes from before it ran shows it first; a forged yes does no more than the person could do."""
    withdrawn: list[str] = []
    await anna.says("Deutsch")
    before = await anna.presses(await anna.says("Meine Daten"), "Alles löschen …")
    with_running(hall, withdrawn)
    asked = await anna.presses(before, "Ja, löschen")
    assert "Das läuft gerade noch" in asked.text
    assert "Wir fangen neu an" in asked.text
    assert asked.choices == ["Zurücknehmen und löschen", "Nein, behalten"]
    assert withdrawn == []
    assert of(await everything(hall), TOWN, anna.person.id)
    gone = await anna.presses(asked, "Zurücknehmen und löschen")
    assert gone.title == "Das habe ich gelöscht"
    assert withdrawn == [anna.person.id]
    assert not of(await everything(hall), TOWN, anna.person.id)


async def test_without_the_database_nothing_is_claimed(anna: Someone, hall: Hall) -> None:
    """Neither that nothing is stored nor that something was deleted."""
    await anna.says("Deutsch")
    shown = await anna.says("Meine Daten")
    await hall.bot.database.close()
    assert "Ich kann mir gerade nichts merken" in (await anna.says("Meine Daten")).text
    pressed = await anna.presses(shown, "Alles löschen …")
    assert pressed.answer is not None
    assert "gelöscht" not in str(pressed.answer.body)


async def test_no_log_line_names_the_person(anna: Someone, hall: Hall) -> None:
    """Neither showing nor deleting leaves a trace of who it was."""
    with capture_logs() as logs:
        await anna.says("Deutsch")
        sure = await anna.presses(await anna.says("Meine Daten"), "Alles löschen …")
        await anna.presses(sure, "Ja, löschen")
    written = str(logs)
    for secret in (anna.person.id, anna.person.account, anna.person.name, "Meine Daten"):
        assert secret not in written


# ---------------------------------------------------------------- pages and words

BOOKING = Table(
    "cafe_booking",
    "cafe",
    Promise("cafe_booking", "Who comes.", "14 days", ("guest",)),
    tuple(Column(name, "TEXT", True, "A word.") for name in ("tenant", "guest", "words")),
    frozenset(),
)


def kept(*words: str) -> Kept:
    return Kept(BOOKING, tuple({"tenant": "t", "guest": "g", "words": one} for one in words))


def test_many_rows_become_pages_that_fit_a_card_and_none_is_lost() -> None:
    """In order, each row once; a text longer than a page has one of its own."""
    many = [kept(*(f"{number} " + "x" * 300 for number in range(100))), kept("y" * 20_000), kept("z")]
    made = rules.pages(many)
    rows = [row for page in made for one in page for row in one.rows]
    assert rows == [row for one in many for row in one.rows]
    assert len(made) > 3
    for page in made:
        size = sum(min(len(str(row["words"])), rules.LONGEST) for one in page for row in one.rows)
        assert size <= rules.PAGE
    assert rules.pages([]) == []


@pytest.mark.parametrize(
    ("value", "tongue", "zone", "read"),
    [
        ("2026-03-01", "de", "", "01.03.2026"),
        ("2026-03-01", "en", "", "1 March 2026"),
        ("2026-03-29T00:59:00.000000Z", "de", "", "29.03.2026, 1:59"),
        ("2026-03-29T01:00:00.000000Z", "de", "", "29.03.2026, 3:00"),
        ("2026-12-31T23:30:00.000000Z", "en", "America/New_York", "31 December 2026, 18:30"),
        ("2026-12-31T23:30:00.000000Z", "de", "../etc/passwd", "01.01.2027, 0:30"),
        ("2026-13-45", "de", "", "2026-13-45"),
        ("Hallo", "de", "", "Hallo"),
        ("it-cafe@20261126T0800Z", "de", "", "26.11.2026, 9:00"),
        ("it-cafe@20261326T0800Z", "de", "", "it-cafe@20261326T0800Z"),
        (3, "de", "", "3"),
    ],
)
def test_days_and_times_are_read_as_people_write_them(
    value: str | int, tongue: str, zone: str, read: str
) -> None:
    """In the reader's zone, also in the night of the change of clocks, whatever the client calls its zone."""
    assert rules.readable(value, tongue, zone) == read
