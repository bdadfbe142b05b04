"""The cards of hosts and admins keep every rule, and what others' cards send does nothing."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from bot.cafe import Cafes
from bot.texts import LANGUAGES
from bot.turn import Card, Scope
from demo.chats import Post
from dialogs.cafe import host_cards
from tests.dialogs.cafe_samples import samples
from tests.dialogs.conftest import Hall, Seen, Someone
from tests.dialogs.guests import FIRST_SLOT, PROGRAMME, books, line_of, opened, passes, slots, written
from tests.dialogs.lotsen import latest, soon
from tests.dialogs.test_cards import HOSTILE, a_turn, broken
from tests.fake_teams.cast import ELSEWHERE, person

OF_HOSTS = samples(HOSTILE, of_hosts=True)


def made() -> Iterator[Any]:
    for name, makers in OF_HOSTS.items():
        for which, make in makers.items():
            for language in LANGUAGES:
                card = make(a_turn(language, Scope.PERSONAL))
                yield pytest.param(card, id=f"{name}, {which}, {language}")


@pytest.mark.parametrize("card", list(made()))
def test_a_card_of_a_host_keeps_every_rule(card: Card) -> None:
    """TEAMS.md 6 to 10, on the longest and most hostile content there may be."""
    assert broken(card) == []


def test_every_card_of_hosts_is_among_the_samples() -> None:
    """A new one has to join them."""
    functions = inspect.getmembers(host_cards, inspect.isfunction)
    names = {f"cafe.{name}" for name, one in functions if one.__module__ == host_cards.__name__}
    assert {name for name in names if "._" not in name} == set(OF_HOSTS)


# ---------------------------------------------------------------- forged


@pytest.fixture
async def hall(closed_hall: Hall) -> AsyncIterator[Hall]:
    """A town hall with an IT-Café."""
    async with opened(closed_hall):
        yield closed_hall


async def forges(someone: Someone, like: Seen | Post, action: str, **data: Any) -> str:
    """Press a button that nobody showed: another action, or other data; what is said to that."""
    post = like.post if isinstance(like, Seen) else like
    own = next(one for one in _actions(post.seen_by(someone.person)) if "data" in one)
    forged = {**own, "verb": action, "data": {**own["data"], "lotse": action, **data}}
    answer = await someone.hall.teams.client.press(someone.person, someone.chat, post, forged)
    assert answer.status == 200
    return answer.notice or str(answer.card)


def _actions(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if str(node.get("type", "")).startswith("Action."):
            yield node
        for value in node.values():
            yield from _actions(value)
    elif isinstance(node, list):
        for value in node:
            yield from _actions(value)


BAD_SLOTS = [
    "it-cafe@20261117T1300Z",  # past
    "it-cafe@20261124T1301Z",  # between two slots
    "it-cafe@20271123T1300Z",  # farther ahead than one can book
    "anders@20261124T1300Z",  # a café that there isn't
    "it-cafe@20269999T1300Z",
    "'; DROP TABLE cafe_slot; --",
    "x" * 9_000,
]


@pytest.mark.parametrize("slot", BAD_SLOTS, ids=[str(number) for number in range(len(BAD_SLOTS))])
async def test_a_slot_that_is_none_is_booked_by_nobody(anna: Someone, hall: Hall, slot: str) -> None:
    """Neither booked nor waited for nor moved to; the database stays as it was."""
    for action in ("cafe.book", "cafe.wait", "cafe.about", "cafe.accept"):
        await forges(anna, await anna.says("Termin"), action, slot=slot)
    assert await slots(hall) == {}


@pytest.mark.parametrize("slot", ["it-cafe@00010101T0000Z", "it-cafe@99991231T2359Z"])
async def test_a_slot_at_the_ends_of_the_calendar_is_no_mishap(anna: Someone, hall: Hall, slot: str) -> None:
    """It is told as any slot that can't be booked, not as a fault of the bot."""
    for action in ("cafe.book", "cafe.wait"):
        assert "nicht mehr buchen" in await forges(anna, await anna.says("Termin"), action, slot=slot)
    assert await slots(hall) == {}


async def test_somebody_elses_booking_stays(anna: Someone, kemal: Someone, hall: Hall) -> None:
    """Not cancelled, moved, read or rated by another; not even by the very same card data."""
    await anna.presses(await books(anna), "Speichern", about="Geheimnis")
    mallory = hall.alone(hall.teams.cast.attacker)
    for action in ("cafe.cancel", "cafe.accept", "cafe.show", "cafe.about", "cafe.move", "cafe.helped"):
        said = await forges(
            mallory, await mallory.says("Termin"), action, slot=FIRST_SLOT, helped=True, about="x"
        )
        assert "Geheimnis" not in said
        assert "Anna" not in said
    assert await hall.bot.database.all("cafe_helped", dict, least=1) == []
    other = "it-cafe@20261124T1320Z"
    await forges(mallory, await mallory.says("Termin"), "cafe.book", slot=other, instead=FIRST_SLOT)
    assert await line_of(hall) == [("Anna Frage", "booked")]


