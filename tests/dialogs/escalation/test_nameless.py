"""«Ohne meinen Namen fragen»: the Lotse sees no name, the bot carries both ways, and no row joins the two."""

from __future__ import annotations

from bot.app import migration_folders
from bot.storage import Migrations, tables
from tests.beneath import rows
from tests.dialogs.conftest import Hall, Someone
from tests.dialogs.lotsen import QUESTION, asks, latest, soon


def named_in(hall: Hall, *needles: str) -> dict[str, int]:
    """How many rows of each of this feature's tables hold one of these, in whatever column."""
    url = hall.bot.settings.database_url
    found = {}
    for table in tables(Migrations.load(migration_folders())).values():
        hits = [
            row for row in rows(url, f"SELECT * FROM {table.name}") if any(n in str(row) for n in needles)
        ]
        if hits:
            found[table.name] = len(hits)
    return found


async def test_both_ways_without_a_name(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """The Lotse reads no name, the asker gets the answer, and it all ends with thanks."""
    sent = await asks(anna, f"{QUESTION}\nViele Grüße\nAnna Frage", nameless="true")
    assert "Niemand von den Lotsen sieht, wer fragt." in sent.text
    card = await latest(lotte, "Jemand aus dem Haus hat eine Frage", QUESTION)
    assert "Anna" not in card.text
    await lotte.presses(card, "Rückfrage", words="Welches Haus?")
    back = await latest(anna, "Welches Haus?")
    await anna.presses(back, "Antworten", words="Das gelbe.")
    card = await latest(lotte, "Das gelbe.")
    assert "Anna" not in card.text
    await lotte.presses(card, "Antworten", words="Tür zwei.")
    answer = await latest(anna, "Tür zwei.")
    await anna.presses(answer, "Ja, danke!", words="Toll!")
    await latest(lotte, "Toll!")


async def test_no_readable_column_names_the_asker(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Neither id nor name stand in any table of the feature; a case with a name is found, the control."""
    await asks(anna, nameless="true")
    await latest(lotte, QUESTION)
    mine = (anna.person.id, anna.person.name)
    assert not [name for name in named_in(hall, *mine) if name.startswith("escalation_")]
    case = (await hall.bot.database.all("escalation_open", str, {"tenant": anna.person.tenant}))[0]
    joined = [name for name in named_in(hall, case) if not name.startswith("escalation_")]
    assert set(joined) <= {"later_card", "later_letter", "later_lane"}
    both = [
        row
        for name in joined
        for row in rows(hall.bot.settings.database_url, f"SELECT * FROM {name}")
        if case in str(row) and anna.person.id in str(row)
    ]
    assert both == []
    await asks(anna, "Und was ist ein Schnurpsel?")
    assert named_in(hall, *mine)["escalation_case"] == 1


async def test_the_end_destroys_the_key(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """What was locked can be read by nobody, and the row says no more who it was."""
    await asks(anna, nameless="true")
    await lotte.presses(await latest(lotte, QUESTION), "Antworten", words="So geht es.")
    url = hall.bot.settings.database_url
    assert rows(url, "SELECT COUNT(*) FROM escalation_key") == [(1,)]
    await anna.presses(await latest(anna, "So geht es."), "Ja, danke!")
    await soon(lambda: rows(url, "SELECT COUNT(*) FROM escalation_key") == [(0,)])
    assert rows(url, "SELECT sealed, asker, owner, outcome FROM escalation_case") == [
        (None, None, None, "helped")
    ]
    assert rows(url, "SELECT question, answer FROM escalation_kept") == [(QUESTION, "So geht es.")]


async def test_only_the_asker_finds_it_again(anna: Someone, kemal: Someone, hall: Hall) -> None:
    """«Meine Fragen» opens the lock for who asked and for nobody else; «Meine Daten» takes it back."""
    await asks(anna, nameless="true")
    await latest(kemal, QUESTION)
    assert QUESTION in (await anna.says("Meine Fragen")).text
    assert QUESTION not in (await kemal.says("Meine Fragen")).text
    seen = await anna.presses(await anna.says("Meine Daten"), "Alles löschen …")
    assert "Eine offene Frage an die Lotsen" in seen.text
    await anna.presses(seen, seen.choices[0])
    assert rows(hall.bot.settings.database_url, "SELECT COUNT(*) FROM escalation_case") == [(0,)]
