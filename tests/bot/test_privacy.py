"""What every table promises, in both languages; and that a person's data are found and deleted by it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.app import migration_folders, query_files, text_files
from bot.privacy import Privacy
from bot.privacy.paper import html, markdown
from bot.privacy.sheet import CORE, Sheet, german, phrases
from bot.reads import BoundReads
from bot.retention import DAYS
from bot.router import Dialog
from bot.storage import Column, Database, Migrations, Promise, Queries, Table, Transaction, Value, tables
from bot.texts import Texts
from tests.storage.filling import Filling, about, as_set, forgetful, without

ANNA = "00000001-0000-4000-8000-000000000000"
KEMAL = "00000002-0000-4000-8000-000000000000"
TOWN, ELSEWHERE = "town", "elsewhere"
MIGRATIONS = Migrations.load(migration_folders())
SCHEMA = tables(MIGRATIONS)
PERSONAL = [table for table in SCHEMA.values() if table.personal]
PEOPLE = re.compile(
    r"(^|_)(person|people|asker|lotse|guest|host|owner|user|member|author|reader|admin|sender|recipient|"
    r"employee|deputy|colleague|aad|account|mail|email|upn|phone|name_of)(_id)?$"
)
"""What a column is called that holds a person."""


def table(name: str = "cafe_booking", about: str = "", **columns: str) -> Table:
    """A table of a feature that there isn't, with these columns and their comments."""
    promise = Promise(name, "Who comes.", "14 days", (about,) if about else ())
    fields = tuple(Column(column, "TEXT", True, comment) for column, comment in columns.items())
    return Table(name, "cafe", promise, fields, frozenset())


# ---------------------------------------------------------------- promises


def hidden_people(one: Table) -> list[str]:
    """Columns that look as if they held a person, in a table that says it is about nobody."""
    promised = {*one.promise.about, *one.promise.emptied}
    return [] if promised else [column.name for column in one.columns if PEOPLE.search(column.name)]


@pytest.mark.parametrize("name", ["person", "asker", "host_id", "lotse", "first_guest", "owner"])
def test_no_table_hides_a_person(name: str) -> None:
    """A column that is named like a person is promised; a table that says nobody has none."""
    assert hidden_people(table(**{name: "Who."})) == [name]
    assert not hidden_people(table(about=name, **{name: "Who."}))
    assert not hidden_people(table(personal="A word.", words="A word."))
    assert not {one.name: found for one in SCHEMA.values() if (found := hidden_people(one))}


EVENT = re.compile(r"(until|as long as) \w+")
"""What ends a row that stays for no number of days."""


def unsaid(one: Table, queries: Sequence[str]) -> list[str]:
    """What a table doesn't say or can't keep: a field's comment, a retention, the query that deletes."""
    faults = [column.name for column in one.columns if not column.comment]
    days = DAYS.match(one.promise.retention)
    if not days and not EVENT.match(one.promise.retention):
        faults.append("neither days nor an event")
    if days and f"{one.name}_expire" not in queries:
        faults.append("no query that deletes")
    return faults


def test_every_table_says_how_long_and_every_field_what_it_holds() -> None:
    """Days have their query, an event says which one, and no field is without its comment."""
    known = ["cafe_booking_expire"]
    assert unsaid(table(day=""), known) == ["day"]
    assert unsaid(table(day="When."), []) == ["no query that deletes"]
    vague = table(day="When.")
    vague = replace(vague, promise=replace(vague.promise, retention="a while"))
    assert unsaid(vague, known) == ["neither days nor an event"]
    assert not unsaid(table(day="When."), known)
    names = [query.name for query in Queries.load(query_files())]
    assert not {one.name: found for one in SCHEMA.values() if (found := unsaid(one, names))}


def test_every_promise_stands_in_german_and_none_is_left_over() -> None:
    """The sheet is read in Germany: each phrase of a migration has its German, phrase for phrase."""
    said = {phrase for one in SCHEMA.values() for phrase in phrases(one)}
    assert {"Who comes.", "When."} == set(phrases(table(day="When.")))
    known = german(migration_folders())
    untranslated, left_over = sorted(said - known.keys()), sorted(known.keys() - said)
    assert untranslated == []
    assert left_over == []
    assert CORE in migration_folders()


def test_every_table_about_people_has_its_words_in_the_chat() -> None:
    """A title, how long it stays, and a label for each field that is shown; Texts demands both languages."""
    texts = Texts.load(text_files())
    lacking = [
        key
        for one in PERSONAL
        for name in ["title", "until", *shown_columns(one)]
        if (key := f"{one.feature}.kept.{one.name}.{name}") not in texts
        and f"{one.feature}.kept.{one.name}.technical.{name}" not in texts
    ]
    assert PERSONAL
    assert not lacking


def shown_columns(one: Table) -> list[str]:
    hidden = {"tenant", *one.promise.about, *one.promise.emptied}
    return [column.name for column in one.columns if column.name not in hidden]


