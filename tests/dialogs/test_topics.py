"""«Was kann ich fragen?»: the FAQ's topics, their questions, and the answers behind them."""

import pytest

from dialogs.welcome.rules import leaf
from tests.dialogs.conftest import Hall, Someone, starter


async def test_from_help_over_a_topic_to_an_answer(anna: Someone) -> None:
    """Three presses, each in view, each with real questions of this FAQ."""
    helped = await anna.says("Hilfe")
    assert helped.choices[:2] == ["E-Akte und Dokumente", "Datenschutz"]
    assert helped.choices[4:] == ["Alle Themen", "Einen Menschen fragen"]
    topic = await anna.presses(helped, "E-Akte und Dokumente")
    assert topic.title == "E-Akte und Dokumente"
    assert "Wie lege ich eine neue E-Akte an?" in topic.choices
    answer = await anna.presses(topic, "Wie lege ich eine neue E-Akte an?")
    assert answer.title == "Wie lege ich eine neue E-Akte an?"
    assert "Hat geholfen" in answer.choices


async def test_every_topic_and_every_question_can_be_reached(anna: Someone, hall: Hall) -> None:
    """By turning pages, which changes the card in its place."""
    catalog = starter().catalog
    topics, page = [], await anna.presses(await anna.says("Hilfe"), "Alle Themen")
    while True:
        posts = len(anna.chat.said_by_bot)
        topics += [title for title in page.choices if title != "Weitere Themen"]
        if "Weitere Themen" not in page.choices:
            break
        page = await anna.presses(page, "Weitere Themen")
        assert len(anna.chat.said_by_bot) == posts
    assert topics == list(dict.fromkeys(entry.topic for entry in catalog.entries))
    questions = await anna.presses(page, topics[-1])
    found = list(questions.choices)
    while "Weitere Fragen" in questions.choices:
        questions = await anna.presses(questions, "Weitere Fragen")
        found += questions.choices
    assert {e.question for e in catalog.entries if e.topic == topics[-1]} == {*found} - {"Weitere Fragen"}


async def test_topics_speak_english(anna: Someone) -> None:
    """With the questions of that language."""
    helped = await anna.says("Help")
    assert helped.choices[0] == "E-files and documents"
    topic = await anna.presses(helped, "E-files and documents")
    assert topic.title == "E-files and documents"
    assert "How do I create a new e-file?" in topic.choices


async def test_nothing_shy_is_offered_in_a_group(hall: Hall) -> None:
    """Others read along; and the page is turned for the presser alone."""
    group = hall.in_group(hall.teams.cast.asker)
    page = await group.presses(await group.says("Hilfe", mention=True), "Alle Themen")
    titles = list(page.choices)
    while "Weitere Themen" in page.choices:
        before = page.post.card
        page = await group.presses(page, "Weitere Themen")
        assert page.post.card == before
        titles += page.choices
    assert "Familie, Gesundheit und Miteinander" not in titles
    assert "Personal und Arbeitszeit" in titles


@pytest.mark.parametrize("data", [{"topic": "Gibt es nicht"}, {"page": -1}, {"page": 99}, {"page": "x"}])
async def test_a_topic_that_is_gone_says_so(anna: Someone, data: dict[str, object]) -> None:
    """Old and forged cards are answered kindly."""
    seen = await anna.says("Hilfe")
    for name in ("welcome.topic", "welcome.more_topics", "welcome.more_questions"):
        if name == "welcome.more_topics" and "topic" in data:
            continue
        action = {"type": "Action.Execute", "title": "x", "verb": name, "data": {"lotse": name, **data}}
        answer = await anna.hall.teams.client.press(anna.person, anna.chat, seen.post, action)
        assert "nicht mehr aktuell" in answer.notice


@pytest.mark.parametrize("count", range(20))
def test_pages_hold_everything_once(count: int) -> None:
    """At most six lines with the one for the next page, and no page for a single line."""
    items, page, seen = list(range(count)), 0, list[int]()
    while True:
        some, more = leaf(items, page)
        seen += some
        assert len(some) + more <= 6
        if not more:
            break
        page += 1
    assert seen == items
