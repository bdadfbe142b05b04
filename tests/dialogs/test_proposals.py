"""Admins decide in Teams on phrasings that colleagues have used; what they accept stands in the FAQ."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import STARTER
from bot.turn import Transaction
from dialogs.answer.keeping import learn
from tests.dialogs.conftest import Hall, Seen, Someone
from tests.fake_teams import TOWN

OFTEN, ONCE = "kennwortdings ist futsch", "zauberwort weg was nun"
ENTRY = "passwort-vergessen"
DAY = "2026-11-23"


@pytest.fixture
async def town(closed_hall: Hall) -> AsyncIterator[Hall]:
    """A town with a FAQ of its own, an admin, and two phrasings that people have used."""
    closed_hall.owns("facts.yaml", "konto.yaml")
    cast = closed_hall.teams.cast
    async with closed_hall.open(admins=[cast.admin.id, cast.lotse.id], tenants=[TOWN]) as hall:
        for asked in (OFTEN, f"{OFTEN}!", ONCE):
            await chosen(hall, asked)
        yield hall


async def chosen(hall: Hall, asked: str, entry: str = ENTRY) -> None:
    """Somebody chose this entry for these words."""

    def body(tx: Transaction) -> None:
        learn(tx, secrets.token_hex(16), asked, "de", entry)

    await hall.bot.database.transact(body, bound={"tenant": TOWN, "day": DAY})


@pytest.fixture
def adam(town: Hall) -> Someone:
    """The admin, alone with the bot."""
    return town.alone(town.teams.cast.admin)


def page(hall: Hall) -> str:
    """The file of the entry."""
    return (hall.folder / "faq" / "konto.yaml").read_text(encoding="utf-8")


def now(seen: Seen) -> Seen:
    """The same card as it has become."""
    return Seen(seen.by, [seen.post])


async def test_one_proposal_after_the_other(town: Hall, adam: Someone) -> None:
    """The most asked comes first, with its entry, how often, and what was asked alike."""
    seen = await adam.says("Vorschläge")
    assert OFTEN in seen.text
    assert "2-mal" in seen.text
    assert "Weitere Vorschläge danach: 1" in seen.text
    assert town.bot.shelf.catalog.by_id[ENTRY].question in seen.text
    assert seen.choices == ["Übernehmen", "Verwerfen", "Später"]
    second = await adam.presses(seen, "Später")
    assert ONCE in second.text
    assert OFTEN not in second.text
    assert "letzte Vorschlag" in (await adam.presses(second, "Später")).text
    assert OFTEN in (await adam.says("proposals")).text


async def test_what_is_accepted_stands_in_the_file_and_is_understood(town: Hall, adam: Someone) -> None:
    """One line more, all else as it was; the card names the file, the next proposal follows."""
    before = page(town).splitlines()
    seen = await adam.says("Vorschläge")
    after = await adam.presses(seen, "Übernehmen")
    assert ONCE in after.text
    assert sorted([*before, f"      - {OFTEN}"]) == sorted(page(town).splitlines())
    assert "steht jetzt in konto.yaml" in now(seen).text
    async with asyncio.timeout(10):
        while OFTEN not in town.bot.shelf.catalog.by_id[ENTRY].variants:
            await asyncio.sleep(0.05)
    anna = town.alone(town.teams.cast.asker)
    assert "Passwort-Portal" in (await anna.says(OFTEN)).text
    assert OFTEN not in (await adam.says("Vorschläge")).text


async def test_a_decision_can_be_taken_back(town: Hall, adam: Someone) -> None:
    """An accepted phrasing leaves the file again, letter by letter; a dismissed one is open again."""
    before = page(town)
    seen = await adam.says("Vorschläge")
    for button in ("Übernehmen", "Verwerfen"):
        await adam.presses(seen, button)
        assert (page(town) != before) == (button == "Übernehmen")
        assert OFTEN not in (await adam.says("Vorschläge")).text
        seen = await adam.presses(now(seen), "Rückgängig")
        assert OFTEN in seen.text
        assert page(town) == before


async def test_what_is_dismissed_is_not_proposed_again(town: Hall, adam: Someone) -> None:
    """Nor written."""
    before = page(town)
    await adam.presses(await adam.says("Vorschläge"), "Verwerfen")
    last = await adam.presses(await adam.says("Vorschläge"), "Verwerfen")
    assert "letzte Vorschlag" in last.text
    none_left = await adam.says("Vorschläge")
    assert "Gerade gibt es keine neuen Formulierungen" in none_left.text
    assert page(town) == before


async def test_who_is_no_admin_is_refused_kindly(town: Hall, adam: Someone) -> None:
    """By word, and by a press on an admin's card."""
    before = page(town)
    card = await adam.says("Vorschläge")
    for person in (town.teams.cast.asker, town.teams.cast.attacker):
        someone = town.alone(person)
        assert "helfe gern" in (await someone.says("Vorschläge")).text
        for button in ("Übernehmen", "Verwerfen", "Später"):
            assert "entscheiden die Menschen" in await someone.forges(card, button)
    assert page(town) == before
    assert await town.rows("answer_dismissed") == []


async def test_others_do_not_read_along(town: Hall) -> None:
    """What people asked is shown in the personal chat only."""
    lotte = town.in_group(town.teams.cast.lotse)
    seen = await lotte.says("Vorschläge", mention=True)
    assert "im persönlichen Chat" in seen.text
    assert OFTEN not in seen.text


