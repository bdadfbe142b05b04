"""Card data is hostile: whatever comes does nothing, says why kindly, and is never a 500."""

from typing import Any

import pytest

from bot.router import Dialog, Router
from bot.turn import Reply, Turn
from tests.dialogs.conftest import Hall, Someone

FORGED: list[dict[str, Any]] = [
    {},
    {"lotse": "no.such"},
    {"lotse": 7},
    {"lotse": ["answer.helpful"]},
    {"lotse": "answer.helpful"},
    {"lotse": "answer.helpful", "entry": "passwort-vergessen"},
    {"lotse": "answer.helpful", "entry": "passwort-vergessen", "nonce": "0" * 32},
    {"lotse": "answer.helpful", "entry": {"a": 1}, "nonce": "x"},
    {"lotse": "answer.helpful", "entry": "x" * 10_000},
    {"lotse": "answer.missing", "entry": "passwort-vergessen", "rating": "'; DROP TABLE answer_rating; --"},
    {"lotse": "answer.choose", "entry": "no-such-entry"},
    {"lotse": "answer.choose", "entry": "passwort-vergessen", "kept": "zz"},
    {"lotse": "answer.related", "show": "no-such", "entry": "x"},
    {"lotse": "answer.ask"},
    {"lotse": "answer.ask", "question": None},
    {"lotse": "welcome.language", "language": "tlh"},
    {"lotse": "answer.simple", "entry": "passwort-vergessen", "spoken": "<script>", "nonce": 5},
]


@pytest.mark.parametrize("data", FORGED, ids=str)
@pytest.mark.parametrize("kind", ["Action.Execute", "Action.Submit"])
async def test_forged_data_does_nothing_and_is_answered(
    anna: Someone, data: dict[str, Any], kind: str
) -> None:
    """Neither a rating nor a question is kept, and the person learns that the card is out of date."""
    seen = await anna.says("hallo")
    action = {"type": kind, "title": "x", "verb": data.get("lotse", ""), "data": data}
    answer = await anna.hall.teams.client.press(anna.person, anna.chat, seen.post, action)
    assert answer.status == 200
    if kind == "Action.Execute":
        assert answer.notice or answer.card
    else:
        assert len(anna.chat.said_by_bot) == 2
    assert await anna.hall.rows("answer_ratings") == []
    assert await anna.hall.rows("answer_questions") == []


async def test_an_old_cards_entry_that_is_gone_says_so(anna: Someone) -> None:
    """Old cards in the chat never break."""
    seen = await anna.says("passwort vergessen")
    action = dict(
        next(action for action in seen.card["actions"] if action["title"] == "In Einfacher Sprache")
    )
    action["data"] = action["data"] | {"entry": "abgeschafft"}
    answer = await anna.hall.teams.client.press(anna.person, anna.chat, seen.post, action)
    assert "nicht mehr in der FAQ" in answer.notice


async def test_an_unknown_invoke_gets_a_next_step(anna: Someone) -> None:
    """TEAMS.md 2."""
    answer = await anna.hall.teams.client.invoke(anna.person, anna.chat, "no/such", {"x": 1})
    assert answer.status == 200
    assert "Hilfe" in anna.chat.said_by_bot[-1].text


async def test_teams_own_thumbs_are_taken(anna: Someone) -> None:
    """TEAMS.md 26: 200 and an empty object."""
    seen = await anna.says("passwort vergessen")
    answer = await anna.hall.teams.client.rate(anna.person, anna.chat, seen.post, "like")
    assert (answer.status, answer.body) == (200, {})


async def test_a_flood_is_told_once_and_then_met_with_silence(anna: Someone, hall: Hall) -> None:
    """Kindly, and after a minute all is well again."""
    hall.bot.flood.most = 3
    texts = [(await anna.says("danke")).text for _ in range(6)]
    assert [bool(text) for text in texts] == [True, True, True, True, False, False]
    assert "sehr viele Nachrichten" in texts[3]
    hall.clock.go(minutes=2)
    assert "Sehr gern" in (await anna.says("danke")).text


async def test_one_persons_flood_is_nobody_elses(anna: Someone, kemal: Someone, hall: Hall) -> None:
    """Each is counted alone."""
    hall.bot.flood.most = 1
    for _ in range(4):
        await anna.says("danke")
    assert "Sehr gern" in (await kemal.says("danke")).text


async def test_a_fault_of_ours_is_an_apology_with_a_number(anna: Someone, hall: Hall, capsys: Any) -> None:
    """The person gets it, IT finds it in the log, and the log holds no word of the person's."""
    faulty = Dialog("faulty")

    @faulty.heard
    async def fails(turn: Turn) -> Reply:
        raise RuntimeError(turn.message.text)

    hall.bot.router = Router([faulty], hall.bot.texts)
    seen = await anna.says("ein ganz geheimes Wort")
    assert "schiefgegangen" in seen.text
    number = seen.text.rsplit("**", 2)[1]
    logged = capsys.readouterr().out
    assert number in logged
    assert "geheim" not in logged