MINE = "Dienstag, 24. November, 14:00–14:20 Uhr · IT-Café · gebucht"
HOST_ACTIONS: dict[str, dict[str, Any]] = {
    "cafe.day": {"day": "2026-11-24"},
    "cafe.desk": {},
    "cafe.walk_in": {},
    "cafe.close": {},
    "cafe.ill": {"day": "2026-11-24"},
    "cafe.call_off": {"day": "2026-11-24"},
    "cafe.hand_over": {"day": "2026-11-24", "to": "00000006-0000-4000-8000-000000000000"},
    "cafe.adding": {"day": "2026-11-24"},
    "cafe.add": {"cafe": "it-cafe", "day": "2026-11-25", "time": "12:00"},
    "cafe.feed": {},
    "cafe.feed_make": {},
    "cafe.edit_take": {"digest": "0" * 64},
    "cafe.edit_leave": {"digest": "0" * 64},
}


@pytest.mark.parametrize("action", HOST_ACTIONS)
async def test_nobody_becomes_a_host_or_an_admin_by_a_card(anna: Someone, hall: Hall, action: str) -> None:
    """Rights are looked up at every press: nothing is shown and nothing changes."""
    await books(anna)
    mallory = hall.alone(hall.teams.cast.attacker)
    said = await forges(
        mallory, await mallory.says("Termin"), action, **{"slot": FIRST_SLOT} | HOST_ACTIONS[action]
    )
    assert "Anna" not in said
    assert await slots(hall) == {FIRST_SLOT: (1, 1)}
    assert await line_of(hall) == [("Anna Frage", "booked")]


async def test_a_host_hands_nothing_to_who_is_no_host(anna: Someone, hall: Hall) -> None:
    """A name in card data makes nobody a host; an added slot in the past is none."""
    await books(anna)
    lotte = hall.alone(hall.teams.cast.lotse)
    sheet = await lotte.says("Mein Tag")
    said = await forges(lotte, sheet, "cafe.hand_over", day="2026-11-24", to=anna.person.id)
    assert "Übergeben" not in said
    await forges(
        lotte, await lotte.says("Mein Tag"), "cafe.add", cafe="it-cafe", day="2020-01-01", time="12:00"
    )
    bound = {"tenant": anna.person.tenant}
    row = await hall.bot.database.one("cafe_known_slot", dict, bound, slot=FIRST_SLOT)
    assert row
    assert row["host"] == ""
    assert "Für Sie da: Lotte Lotsin" in str(
        (await anna.presses(await anna.says("Meine Termine"), MINE)).text
    )
    assert await slots(hall) == {FIRST_SLOT: (1, 1)}


async def test_no_words_of_ones_own_get_into_what_is_nameless(anna: Someone, hall: Hall) -> None:
    """Only a topic of the café is kept with the answer, a forged one is not; and each answer counts once."""
    await books(anna)
    await passes(hall, days=1, hours=5)
    asked = await latest(anna, "Hat es geholfen?")
    for card in (asked, await anna.says("Termin")):
        await forges(anna, card, "cafe.helped", slot=FIRST_SLOT, helped=True, topic="Anna war hier")
    assert await hall.bot.database.all("cafe_topics", dict, least=1) == []
    kept = await hall.bot.database.all("cafe_helped", dict, least=1)
    assert kept == [{"cafe": "it-cafe", "helped": 1, "answers": 1}]


@pytest.mark.parametrize("action", ["cafe.edit_take", "cafe.edit_leave"])
async def test_an_edit_is_decided_by_admins_only(anna: Someone, hall: Hall, action: str) -> None:
    """Whoever knows what the admin's card sends still decides nothing."""
    await books(anna)
    written(hall, PROGRAMME.replace("dienstag", "mittwoch"))
    cafes = hall.bot.house.get(Cafes)
    await soon(lambda: cafes.asked == cafes.found.digest)
    mallory = hall.alone(hall.teams.cast.attacker)
    said = await forges(mallory, await mallory.says("Termin"), action, digest=cafes.found.digest)
    assert "cafe.yaml" not in said
    assert await hall.bot.database.one("cafe_programme_digest", str) != cafes.found.digest


async def test_others_find_no_booking_in_a_group(anna: Someone, hall: Hall) -> None:
    """A card that was carried into a group shows nothing there and books nothing."""
    await books(anna)
    group = hall.in_group(hall.teams.cast.asker)
    for action in ("cafe.mine_page", "cafe.show", "cafe.cancel", "cafe.wait"):
        said = await forges(
            group, await group.says("passwort vergessen", mention=True), action, slot=FIRST_SLOT
        )
        assert "14:00" not in said
    assert await line_of(hall) == [("Anna Frage", "booked")]


async def test_another_town_is_another_world(anna: Someone, hall: Hall) -> None:
    """The same person's id in another tenant finds nothing of this one, and is not even heard."""
    await books(anna)
    twin = hall.alone(person("Anna Frage", 1, ELSEWHERE))
    answer = await hall.teams.client.say(twin.person, twin.chat, "Meine Termine")
    assert answer.status == 403 or not twin.chat.said_by_bot
    assert await line_of(hall) == [("Anna Frage", "booked")]


async def test_past_and_too_late_are_told(anna: Someone, hall: Hall) -> None:
    """A card of yesterday books nothing, and says so kindly."""
    offered = await anna.says("Termin")
    await passes(hall, days=1, hours=4)
    seen = await anna.presses(offered, "14:00–14:20 Uhr · IT-Café")
    assert seen.answer
    assert "nicht mehr buchen" in seen.answer.notice
    assert await slots(hall) == {}
