"""Searching from the message box: while one types, in one's own language, and leaving nothing behind."""

from dataclasses import replace
from typing import Any

import pytest

from dialogs.search.rules import Lexicon, line
from faq import Catalog, Entry
from tests.beneath import rows
from tests.dialogs.conftest import Hall, Someone

DELIVERIES = "SELECT hash FROM turn_seen"
"""Written within the commit of every turn that writes at all."""


async def typed(who: Someone, words: str) -> Any:
    """What the message extension shows."""
    answer = await who.hall.teams.client.search(who.person, who.chat, words)
    assert answer.status == 200
    return answer.body["composeExtension"]


def titles(found: Any) -> list[str]:
    return [hit["preview"]["content"]["title"] for hit in found["attachments"]]


@pytest.mark.parametrize("words", ["passwort ver", "passwort vergessen", "pasword vergesen"])
async def test_the_answer_is_found_while_one_types(anna: Someone, words: str) -> None:
    """By a beginning, in full, and with typing errors; first of the list."""
    assert titles(await typed(anna, words))[0] == "Ich habe mein Passwort vergessen. Was kann ich tun?"


@pytest.mark.parametrize("words", ["urla", "URLA", "Url"])
async def test_a_few_letters_are_enough(anna: Someone, words: str) -> None:
    """Three of them."""
    assert "Wie beantrage ich Urlaub?" in titles(await typed(anna, words))


async def test_a_hit_is_a_line_and_the_card_to_insert(anna: Someone) -> None:
    """The whole answer, for a chat in which the bot may not be: so there is nothing to press."""
    (hit, *_) = (await typed(anna, "passwort vergessen"))["attachments"]
    assert hit["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert "Passwort-Portal" in str(hit["content"]["body"])
    assert "Warum ist das so?" in str(hit["content"]["body"])
    assert "actions" not in hit["content"]
    assert "selectAction" not in str(hit["content"])
    preview = hit["preview"]["content"]["text"]
    assert preview
    assert len(preview) <= 120
    assert "**" not in preview


async def test_before_the_first_letter_there_is_a_choice(anna: Someone) -> None:
    """One question of each topic, none of them shy."""
    found = titles(await typed(anna, ""))
    assert len(found) == 8
    assert len(set(found)) == 8
    assert "Wie beantrage ich Elternzeit?" not in found


async def test_nothing_found_says_what_to_do(anna: Someone) -> None:
    """An empty list would be a dead end."""
    found = await typed(anna, "xyzzyblorb")
    assert found["type"] == "message"
    assert "Drucker" in found["text"]


async def test_hits_speak_the_persons_language(anna: Someone) -> None:
    """The client's, or the one they chose; whatever they typed."""
    english = replace(anna, person=replace(anna.person, locale="en-GB"))
    assert titles(await typed(english, "passwort vergessen"))[0].startswith("I have forgotten my password")
    await anna.says("English")
    assert titles(await typed(anna, "passwort vergessen"))[0].startswith("I have forgotten my password")
    assert "I found nothing" in (await typed(anna, "xyzzyblorb"))["text"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # whose log shows every write
async def test_searching_leaves_nothing_behind(anna: Someone, hall: Hall) -> None:
    """No word and no row, and no message in the chat; a control shows that a message leaves some."""
    for words in ("xyz", "xyzz", "xyzzy blorb quux", ""):
        await typed(anna, words)
    assert rows(hall.bot.settings.database_url, DELIVERIES) == []
    assert anna.chat.said_by_bot == []
    await anna.says("xyzzy blorb quux")
    assert len(rows(hall.bot.settings.database_url, DELIVERIES)) == 1


async def test_typing_is_no_flood(anna: Someone, hall: Hall) -> None:
    """Each letter is a query; a message is still answered afterwards."""
    hall.bot.flood.most = 3
    for words in ("p", "pa", "pas", "pass", "passw"):
        assert titles(await typed(anna, words))
    assert "Hat geholfen" in (await anna.says("passwort vergessen")).choices


async def test_in_danger_help_comes_first_here_too(anna: Someone) -> None:
    """A number in the place of hits."""
    found = await typed(anna, "ich will sterben")
    assert "0800 1110111" in found["text"]


async def test_there_is_one_page(anna: Someone, hall: Hall) -> None:
    """Scrolling on finds an end, and no hit twice."""
    value = {"commandId": "search", "parameters": [{"name": "q", "value": "e"}], "queryOptions": {"skip": 25}}
    answer = await hall.teams.client.invoke(anna.person, anna.chat, "composeExtension/query", value)
    assert answer.body["composeExtension"]["attachments"] == []


def test_all_typed_words_have_to_begin_one() -> None:
    """In any order, without regard to capitals and umlauts."""
    catalog = Catalog.of(
        [Entry("a", "Wie prüfe ich Rechnungen?", "So."), Entry("b", "Wie drucke ich Rechnungen?", "So.")]
    )
    lexicon = Lexicon(catalog)
    assert [entry.id for entry in lexicon.begun("rech")] == ["a", "b"]
    assert [entry.id for entry in lexicon.begun("RECH prü")] == ["a"]
    assert lexicon.begun("rech xyz") == []
    told = Catalog.of([Entry("a", "Wie?", "So.", keywords=("Toner",)), Entry("b", "Wo ist Toner?", "So.")])
    assert [entry.id for entry in Lexicon(told).begun("ton")] == ["b", "a"]
    assert lexicon.begun("…") == []


def test_a_line_has_no_markdown() -> None:
    """Steps in one line, links by their words."""
    assert line("1. **Öffnen** Sie\n- [das Portal](https://x.example)\n") == "1. Öffnen Sie das Portal"
