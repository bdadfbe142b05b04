"""Where others read along: only when mentioned, in the thread, and shy topics in private."""

import json
from urllib.parse import unquote

import pytest

from dialogs.welcome.rules import words_of
from tests.dialogs.asking import unsure
from tests.dialogs.conftest import Hall, Someone


@pytest.fixture
def group(hall: Hall) -> Someone:
    """The asker in a group chat that has the bot."""
    return hall.in_group(hall.teams.cast.asker)


@pytest.fixture
def channel(hall: Hall) -> Someone:
    """The asker in a channel that has the bot."""
    return hall.in_channel(hall.teams.cast.asker)


async def test_without_a_mention_there_is_silence(group: Someone, channel: Someone) -> None:
    """People talk to each other there."""
    for place in (group, channel):
        assert (await place.says("passwort vergessen")).posts == []
        assert await place.hall.rows("answer_questions") == []


async def test_mentioned_it_answers(group: Someone) -> None:
    """The mention is no part of the question."""
    seen = await group.says("passwort vergessen", mention=True)
    assert "Passwort-Portal" in seen.text
    assert "In Einfacher Sprache" not in seen.choices


async def test_in_a_channel_it_answers_in_the_thread(channel: Someone) -> None:
    """Not as a new conversation."""
    seen = await channel.says("passwort vergessen", mention=True)
    assert seen.post.thread == channel.wrote.thread


@pytest.mark.parametrize(
    "shy",
    [
        "Wie beantrage ich Elternzeit?",
        "Ich habe Angst vor der Umstellung",
        "Burnout",
        "Meine Kollegin Petra Schikaniererin mobbt mich",
    ],
)
async def test_a_shy_topic_goes_on_in_private(group: Someone, shy: str) -> None:
    """By a deep link. No word of the person and nothing of an answer is shown to all, nothing is kept."""
    seen = await group.says(shy, mention=True)
    assert seen.choices == ["Zum persönlichen Chat"]
    (action,) = seen.card["actions"]
    assert action["url"].startswith("https://teams.microsoft.com/l/chat/0/0?users=28:")
    shown = unquote(json.dumps(seen.card, ensure_ascii=False)).casefold()
    assert not [word for word in words_of(shy) if len(word) > 4 and word in shown]
    assert "message" not in action["url"]
    assert await group.hall.rows("answer_questions") == []


async def test_what_is_shy_in_a_group_is_answered_alone(anna: Someone) -> None:
    """The same question under four eyes."""
    seen = await anna.says("Wie beantrage ich Elternzeit?")
    assert "Hat geholfen" in seen.choices


async def test_a_choice_in_a_group_changes_the_card_for_everyone(group: Someone, hall: Hall) -> None:
    """TEAMS.md 12: the invoke's answer for the presser, an edit for the others."""
    seen = await group.says(unsure(2, 3), mention=True)
    chosen = await group.presses(seen, seen.choices[0])
    theirs = seen.post.seen_by(hall.teams.cast.colleague)
    assert theirs is not None
    assert theirs["body"] == chosen.card["body"]


async def test_a_thumb_in_a_group_is_each_persons_own(group: Someone, hall: Hall) -> None:
    """The answer stays for the others, who may rate it too; nobody sees what somebody else thought of it."""
    seen = await group.says("passwort vergessen", mention=True)
    await group.presses(seen, "Hat nicht geholfen")
    other = hall.in_group(hall.teams.cast.colleague)
    theirs = seen.post.seen_by(other.person)
    assert theirs is not None
    assert "Hat geholfen" in [action["title"] for action in theirs["actions"]]
    await other.presses(seen, "Hat geholfen")
    assert sorted(row["helpful"] for row in await hall.rows("answer_ratings")) == [0, 1]


async def test_two_people_rate_one_card_and_neither_changes_it(group: Someone, hall: Hall) -> None:
    """On the wire: no PUT of the shared card, whichever way a client presses; only the presser's view."""
    seen = await group.says("passwort vergessen", mention=True)
    other, shared = hall.in_group(hall.teams.cast.colleague), seen.post.card
    for fallback, who in ((False, group), (True, other)):
        await hall.teams.client.press(
            who.person, who.chat, seen.post, "Hat nicht geholfen", fallback=fallback
        )
    await group.presses(seen, "Absenden", missing="Ein Bild")
    assert [heard.path for heard in hall.teams.connector.heard if heard.method == "PUT"] == []
    assert seen.post.card == shared
    assert [row["helpful"] for row in await hall.rows("answer_ratings")] == [0, 0]


async def test_the_connector_would_have_seen_an_edit(group: Someone, hall: Hall) -> None:
    """The control: a choice is everyone's, and comes by PUT."""
    seen = await group.says(unsure(2, 3), mention=True)
    await group.presses(seen, seen.choices[0])
    assert [heard.method for heard in hall.teams.connector.heard].count("PUT") == 1


async def test_the_welcome_in_a_group_says_how_to_address_the_bot(group: Someone, anna: Someone) -> None:
    """Without a mention there is silence, so nobody may be left guessing; alone none is needed."""
    assert "**@Digitallotse**" in (await group.installs()).text
    assert "**@** und meinem Namen" in (await group.says("Hilfe", mention=True)).text
    assert "@" not in (await anna.installs()).text
    assert "@" not in (await anna.says("Hilfe")).text


@pytest.mark.parametrize("timid", ["Ich trau mich nicht zu fragen", "Ich bin zu alt für den Mist"])
async def test_who_is_shy_is_not_shown_to_others(group: Someone, timid: str) -> None:
    """Encouragement is for the person alone."""
    assert (await group.says(timid, mention=True)).choices == ["Zum persönlichen Chat"]


async def test_reactions_are_met_with_silence(anna: Someone, hall: Hall) -> None:
    """A like needs no answer."""
    seen = await anna.says("hallo")
    await hall.teams.client.react(anna.person, anna.chat, seen.post)
    assert len(anna.chat.said_by_bot) == 1
