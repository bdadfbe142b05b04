"""Two questions at once, "und auf dem Handy?", and what is learnt from asking again."""

from datetime import datetime
from types import SimpleNamespace
from typing import cast

from bot.message import Person, Place
from bot.turn import Turn
from dialogs.answer.recent import MOST, REMEMBERED, Recent
from faq.learning import Asked, proposals
from tests.dialogs.asking import lacking, retold
from tests.dialogs.conftest import MONDAY, Hall, Someone, starter
from tests.fake_teams import TOWN

TWO = "Wie beantrage ich Urlaub? Und wie buche ich einen Besprechungsraum?"
FACTOR = "Wie richte ich die Anmelde-App als zweiten Nachweis ein?"
FOLLOWS = "und mit neuem Handy?"
NEW_PHONE = "Ich habe ein neues Handy. Wie ziehe ich die Anmelde-App um?"


async def test_two_questions_get_two_answers(anna: Someone) -> None:
    """A card for each, in the order in which they were asked."""
    seen = await anna.says(TWO)
    assert len(seen.posts) == 2
    assert "Wie beantrage ich Urlaub?" in seen.text
    assert seen.title == "Wie buche ich einen Besprechungsraum?"


async def test_a_follow_up_is_understood_for_five_minutes(anna: Someone, hall: Hall) -> None:
    """With what was asked before the other answer is offered as well; later it stands alone."""
    await anna.says(FACTOR)
    soon = await anna.says(FOLLOWS)
    assert {NEW_PHONE, FACTOR} <= set(soon.choices)
    await anna.says(FACTOR)
    hall.clock.go(minutes=6)
    late = await anna.says(FOLLOWS)
    assert FACTOR not in late.choices


FORGOTTEN = "Ich habe mein Passwort vergessen. Was kann ich tun?"
THREE = ("und wie lange dauert das?", "und auf dem handy?", "und von zuhause?")


async def test_three_follow_ups_keep_the_thread(anna: Someone, hall: Hall) -> None:
    """Each is understood with the question that began it; what is kept to learn from are its words alone."""
    await anna.says("passwort vergessen")
    for follow_up in THREE:
        assert FORGOTTEN in (await anna.says(follow_up)).choices
    assert {row["words"] for row in await hall.rows("answer_questions")} == set(THREE)


async def test_a_follow_up_that_has_its_own_answer_begins_a_thread(anna: Someone) -> None:
    """Whoever moves on from the password to a room means the room from then on."""
    await anna.says("passwort vergessen")
    await anna.says(THREE[0])
    assert (await anna.says("und wie buche ich einen raum?")).title == "Wie buche ich einen Besprechungsraum?"
    seen = await anna.says("und für zehn leute?")
    assert FORGOTTEN not in seen.choices
    assert "Besprechungsraum" in seen.text


async def test_another_topic_ends_the_thread(anna: Someone) -> None:
    """Also one that nobody knows the answer to."""
    await anna.says("passwort vergessen")
    await anna.says(THREE[0])
    await anna.says("Blubbersack zwurbeln wo")
    assert FORGOTTEN not in (await anna.says(THREE[1])).choices


async def test_a_thread_is_lost_after_five_minutes_of_silence(anna: Someone, hall: Hall) -> None:
    """However often it was followed up before."""
    await anna.says("passwort vergessen")
    await anna.says(THREE[0])
    hall.clock.go(minutes=6)
    assert FORGOTTEN not in (await anna.says(THREE[1])).choices


async def test_a_follow_up_is_never_understood_with_what_another_asked(anna: Someone, kemal: Someone) -> None:
    """Each has their own moment; and a message that was deleted is forgotten here, too."""
    await anna.says(FACTOR)
    assert FACTOR not in (await kemal.says(FOLLOWS)).choices
    await anna.says(FACTOR)
    await anna.deletes()
    assert FACTOR not in (await anna.says(FOLLOWS)).choices


async def test_asking_again_teaches(anna: Someone, hall: Hall) -> None:
    """A question without a sure answer, put in other words a moment later: its entry is known then."""
    first, again = retold()
    await anna.says(first)
    await anna.says(again)
    (row,) = await hall.rows("answer_questions")
    assert (row["words"], row["outcome"]) == (first, "chosen")
    assert row["entry"] is not None


async def test_another_question_teaches_nothing(anna: Someone, hall: Hall) -> None:
    """Only what shares a word with the one before is the same question in other words."""
    await anna.says("Blubbersack zwurbeln wo")
    await anna.says("hab mein passwort vergessen")
    (row,) = await hall.rows("answer_questions")
    assert (row["outcome"], row["entry"]) == ("unknown", None)


async def test_what_was_chosen_is_proposed_until_somebody_dismisses_it(anna: Someone, hall: Hall) -> None:
    """The kept questions are the only truth: the proposals follow from them."""
    asked = lacking()
    seen = await anna.says(asked)
    await anna.presses(seen, seen.choices[0])
    catalog = starter().catalog

    async def open_ones() -> list[str]:
        kept = [Asked(**row) for row in await hall.rows("answer_questions")]
        dismissed = {row["mark"] for row in await hall.rows("answer_dismissed")}
        return [one.mark for one in proposals(kept, catalog, dismissed)]

    (mark,) = await open_ones()
    await hall.bot.database.run("answer_dismiss", tenant=TOWN, mark=mark, day="2026-11-23")
    assert await open_ones() == []


def turn_of(person: str, now: datetime) -> Turn:
    """As much of a turn as the memory looks at."""
    seen = SimpleNamespace(
        message=SimpleNamespace(place=Place("alone"), text="VPN"),
        person=Person(TOWN, person, ""),
        now=now,
        trace="",
    )
    return cast("Turn", seen)


def test_the_memory_is_bounded() -> None:
    """Who asked longest ago is forgotten first; what is older than five minutes isn't there at all."""
    recent = Recent()
    for number in range(MOST + 1):
        recent.keep(turn_of(str(number), MONDAY), "VPN")
    assert recent.of(turn_of("0", MONDAY)) is None
    assert recent.of(turn_of("1", MONDAY)) is not None
    recent.keep(turn_of("late", MONDAY + 2 * REMEMBERED), "VPN")
    assert recent.of(turn_of("1", MONDAY)) is None