# ---------------------------------------------------------------- found and deleted


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each engine."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path}/town.db"


@asynccontextmanager
async def opened(url: str, privacy: Privacy, filling: Filling) -> AsyncIterator[Database]:
    queries = filling.with_queries(privacy.with_queries(Queries.load(query_files())))
    database = await Database.open(url, queries=queries, migrations=filling.migrations)
    try:
        yield database
    finally:
        await database.close()


async def missed(url: str, privacy: Privacy) -> set[str]:
    """Fill everything for three people; the tables in which the first one is not found or not deleted."""
    filling = Filling(MIGRATIONS)
    bound: dict[str, Value] = {"tenant": TOWN, "person": ANNA, "now": datetime(2026, 11, 23, 8, tzinfo=UTC)}
    async with opened(url, privacy, filling) as database:
        for tenant, person in ((TOWN, ANNA), (TOWN, KEMAL), (ELSEWHERE, ANNA)):
            await filling.fill(database, tenant, person)
        before = await filling.everything(database)
        assert all(before.values()), "every table has rows"
        reads = BoundReads(database, bound)
        found = {kept.table.name: as_set(kept.rows) for kept in await privacy.kept(reads)}
        tenants = await privacy.tenants(reads)
        gone = await database.transact(privacy.delete, bound=bound)
        after = await filling.everything(database)
        assert await privacy.kept(reads) == []
        assert {one.table.name: one.rows for one in gone} == {name: len(rows) for name, rows in found.items()}
    wrong = set()
    assert tenants == ([ELSEWHERE, TOWN] if found else [])
    for name, one in SCHEMA.items():
        theirs = as_set(about(one, TOWN, ANNA, before[name]))
        if found.get(name, set()) != theirs:
            wrong.add(name)
        stays = [row for row in without(one, TOWN, ANNA, before[name]) if filling.stands(one, row, after)]
        if as_set(after[name]) != as_set(stays):
            wrong.add(name)
    return wrong


async def test_all_of_a_person_is_found_and_deleted_and_nothing_of_others(url: str) -> None:
    """In every table there is, filled from the schema: one person, a colleague, and the same id elsewhere."""
    assert len(PERSONAL) >= 1
    assert await missed(url, Privacy.of(MIGRATIONS)) == set()


@pytest.mark.parametrize("left_out", [one.name for one in PERSONAL])
async def test_a_table_that_is_left_out_is_noticed(tmp_path: Path, left_out: str) -> None:
    """The control: the proof above fails as soon as one table is forgotten."""
    short = [forgetful(one) if one.name == left_out else one for one in SCHEMA.values()]
    assert await missed(f"sqlite:///{tmp_path}/town.db", Privacy(short)) == {left_out}


FEATURE = """\
-- table: cafe_slot
-- purpose: A slot, and who offers it.
-- retention: 14 days
-- about: host (emptied)
--
-- table: cafe_booking
-- purpose: Who comes.
-- retention: 14 days
-- about: guest
--
-- table: cafe_word
-- purpose: What a booking is about.
-- retention: until its booking goes
-- about: nobody

CREATE TABLE cafe_slot (
  tenant TEXT NOT NULL, id TEXT NOT NULL, host TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'full')),
  PRIMARY KEY (tenant, id)
) {STRICT};
CREATE TABLE cafe_booking (
  tenant TEXT NOT NULL, slot TEXT NOT NULL, guest TEXT NOT NULL, sealed {BYTES},
  PRIMARY KEY (tenant, slot, guest),
  FOREIGN KEY (tenant, slot) REFERENCES cafe_slot (tenant, id)
) {STRICT};
CREATE TABLE cafe_word (
  tenant TEXT NOT NULL, slot TEXT NOT NULL, guest_of TEXT NOT NULL, words TEXT,
  PRIMARY KEY (tenant, slot, guest_of),
  FOREIGN KEY (tenant, slot, guest_of) REFERENCES cafe_booking (tenant, slot, guest) ON DELETE CASCADE
) {STRICT};
"""


async def test_a_row_of_somebody_else_loses_the_name_and_stays(url: str, tmp_path: Path) -> None:
    """A host leaves: the slot stays for its guests. A guest leaves: the booking and its words go."""
    folder = tmp_path / "cafe" / "migrations"
    folder.mkdir(parents=True)
    (folder / "001.sql").write_text(FEATURE, encoding="utf-8")
    filling = Filling(Migrations.load([folder]))
    privacy = Privacy.of(filling.migrations)
    async with opened_with(url, privacy, filling) as database:
        await filling.fill(database, TOWN, ANNA)
        await filling.fill(database, TOWN, KEMAL)
        bound = {"tenant": TOWN, "person": ANNA}
        gone = {one.table.name: one.rows for one in await database.transact(privacy.delete, bound=bound)}
        left = await filling.everything(database)
    assert gone == {"cafe_booking": 1, "cafe_slot": 1, "person": 1}
    assert sorted(str(row["host"]) for row in left["cafe_slot"]) == [KEMAL, "None"]
    assert [row["guest"] for row in left["cafe_booking"]] == [KEMAL]
    assert [row["guest_of"] for row in left["cafe_word"]] == [KEMAL]


