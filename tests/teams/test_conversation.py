"""What people do in Teams reaches the bot, and what it says reaches them."""

from bot.turn import Kind
from tests.fake_teams import FakeTeams
from tests.teams.conftest import EdgeBot


async def test_a_message_is_answered_in_the_same_chat(bot: EdgeBot, fake_teams: FakeTeams):
    """Who writes to the bot finds its answer in the chat; the request itself is met with an empty 200."""
    asker = fake_teams.cast.asker
    chat = fake_teams.chats.personal(asker)
    answer = await bot.client.say(asker, chat, "Wie ändere ich mein Passwort?")
    assert (answer.status, answer.body) == (200, None)
    assert [post.text for post in chat.said_by_bot] == ["echo: Wie ändere ich mein Passwort?"]
    assert bot.last.kind is Kind.SAID
    assert bot.last.person.id == asker.id
