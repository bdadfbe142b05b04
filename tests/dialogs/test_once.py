"""Nothing twice: deliveries that come again, presses that come again, also after a restart."""

import asyncio

import pytest

from bot.delivery import Seal
from demo.faults import Fault
from tests.dialogs.conftest import Hall, Someone


def again(anna: Someone) -> dict[str, object]:
    """The activity of the last message, as Teams would deliver it a second time."""
    client = anna.hall.teams.client
    return client.spoken(anna.person, anna.chat, anna.wrote, anna.wrote.text)


async def test_a_message_delivered_twice_is_answered_once(anna: Someone) -> None:
    """By its activity id."""
    await anna.says("passwort vergessen")
    answer = await anna.hall.teams.client.deliver(again(anna))
    assert answer.status == 200
    assert len(anna.chat.said_by_bot) == 1


async def test_a_message_delivered_twice_at_once_is_answered_once(anna: Someone, hall: Hall) -> None:
    """The twin waits for the one that is under way."""
    post = hall.teams.chats.post(anna.chat, anna.person.account, {"text": "passwort vergessen"})
    activity = hall.teams.client.spoken(anna.person, anna.chat, post, "passwort vergessen")
    await asyncio.gather(*(hall.teams.client.deliver(activity) for _ in range(5)))
    assert len(anna.chat.said_by_bot) == 1


async def test_a_message_delivered_again_after_a_restart_is_answered_once(closed_hall: Hall) -> None:
    """What was done is in the database."""
    cast = closed_hall.teams.cast
    async with closed_hall.open() as hall:
        anna = hall.alone(cast.asker)
        await anna.says("passwort vergessen")
    async with closed_hall.open() as hall:
        await hall.teams.client.deliver(again(hall.alone(cast.asker)))
    assert len(anna.chat.said_by_bot) == 1


async def test_without_the_marks_a_message_would_be_answered_twice(closed_hall: Hall) -> None:
    """The control: with the marks wiped, the same delivery has a second effect."""
    cast = closed_hall.teams.cast
    async with closed_hall.open() as hall:
        anna = hall.alone(cast.asker)
        await anna.says("passwort vergessen")
        await hall.bot.database.run("turn_seen_expire", before=hall.clock.now.date().replace(year=2030))
        await hall.teams.client.deliver(again(anna))
    assert len(anna.chat.said_by_bot) == 2


@pytest.mark.parametrize("fallback", [False, True])
async def test_a_press_that_comes_again_shows_the_card_as_it_stands(anna: Someone, fallback: bool) -> None:
    """With another activity id, by the server's nonce: one rating, and the thanked card both times."""
    seen = await anna.says("passwort vergessen")
    button = next(action for action in seen.card["actions"] if action["title"] == "Hat geholfen")
    client = anna.hall.teams.client
    for _ in range(3):
        answer = await client.press(anna.person, anna.chat, seen.post, button, fallback=fallback)
        if not fallback:
            assert answer.card is not None
            assert "Danke!" in str(answer.card)
        assert "Danke!" in str(seen.post.seen_by(anna.person))
    assert len(await anna.hall.rows("answer_ratings")) == 1
    assert len(anna.chat.said_by_bot) == 1


async def test_a_press_that_comes_again_after_a_restart_shows_the_card_as_it_stands(
    closed_hall: Hall,
) -> None:
    """Never an empty 200."""
    cast = closed_hall.teams.cast
    async with closed_hall.open() as hall:
        anna = hall.alone(cast.asker)
        seen = await anna.says("passwort vergessen")
        button = next(action for action in seen.card["actions"] if action["title"] == "Hat nicht geholfen")
        await hall.teams.client.press(anna.person, anna.chat, seen.post, button)
    async with closed_hall.open() as hall:
        answer = await hall.teams.client.press(cast.asker, anna.chat, seen.post, button)
        assert "Was hat gefehlt?" in str(answer.card)
        assert len(await hall.rows("answer_ratings")) == 1


async def test_two_people_may_press_the_same_button(hall: Hall) -> None:
    """A nonce is spent per person: both count."""
    first, second = hall.in_group(hall.teams.cast.asker), hall.in_group(hall.teams.cast.colleague)
    seen = await first.says("passwort vergessen", mention=True)
    button = next(action for action in seen.card["actions"] if action["title"] == "Hat geholfen")
    for someone in (first, second, first):
        await hall.teams.client.press(someone.person, someone.chat, seen.post, button)
    assert len(await hall.rows("answer_ratings")) == 2


async def test_two_buttons_of_a_card_are_two_effects(anna: Someone, hall: Hall) -> None:
    """Pressed one right after the other, both are answered: the second is no twin of the first."""
    seen = await anna.installs()
    hall.teams.connector.faults.add(Fault(delay=0.3))
    await asyncio.gather(*(anna.presses(seen, example) for example in seen.choices[:2]))
    assert len(anna.chat.said_by_bot) == 3


async def test_pressing_the_same_example_twice_answers_twice(anna: Someone) -> None:
    """Asking is free: it spends no nonce."""
    seen = await anna.installs()
    example = seen.choices[0]
    for _ in range(2):
        assert "Hat geholfen" in (await anna.presses(seen, example)).choices


def test_a_nonce_proves_where_it_comes_from() -> None:
    """Made here, and nowhere else."""
    ours, theirs = Seal(b"a" * 32), Seal(b"b" * 32)
    nonce = ours.nonce()
    assert ours.genuine(nonce)
    assert not theirs.genuine(nonce)
    assert not ours.genuine(nonce[:-1] + ("0" if nonce[-1] != "0" else "1"))
    assert not ours.genuine("")
    assert not ours.genuine("ä" * 32)
