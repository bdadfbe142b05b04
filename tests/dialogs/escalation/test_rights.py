"""Card data is hostile: forged, stale, replayed, from others or from another town it does nothing, kindly."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from demo.client import find_button
from tests.beneath import rows
from tests.dialogs.conftest import Hall, Someone
from tests.dialogs.lotsen import QUESTION, asks, latest, latest_with, staffed


def standing(hall: Hall) -> list[tuple[Any, ...]]:
    """How every case and every word stands."""
    url = hall.bot.settings.database_url
    return rows(url, "SELECT state, owner, version FROM escalation_case ORDER BY id") + rows(
        url, "SELECT kind, words FROM escalation_word ORDER BY case_id, seq"
    )


LOTSES_BUTTONS = [
    "Übernehmen",
    "Antworten",
    "Rückfrage",
    "Passende FAQ senden",
    "Weitergeben",
    "escalation.take",
]


@pytest.mark.parametrize("button", LOTSES_BUTTONS)
async def test_who_is_no_lotse_can_do_nothing(hall: Hall, anna: Someone, lotte: Someone, button: str) -> None:
    """Not even the asker: the rights are looked up at the press, whatever card it comes from."""
    await asks(anna)
    card = await latest(lotte, QUESTION)
    before = standing(hall)
    mallory = hall.alone(hall.teams.cast.attacker)
    for someone in (anna, mallory):
        assert "nur Lotsinnen und Lotsen" in await someone.forges(card, button, words="Hallo")
    assert standing(hall) == before


async def test_a_lotse_who_was_not_asked_can_do_nothing(hall: Hall, anna: Someone, lotte: Someone) -> None:
    """A case handed to one person alone is not another Lotse's, though they have cards of other cases."""
    await asks(anna, "Was ist ein Schnurpsel?", topic="Drucken und Scannen")
    kemal = hall.alone(hall.teams.cast.colleague)
    card = await latest(kemal, "Schnurpsel")
    before = standing(hall)
    for button in ("Übernehmen", "Antworten", "Weitergeben"):
        assert "nicht für Sie bestimmt" in await lotte.forges(card, button, words="Hallo")
    assert standing(hall) == before


@pytest.mark.parametrize("case", ["", "x", "0" * 32, "' OR 1=1 --", None, 7, ["a"], {"a": 1}])
async def test_a_forged_case_is_nobodys(hall: Hall, anna: Someone, lotte: Someone, case: Any) -> None:
    """Unknown, malformed or of another type."""
    await asks(anna)
    card = await latest(lotte, QUESTION)
    before = standing(hall)
    for button in ("Übernehmen", "Antworten"):
        assert await lotte.forges(card, button, case=case, words="Hallo") not in ("", "None")
    assert standing(hall) == before


@pytest.mark.parametrize("button", ["Ja, danke!", "Rückfrage stellen", "Noch nicht"])
async def test_only_the_asker_judges_the_answer(
    hall: Hall, anna: Someone, lotte: Someone, kemal: Someone, button: str
) -> None:
    """Neither a colleague nor the Lotse who gave it."""
    await asks(anna)
    await lotte.presses(await latest(lotte, QUESTION), "Antworten", words="So geht es.")
    answer = await latest(anna, "So geht es.")
    before = standing(hall)
    for someone in (kemal, lotte):
        assert "nicht für Sie bestimmt" in await someone.forges(answer, button, words="Hallo")
    assert standing(hall) == before


async def test_another_town_reaches_nothing(hall: Hall, anna: Someone, lotte: Someone) -> None:
    """The same ids in another tenant: refused before any work."""
    await asks(anna)
    card = await latest(lotte, QUESTION)
    before = standing(hall)
    stranger = hall.alone(hall.teams.cast.stranger)
    action = dict(find_button(card.card, "Übernehmen"))
    answer = await hall.teams.client.press(stranger.person, stranger.chat, card.post, action)
    assert answer.status == 403
    assert standing(hall) == before


async def test_a_press_without_our_nonce_does_nothing(hall: Hall, anna: Someone, lotte: Someone) -> None:
    """Neither without one nor with one that was made elsewhere."""
    await asks(anna)
    card = await latest(lotte, QUESTION)
    before = standing(hall)
    for nonce in ("", secrets.token_hex(16)):
        await lotte.forges(card, "Übernehmen", nonce=nonce)
    assert standing(hall) == before


async def test_a_press_that_comes_again_changes_nothing(hall: Hall, anna: Someone, lotte: Someone) -> None:
    """The card as it stands, and one answer only."""
    await asks(anna)
    card = await latest(lotte, QUESTION)
    action = find_button(card.card, "Antworten")
    inputs = {"words": "So geht es.", "signed": "true"}
    for _ in range(3):
        answer = await hall.teams.client.press(lotte.person, lotte.chat, card.post, action, inputs)
        assert "abgeschickt" in str(answer.card)
    assert [word for _, word in standing(hall)[1:]] == ["So geht es."]


async def test_an_asker_can_not_answer_themselves_as_a_lotse(
    hall: Hall, lotte: Someone, kemal: Someone
) -> None:
    """A Lotse who asks is never asked."""
    await asks(lotte, "Was ist ein Schnurpsel?")
    await latest(kemal, "Schnurpsel")
    assert "Lotte Lotsin hat eine Frage" not in str([post.body for post in lotte.chat.said_by_bot])


async def test_it_all_survives_a_restart(closed_hall: Hall) -> None:
    """Stopped between question and answer, and between answer and thanks."""
    cast = closed_hall.teams.cast
    async with staffed(closed_hall) as hall:
        await asks(hall.alone(cast.asker), nameless="true")
        await latest(hall.alone(cast.lotse), QUESTION)
    async with staffed(closed_hall) as hall:
        lotte = hall.alone(cast.lotse)
        card = await latest_with(lotte, QUESTION)
        await lotte.presses(card, "Antworten", words="So geht es.")
        await latest(hall.alone(cast.asker), "So geht es.")
    async with staffed(closed_hall) as hall:
        anna = hall.alone(cast.asker)
        await anna.presses(await latest(anna, "So geht es."), "Ja, danke!", words="Prima!")
        await latest(hall.alone(cast.lotse), "Prima!")
