"""What people do in Teams reaches the bot, and what it does reaches them, in every kind of chat."""

from __future__ import annotations

from typing import Any

import pytest

from bot.turn import Channel, Dialog, Kind, Message, Outgoing, Reply, Scope
from demo.activities import file
from demo.chats import ADAPTIVE, Chat
from tests.fake_teams import FakeTeams
from tests.teams.conftest import EdgeBot, Run


def button(title: str, action: str, kind: str = "Action.Execute", **data: Any) -> dict[str, Any]:
    """A button as the bot's cards have it."""
    marked = {"lotse": action, "nonce": "a1", "spoken": "de", **data}
    made = {"type": kind, "title": title, "data": marked}
    if kind == "Action.Execute":
        made |= {"verb": action, "fallback": {"type": "Action.Submit", "title": title, "data": marked}}
    return made


def card(text: str, *actions: dict[str, Any]) -> dict[str, Any]:
    """A card of one line."""
    block = {"type": "TextBlock", "text": text, "wrap": True}
    return {"type": "AdaptiveCard", "version": "1.5", "body": [block], "actions": list(actions)}


FIRST = card(
    "Frei?",
    button("Buchen", "cafe.book", slot="7"),
    button("Mehr", "cafe.more", "Action.Submit", msteams={"type": "task/fetch"}),
)
SECOND = card("Gebucht.")


async def cafe(message: Message, channel: Channel) -> Reply:
    """A small dialog: a card, a press, a form."""
    match message.kind, message.action:
        case Kind.PRESSED, "cafe.book":
            if not message.waits or message.place.shared:
                await channel.edit(message.card, Outgoing(card=SECOND))
            return Reply(replace=SECOND)
        case Kind.OPENED, "cafe.more":
            return Reply(dialog=Dialog("Mehr", card("Was?", button("Senden", "cafe.send", "Action.Submit"))))
        case Kind.SUBMITTED, "cafe.send":
            return Reply(notice=f"Danke für {message.form['note']}.")
        case Kind.UNKNOWN, _:
            await channel.send(Outgoing(text="Das kenne ich nicht."))
            return Reply()
        case _:
            await channel.send(Outgoing(card=FIRST, summary="Freie Termine"))
            return Reply()


def chat_of(teams: FakeTeams, scope: Scope) -> Chat:
    """A chat of the asker's of this kind."""
    match scope:
        case Scope.PERSONAL:
            return teams.chats.personal(teams.cast.asker)
        case Scope.GROUP:
            return teams.chats.group("Bauamt", teams.cast.asker, teams.cast.colleague)
        case Scope.CHANNEL:
            return teams.chats.channel("Allgemein", teams.cast.asker, teams.cast.colleague)


