"""The machinery's own tables: what a turn needs to know, and no more."""

from dataclasses import dataclass
from datetime import date

import pytest

from bot.storage import ConstraintBroken, Database, Migrations, Queries, Value

ASKER: dict[str, Value] = {"tenant": "town", "person": "asker"}
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@dataclass(frozen=True)
class Opening:
    """What a turn begins with."""

    seen_activity: bool
    spent_nonce: bool
    language: str | None
    simple: bool | None
    welcomed: date | None


@pytest.fixture
def queries() -> Queries:
    """The core's only."""
    return Queries.load()


@pytest.fixture
def migrations() -> Migrations:
    """The core's only."""
    return Migrations.load()


async def opening(database: Database, activity: str = "a", nonce: str | None = None) -> Opening | None:
    """The asker's turn begins."""
    return await database.one("turn_opening", Opening, ASKER, activity_hash=activity, nonce_hash=nonce)


async def test_stranger(database: Database) -> None:
    """Of somebody unknown nothing is known, and one row says so."""
    assert await opening(database) == Opening(False, False, None, None, None)


async def test_seen(database: Database) -> None:
    """A mark comes back from the first only, counts for its tenant only, and is no nonce of none."""
    mark: dict[str, Value] = {"hash": "a", "day": MONDAY}
    assert await database.one("turn_mark_seen", str, ASKER, **mark) == "a"
    assert await database.one("turn_mark_seen", str, ASKER, **mark) is None
    assert await database.one("turn_mark_seen", str, {"tenant": "other"}, **mark) == "a"
    assert await opening(database, "a") == Opening(True, False, None, None, None)
    assert await opening(database, "b", nonce="a") == Opening(False, True, None, None, None)


async def test_forgetting_marks(database: Database) -> None:
    """Marks leave by their day."""
    await database.run("turn_mark_seen", ASKER, hash="a", day=MONDAY)
    await database.run("turn_mark_seen", ASKER, hash="b", day=TUESDAY)
    assert await database.run("turn_seen_expire", before=TUESDAY) == 1
    assert await opening(database, "a", nonce="b") == Opening(False, True, None, None, None)


async def test_replies(database: Database) -> None:
    """The last answer of a message is known until the message is deleted, or its time is over."""
    kept: dict[str, Value] = {"message": "m", "day": MONDAY}
    await database.run("turn_keep_reply", ASKER, reply="1", **kept)
    await database.run("turn_keep_reply", ASKER, reply="2", **kept)
    assert await database.one("turn_reply_to", str, ASKER, message="m") == "2"
    assert await database.one("turn_reply_to", str, {"tenant": "other"}, message="m") is None
    assert await database.one("turn_drop_reply", str, ASKER, message="m") == "2"
    assert await database.one("turn_drop_reply", str, ASKER, message="m") is None
    await database.run("turn_keep_reply", ASKER, reply="3", **kept)
    assert await database.run("turn_reply_expire", before=MONDAY) == 0
    assert await database.run("turn_reply_expire", before=TUESDAY) == 1


async def test_wishes(database: Database) -> None:
    """What a person chose is kept beside each other, changed one by one, and forgotten as a whole."""
    await database.run("person_set_language", ASKER, language="en")
    await database.run("person_set_simple", ASKER, simple=True)
    assert await opening(database) == Opening(False, False, "en", True, None)
    await database.run("person_set_language", ASKER, language=None)
    assert await opening(database) == Opening(False, False, None, True, None)
    assert await database.run("person_forget", ASKER) == 1
    assert await opening(database) == Opening(False, False, None, None, None)


async def test_known_languages(database: Database) -> None:
    """A language nobody wrote texts for is refused by its rule's name."""
    with pytest.raises(ConstraintBroken) as refused:
        await database.run("person_set_language", ASKER, language="fr")
    assert refused.value.name == "person_speaks_a_known_language"


async def test_welcome_once(database: Database) -> None:
    """Only the first welcome comes back, also for somebody who chose a language before."""
    await database.run("person_set_language", ASKER, language="en")
    assert await database.one("person_welcome", date, ASKER, day=MONDAY) == MONDAY
    assert await database.one("person_welcome", date, ASKER, day=TUESDAY) is None
    assert await opening(database) == Opening(False, False, "en", False, MONDAY)


async def test_facts(database: Database) -> None:
    """The first value of a fact stays."""
    assert await database.run("installation_keep_fact", name="salt", value="first") == 1
    assert await database.run("installation_keep_fact", name="salt", value="second") == 0
    assert await database.one("installation_fact", str, name="salt") == "first"
