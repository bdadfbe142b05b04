"""«Meine Fragen» of a Lotse: also what they have taken; and the words that only some need, in «Hilfe»."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.turn import Transaction
from tests.dialogs.conftest import MONDAY, Hall, Seen, Someone
from tests.dialogs.guests import PROGRAMME
from tests.dialogs.lotsen import QUESTION, ROSTER, asks, latest, soon, staffed

OTHER = "Was ist ein Schnurpsel?"
OWN = "Wo gibt es Flurpsen?"


async def taken(anna: Someone, by: Someone, question: str = QUESTION) -> Seen:
    """Somebody asked, and this Lotse has it; its card."""
    await asks(anna, question)
    card = await by.presses(await latest(by, question), "Übernehmen")
    await latest(anna, "kümmert sich um Ihre Frage")
    return card


def backs(anna: Someone) -> list[Seen]:
    """The cards by which a Lotse asked something."""
    said = [Seen(anna, [post]) for post in anna.chat.said_by_bot]
    return [one for one in said if "Welches Haus?" in one.text]


async def has_many(hall: Hall, lotte: Someone, count: int) -> None:
    """This Lotse has so many cases, the last of which is promised first."""

    def many(tx: Transaction) -> None:
        nobody: dict[str, Any] = {"asker": None, "asker_name": None, "sealed": None, "nameless": False}
        for number in range(count):
            case: dict[str, Any] = {"id": f"{number:032x}", "state": "taken", "topic": "", "due_at": MONDAY}
            promised: dict[str, Any] = {
                "promised_at": MONDAY - timedelta(hours=number),
                "urgency": "today",
                "department": "",
            }
            about: dict[str, Any] = {"question": f"Schnurpsel {number}?", "today": MONDAY.date()}
            tx.run("escalation_add", **case, **nobody, **promised, **about)
            moved: dict[str, Any] = {
                "version": 0,
                "owner": lotte.person.id,
                "reopened": False,
                "outcome": None,
            }
            tx.run("escalation_move", **case, **moved, today=MONDAY.date())

    await hall.bot.database.transact(many, bound=hall.bot.house.bound(lotte.person.tenant))


# ---------------------------------------------------------------- what one has taken


async def test_a_lotse_sees_what_they_have_taken(anna: Someone, lotte: Someone, kemal: Someone) -> None:
    """Each with its state, beside what they asked themselves; nobody sees what another one has."""
    await taken(anna, lotte)
    await taken(anna, kemal, OTHER)
    await asks(lotte, OWN)
    listed = await lotte.says("Meine Fragen")
    assert "weil Sie anderen helfen" in listed.text
    assert "Wartet auf Ihre Antwort, zugesagt bis" in listed.text
    assert (OWN in listed.text, QUESTION in listed.text, OTHER in listed.text) == (True, True, False)
    hers = await anna.says("Meine Fragen")
    assert "weil Sie anderen helfen" not in hers.text
    assert OTHER in (await kemal.says("status")).text


async def test_the_list_tells_how_it_stands(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Asked back, answered, and gone once it is over."""
    card = await taken(anna, lotte)
    await lotte.presses(card, "Rückfrage", words="Welches Haus?")
    assert "Ihre Rückfrage ist unterwegs" in (await lotte.says("Meine Fragen")).text
    hall.clock.go(days=1)
    await lotte.presses(card, "Antworten", words="Tür zwei.")
    assert "Seit Di 24.11.: beantwortet" in (await lotte.says("Meine Fragen")).text
    await anna.presses(await latest(anna, "Tür zwei."), "Ja, danke!")
    assert "keine Frage von anderen" in (await lotte.says("Meine Fragen")).text