@asynccontextmanager
async def opened_with(url: str, privacy: Privacy, filling: Filling) -> AsyncIterator[Database]:
    queries = filling.with_queries(privacy.with_queries(Queries.load()))
    database = await Database.open(url, queries=queries, migrations=filling.migrations)
    try:
        yield database
    finally:
        await database.close()


async def test_what_runs_is_withdrawn_in_the_same_transaction(tmp_path: Path) -> None:
    """Where withdrawing fails nothing is deleted; where it works both have happened."""
    broken, working = Dialog("cafe"), Dialog("cafe")

    @broken.withdraws
    def refuse(tx: Transaction) -> None:
        tx.run("person_set_simple", simple=True)
        raise LookupError

    @working.withdraws
    def withdraw(tx: Transaction) -> None:
        tx.run("turn_mark_seen", hash="withdrawn", day=date(2026, 11, 23))

    filling = Filling(MIGRATIONS)
    bound = {"tenant": TOWN, "person": ANNA}
    good, bad = (Privacy.of(MIGRATIONS, [dialog]) for dialog in (working, broken))
    async with opened(f"sqlite:///{tmp_path}/town.db", good, filling) as database:
        await filling.fill(database, TOWN, ANNA)
        before = await filling.everything(database)
        with pytest.raises(LookupError):
            await database.transact(bad.delete, bound=bound)
        assert await filling.everything(database) == before
        await database.transact(good.delete, bound=bound)
        after = await filling.everything(database)
    assert "withdrawn" in [row["hash"] for row in after["turn_seen"]]
    assert not about(SCHEMA["person"], TOWN, ANNA, after["person"])


# ---------------------------------------------------------------- the sheet

SHEETS = {tongue: Sheet.of(SCHEMA.values(), tongue, migration_folders()) for tongue in ("de", "en")}
DAY = date(2026, 11, 23)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sheet_names_every_table_and_every_field(language: str) -> None:
    """As Markdown, as a page and for programs: nothing that is stored is left out of it."""
    sheet = SHEETS[language]
    paper = markdown(sheet.blocks(DAY, "1.0"))
    page = html(sheet.blocks(DAY, "1.0"), sheet.language)
    listed = {one["table"]: one for one in sheet.as_json(DAY, "1.0")["tables"]}
    for one in SCHEMA.values():
        chapter = paper.partition(f"\n### {one.name}\n")[2].partition("\n### ")[0]
        assert sheet.say(one.promise.purpose) in chapter
        assert sheet.retention(one) in chapter
        for column in one.columns:
            assert f"| `{column.name}` | {sheet.say(column.comment)} |" in chapter
        assert f"<h3>{one.name}</h3>" in page
        assert [field["field"] for field in listed[one.name]["fields"]] == [c.name for c in one.columns]


def test_the_german_sheet_is_german() -> None:
    """No English phrase of a migration stands in it, and every length of time is in German."""
    paper = markdown(SHEETS["de"].blocks(DAY, "1.0"))
    assert not [
        phrase for one in SCHEMA.values() for phrase in phrases(one) if len(phrase) > 25 and phrase in paper
    ]
    assert "7 Tage" in paper
    assert " days" not in paper


def test_the_sheet_says_what_it_can_t_promise() -> None:
    """Traces are pseudonyms, Teams keeps the chat, backups outlive a deletion: PRIVACY.md."""
    paper = markdown(SHEETS["de"].blocks(DAY, "1.0"))
    for honest in (
        "Pseudonyme",
        "answer_trace",
        "Export aus Teams",
        "Sicherungen",
        "In Teams ist niemand anonym",
    ):
        assert honest in paper


def test_a_page_with_hostile_words_stays_a_page() -> None:
    """What stands in a migration is text, in Markdown and in HTML."""
    hostile = table("cafe_<b>", words="a | b <script>alert(1)</script>")
    sheet = replace(SHEETS["en"], tables=[hostile])

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.add(tag)

    found: set[str] = set()
    Tags().feed(html(sheet.blocks(DAY, "1.0"), "en"))
    assert not found & {"script", "b"}
    (row,) = [line for line in markdown(sheet.blocks(DAY, "1.0")).splitlines() if "alert" in line]
    assert row.count("|") == 3


def test_whom_a_table_names_is_told() -> None:
    """A person of their own, one who is merely named, or nobody."""
    sheet = SHEETS["en"]
    mixed = table(about="guest", guest="Who.", host="Whose.")
    mixed = replace(mixed, promise=replace(mixed.promise, emptied=("host",)))
    assert sheet.about(mixed).startswith(
        "a person (guest). At their wish the row is deleted. names a further"
    )
    assert sheet.about(table()) == "holds no identity of a person"