@pytest.mark.parametrize("scope", Scope)
async def test_a_message_is_answered_in_its_thread(scope: Scope, bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Words reach the bot without its name, and its answer stands where they were written."""
    asker, chat = fake_teams.cast.asker, chat_of(fake_teams, scope)
    answer = await bot.client.say(asker, chat, "Wie ändere ich mein Passwort?", mention=True)
    assert (answer.status, answer.body) == (200, None)
    [said] = chat.said_by_bot
    assert said.text == "echo: Wie ändere ich mein Passwort?"
    question = next(iter(chat.posts.values()))
    assert said.thread == question.id
    assert (bot.last.place.scope, bot.last.mentioned) == (scope, True)
    assert (bot.last.locale, bot.last.zone) == ("de-DE", "Europe/Berlin")


@pytest.mark.parametrize("fallback", [False, True])
@pytest.mark.parametrize("scope", Scope)
async def test_a_pressed_card_changes(fallback: bool, scope: Scope, run: Run, fake_teams: FakeTeams) -> None:
    """The presser sees the new card, by Execute or by Submit; where others see it, so do they."""
    asker, colleague, chat = fake_teams.cast.asker, fake_teams.cast.colleague, chat_of(fake_teams, scope)
    async with run(cafe) as bot:
        await bot.client.say(asker, chat, "Termin", mention=True)
        [post] = chat.said_by_bot
        assert post.text == "Freie Termine"
        answer = await bot.client.press(asker, chat, post, "Buchen", {"note": "bitte"}, fallback=fallback)
        assert answer.status == 200
        assert bot.last.form == {"slot": "7", "note": "bitte"}
        assert (bot.last.card, bot.last.nonce, bot.last.waits) == (post.id, "a1", not fallback)
    assert post.seen_by(asker) == SECOND
    assert post.seen_by(colleague) == (SECOND if fallback or scope is not Scope.PERSONAL else FIRST)
    if not fallback:
        assert answer.body == {"statusCode": 200, "type": ADAPTIVE, "value": SECOND}


async def test_a_dialog_opens_and_is_sent(run: Run, fake_teams: FakeTeams) -> None:
    """A button opens a dialog, and what is filled in comes back."""
    asker, chat = fake_teams.cast.asker, chat_of(fake_teams, Scope.PERSONAL)
    async with run(cafe) as bot:
        await bot.client.say(asker, chat, "Termin")
        opened = await bot.client.press(asker, chat, chat.said_by_bot[0], "Mehr")
        assert opened.card is not None
        data = opened.card["actions"][0]["data"] | {"note": "den Kaffee"}
        sent = await bot.client.submit(asker, chat, data)
    assert sent.notice == "Danke für den Kaffee."


async def test_an_unknown_invoke_is_answered(run: Run, fake_teams: FakeTeams) -> None:
    """200 where the bot has said something to it, 501 where it had nothing to say."""
    asker, chat = fake_teams.cast.asker, chat_of(fake_teams, Scope.PERSONAL)
    async with run(cafe) as bot:
        answer = await bot.client.invoke(asker, chat, "config/fetch", {})
        assert (answer.status, answer.body) == (200, {})
        assert [post.text for post in chat.said_by_bot] == ["Das kenne ich nicht."]

    async def mute(message: Message, channel: Channel) -> Reply:
        return Reply()

    async with run(mute) as bot:
        assert (await bot.client.invoke(asker, chat, "config/fetch", {})).status == 501


async def test_edits_deletions_and_reactions(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """The bot hears of an edit and of a deletion with the message's id; of a reaction it hears nothing."""
    asker, chat = fake_teams.cast.asker, chat_of(fake_teams, Scope.PERSONAL)
    await bot.client.say(asker, chat, "Passwort")
    post = next(iter(chat.posts.values()))
    await bot.client.edit(asker, chat, post, "Passwort ändern")
    assert (bot.last.kind, bot.last.id, bot.last.text) == (Kind.EDITED, post.id, "Passwort ändern")
    await bot.client.delete(asker, chat, post)
    assert (bot.last.kind, bot.last.id) == (Kind.DELETED, post.id)
    heard = len(bot.asked)
    assert (await bot.client.react(asker, chat, chat.said_by_bot[0])).status == 200
    assert len(bot.asked) == heard


async def test_coming_and_going(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Teams tells of an installation twice and so hears the bot; others may come without a word."""
    asker, chat = fake_teams.cast.asker, chat_of(fake_teams, Scope.GROUP)
    await bot.client.install(asker, chat)
    assert [message.kind for message in bot.asked] == [Kind.ARRIVED, Kind.ARRIVED]
    await bot.client.join(fake_teams.cast.lotse, chat)
    await bot.client.uninstall(asker, chat)
    assert [message.kind for message in bot.asked[2:]] == [Kind.LEFT]


async def test_files_searches_and_ratings(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """A file is named, a search and a rating are understood."""
    asker, chat = fake_teams.cast.asker, chat_of(fake_teams, Scope.PERSONAL)
    await bot.client.say(asker, chat, "", files=[file("antrag.pdf")])
    assert ([found.name for found in bot.last.files], bot.last.text) == (["antrag.pdf"], "")
    found = await bot.client.search(asker, chat, "passwort", command="faq")
    assert (bot.last.kind, bot.last.action, bot.last.text) == (Kind.SEARCHED, "faq", "passwort")
    assert found.body["composeExtension"]["type"] == "message"
    rated = await bot.client.rate(asker, chat, chat.said_by_bot[0], "dislike", "zu lang")
    assert (rated.status, rated.body) == (200, {})
    assert (bot.last.kind, bot.last.form["reaction"]) == (Kind.RATED, "dislike")