async def test_no_day_is_told_that_is_another_one(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """After a reminder: «seit» that day nobody waits, and nothing was asked back."""
    card = await taken(anna, lotte)
    hall.clock.go(days=1)
    hall.bot.later.wake()
    await latest(lotte, "Eine Frage wartet noch")
    listed = (await lotte.says("Meine Fragen")).text
    assert "Wartet auf Ihre Antwort, ich habe schon erinnert (zugesagt bis" in listed
    assert "Seit" not in listed
    await lotte.presses(card, "Rückfrage", words="Welches Haus?")
    assert "Seit Di 24.11.: Ihre Rückfrage ist unterwegs" in (await lotte.says("Meine Fragen")).text
    await soon(lambda: len(backs(anna)) == 1)
    hall.clock.go(days=3)
    hall.bot.later.wake()
    await soon(lambda: len(backs(anna)) == 2)
    listed = (await lotte.says("Meine Fragen")).text
    assert "Am Fr 27.11. habe ich noch einmal an Ihre Rückfrage erinnert" in listed
    assert "Seit" not in listed


async def test_own_questions_that_find_no_room_are_counted(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Beside what a Lotse has taken, and beyond six; not where all are shown."""
    for number in range(4):
        await asks(lotte, f"Was ist Flurpse {number}?")
    assert "weitere" not in (await lotte.says("Meine Fragen")).text
    await has_many(hall, lotte, 3)
    listed = await lotte.says("Meine Fragen")
    assert len(listed.choices) == 6
    assert "Und 1 weitere von Ihnen." in listed.text
    for number in range(7):
        await asks(anna, f"Wo steht Quaxel {number}?")
    assert "Und 1 weitere von Ihnen." in (await anna.says("Meine Fragen")).text


async def test_what_is_gone_does_not_take_the_list_along(anna: Someone, lotte: Someone) -> None:
    """One line says so; the other questions can still be opened."""
    await taken(anna, lotte)
    await taken(anna, lotte, OTHER)
    listed = await lotte.says("Meine Fragen")
    mine = await anna.presses(await anna.says("Meine Fragen"), QUESTION)
    await anna.presses(mine, "Frage zurücknehmen")
    gone = await lotte.presses(listed, QUESTION)
    assert gone.answer
    assert "wurde zurückgenommen" in str(gone.answer.body)
    assert gone.post.id == listed.post.id
    assert OTHER in gone.text
    assert OTHER in (await lotte.presses(listed, OTHER)).text


async def test_its_card_comes_below_and_is_kept_up(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """It can be answered from there, and changes when the question is taken back."""
    await taken(anna, lotte)
    listed = await lotte.says("Status")
    card = await lotte.presses(listed, QUESTION)
    assert card.post.id != listed.post.id
    assert {"Antworten", "Rückfrage", "Weitergeben"} <= set(card.choices)
    await anna.presses(await anna.says("Meine Fragen"), QUESTION)
    await lotte.presses(card, "Rückfrage", words="Welches Haus?")
    back = await latest(anna, "Welches Haus?")
    await anna.presses(back, "Frage zurücknehmen")
    await soon(lambda: "zurückgenommen" in Seen(lotte, [card.post]).text)


async def test_of_many_the_first_promised_are_shown(lotte: Someone, hall: Hall) -> None:
    """Six at most, and how many more there are."""
    await has_many(hall, lotte, 8)
    listed = await lotte.says("Meine Fragen")
    assert listed.choices == [f"Schnurpsel {number}?" for number in range(7, 1, -1)]
    assert "Und 2 weitere" in listed.text


async def test_who_has_nothing_reads_so_kindly(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """A Lotse is thanked for being there; who is none reads nothing of it; nor where others read along."""
    assert "Schön, dass Sie da sind!" in (await lotte.says("Meine Fragen")).text
    assert "Schön" not in (await anna.says("Meine Fragen")).text
    group = hall.in_group(lotte.person)
    assert "nur in Ihrem eigenen Chat" in (await group.says("Meine Fragen", mention=True)).text


async def test_a_stranger_opens_nothing_from_the_list(anna: Someone, lotte: Someone, kemal: Someone) -> None:
    """Who is no Lotse is refused; another Lotse sees who has it, and can do nothing."""
    await taken(anna, lotte)
    listed = await lotte.says("Meine Fragen")
    assert "nur Lotsinnen und Lotsen" in await anna.forges(listed, QUESTION)
    card = await kemal.forges(listed, QUESTION)
    assert "Quaxikon" not in card
    assert "**Lotte** kümmert sich" in (await latest(kemal, QUESTION)).text


async def test_who_is_no_lotse_any_more_sees_no_more_of_it(closed_hall: Hall) -> None:
    """What they had goes to others in time; its words are not shown to them until then."""
    async with staffed(closed_hall) as hall:
        anna, lotte = hall.alone(hall.teams.cast.asker), hall.alone(hall.teams.cast.lotse)
        await taken(anna, lotte)
    without = ROSTER[: ROSTER.index("  - name: Lotte")] + ROSTER[ROSTER.index("  - name: Kemal") :]
    async with staffed(closed_hall, without):
        assert QUESTION not in (await lotte.says("Meine Fragen")).text


# ---------------------------------------------------------------- help


WORDS = {
    "lotse": "auch, was Sie von anderen übernommen haben",
    "host": "**Mein Tag**",
    "reader": "**Sorgenbox lesen**",
    "admin": "**Vorschläge**",
}


async def test_help_tells_each_what_only_they_need(closed_hall: Hall) -> None:
    """A Lotse, a host, a reader, an admin; and nobody anything of it where others read along."""
    cast = closed_hall.teams.cast
    programme = PROGRAMME.format(lotte=cast.lotse.id, adam=cast.admin.id)
    (closed_hall.folder / "cafe.yaml").write_text(programme, encoding="utf-8")
    readers = frozenset({cast.colleague.id, cast.admin.id})
    async with staffed(closed_hall, concern_readers=readers) as hall:
        for person, theirs in (
            (cast.asker, set()),
            (cast.lotse, {"lotse", "host"}),
            (cast.colleague, {"lotse", "reader"}),
            (cast.admin, {"lotse", "host", "reader", "admin"}),
        ):
            told = (await hall.alone(person).says("Hilfe")).text
            assert {role for role, words in WORDS.items() if words in told} == theirs
        shared = (await hall.in_group(cast.lotse).says("Hilfe", mention=True)).text
        assert not [role for role, words in WORDS.items() if words in shared]