@pytest.mark.parametrize("mark", ["", "x", "0" * 64, "' OR 1=1 --", None, 7, ["a"]])
async def test_forged_marks_do_nothing(town: Hall, adam: Someone, mark: Any) -> None:
    """Unknown, malformed or of another type."""
    before, card = page(town), await adam.says("Vorschläge")
    for button in ("Übernehmen", "Verwerfen"):
        assert await adam.forges(card, button, mark=mark) not in ("", "None")
    assert page(town) == before
    assert await town.rows("answer_dismissed") == []


async def test_of_two_admins_who_press_at_once_one_decides(town: Hall, adam: Someone) -> None:
    """It is written once, and the other sees how it stands; so does who presses an old card."""
    lotte = town.alone(town.teams.cast.lotse)
    old = await adam.says("Vorschläge")
    cards = [(one, await one.says("Vorschläge")) for one in (adam, lotte)]
    await asyncio.gather(*(one.presses(card, "Übernehmen") for one, card in cards))
    assert page(town).count(OFTEN) == 1
    assert "Übernommen" in (await adam.presses(old, "Verwerfen")).text
    assert page(town).count(OFTEN) == 1


async def counted(hall: Hall, *, pen: bool) -> int:
    """What four writers at once have counted up to, each reading the figure, thinking, and writing it."""
    written = [0]

    def body(tx: Transaction) -> None:
        if pen:
            tx.run("answer_take_pen")
        number = written[-1]
        time.sleep(0.05)
        written.append(number + 1)

    await asyncio.gather(*(hall.bot.database.transact(body) for _ in range(4)))
    return written[-1]


async def test_who_holds_the_pen_writes_alone(town: Hall) -> None:
    """Nobody's change is lost; without it PostgreSQL loses some, while SQLite has one writer anyway."""
    assert await counted(town, pen=True) == 4
    assert (await counted(town, pen=False) == 4) == (not town.database)


async def test_what_cannot_be_written_stays_a_proposal(town: Hall, adam: Someone) -> None:
    """The file changed its shape, or the entry is not the town's own: the admin hears what to do."""
    file = town.folder / "faq" / "konto.yaml"
    seen = await adam.says("Vorschläge")
    good = page(town)
    file.write_text(good.replace(f"id: {ENTRY}", "id: anders"), encoding="utf-8")
    assert "unter variants" in str((await adam.presses(seen, "Übernehmen")).answer)
    file.write_text(good, encoding="utf-8")
    assert await town.rows("answer_dismissed") == []
    assert OFTEN in (await adam.says("Vorschläge")).text


async def test_a_shared_faq_answers_live_and_is_never_written(closed_hall: Hall, tmp_path: Path) -> None:
    """The town's entries stand over it; a phrasing for one of the pack is for those who look after that."""
    shared, own = tmp_path / "pack", closed_hall.folder / "faq"
    for folder in (shared, own):
        folder.mkdir()
    entry = "topic: Haus\nentries:\n  - {{id: {}, question: '{}', answer: '{}'}}\n"
    (shared / "haus.yaml").write_text(entry.format("tresor", "Wo ist der Tresor?", "Im Keller."))
    (own / "haus.yaml").write_text(entry.format("kantine", "Wann hat die Kantine auf?", "Ab elf."))
    admins = [closed_hall.teams.cast.admin.id]
    async with closed_hall.open(admins=admins, faq_shared=shared) as hall:
        adam = hall.alone(hall.teams.cast.admin)
        assert hall.bot.shelf.catalog.by_id["tresor"].answer == "Im Keller."
        await chosen(hall, OFTEN, "tresor")
        before = (shared / "haus.yaml").read_bytes()
        seen = await adam.presses(await adam.says("Vorschläge"), "Übernehmen")
        assert "nicht zu Ihrer eigenen FAQ" in str(seen.answer)
        assert (shared / "haus.yaml").read_bytes() == before
        (shared / "haus.yaml").write_text(entry.format("tresor", "Wo ist der Tresor?", "Unterm Dach."))
        async with asyncio.timeout(10):
            while hall.bot.shelf.catalog.by_id["tresor"].answer != "Unterm Dach.":
                await asyncio.sleep(0.05)
        (own / "tresor.yaml").write_text(entry.format("tresor", "Wo ist der Tresor?", "Bei uns nicht."))
        async with asyncio.timeout(10):
            while hall.bot.shelf.catalog.by_id["tresor"].answer != "Bei uns nicht.":
                await asyncio.sleep(0.05)


async def test_nobody_writes_into_the_faq_that_came_with_the_program(
    closed_hall: Hall, tmp_path: Path
) -> None:
    """Its entries' phrasings are for those who look after it."""
    async with closed_hall.open(admins=[closed_hall.teams.cast.admin.id]) as hall:
        await chosen(hall, OFTEN)
        adam = hall.alone(hall.teams.cast.admin)
        before = (STARTER / "konto.yaml").read_bytes()
        seen = await adam.presses(await adam.says("Vorschläge"), "Übernehmen")
        assert "nicht zu Ihrer eigenen FAQ" in str(seen.answer)
        assert (STARTER / "konto.yaml").read_bytes() == before
