"""What a client of Teams can do, each thing once, in a real browser and against a small bot of its own."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime

import pytest
from playwright.async_api import expect

from bot import cards
from bot.turn import Kind, Outgoing, Person
from demo.chats import ADAPTIVE, Chat, Post
from demo.home import BOT
from demo.people import CAST, TOWN
from tests.demo.conftest import OpenWindow, Small, home_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.again]


def known(key: str) -> Person:
    """Somebody of the cast, as the bot knows them."""
    return Person(TOWN, CAST[key].id, CAST[key].account, CAST[key].name)


def posted(small: Small, body: dict[str, object]) -> tuple[Chat, Post]:
    """A post of the bot's in Anna's own chat, with what the small bot never sends."""
    chats = small.home.office.chats
    chat = chats.personal(small.home.office.people["anna"])
    return chat, chats.post(chat, BOT, body)


async def test_who_opens_the_chat_first_is_welcomed_once(small: Small, window: OpenWindow) -> None:
    """The first look installs the bot, a second window doesn't."""
    async with window(small.home) as anna, window(small.home) as again:
        await anna.sees("Willkommen, Anna Sommer!")
        await again.sees("Willkommen, Anna Sommer!")
    assert [message.kind for message in small.bot.heard].count(Kind.ARRIVED) == 2  # Teams tells it twice


async def test_words_go_out_and_come_back_as_markdown(small: Small, window: OpenWindow) -> None:
    """The bot's Markdown is drawn, a person's stays as it was typed."""
    async with window(small.home) as anna:
        await anna.say("ein *Stern* <b>")
        await expect(anna.last.locator(".markdown em")).to_have_text("Stern")
        await expect(anna.last.locator(".markdown strong")).to_have_text("ein Stern <b>")
        await anna.sees("ein *Stern* <b>")
    assert small.bot.heard[-1].text == "ein *Stern* <b>"


async def test_a_pressed_card_becomes_another_for_the_presser_only(small: Small, window: OpenWindow) -> None:
    """An Action.Execute carries the inputs, and its answer replaces one person's view."""
    async with window(small.home) as anna, window(small.home, "jonas") as jonas:
        for someone in (anna, jonas):
            await someone.open_chat("Team Bürgerbüro")
        await anna.say("@Digitallotse karte")
        await jonas.card.get_by_label("Ihr Wort").fill("halb fertig")
        await anna.press("Ersetzen")
        await anna.sees("Bitte ein Wort.")
        await anna.card.get_by_label("Ihr Wort").fill("Sonne")
        await anna.press("Ersetzen")
        await anna.sees("Ersetzt durch Sonne")
        await jonas.misses("Ersetzt durch Sonne")


async def test_a_notice_stands_at_its_card(small: Small, window: OpenWindow) -> None:
    """One line for the presser, from a button, a whole line that can be pressed, or a plain Submit."""
    async with window(small.home) as anna:
        await anna.say("karte")
        await anna.press("Hinweis")
        await expect(anna.last.locator(".notice")).to_have_text("Gedrückt: small.notice")
        await anna.press("Schlicht")
        await expect(anna.last.locator(".notice")).to_be_hidden()
    assert [message.action for message in small.bot.heard[-2:]] == ["small.notice", "small.plain"]
    assert [message.waits for message in small.bot.heard[-2:]] == [True, False]


async def test_a_dialog_asks_again_says_a_last_word_or_closes(small: Small, window: OpenWindow) -> None:
    """task/fetch opens it, each task/submit goes on in it, and the focus comes back to its button."""
    async with window(small.home) as anna:
        await anna.say("karte")
        await anna.card.get_by_label("Ihr Wort").fill("x")
        await anna.press("Formular")
        await expect(anna.dialog.get_by_role("heading", name="Ein Formular")).to_be_visible()
        await expect(anna.dialog.get_by_label("Name")).to_be_focused()
        for name in ("nochmal", "danke"):
            await anna.dialog.get_by_label("Name").fill(name)
            await anna.dialog.get_by_role("button", name="Weiter").click()
            expected = "Zweiter Schritt" if name == "nochmal" else "Das ist angekommen."
            await expect(anna.dialog.get_by_text(expected)).to_be_visible()
        await anna.dialog.locator(".body").get_by_role("button", name="Schließen").click()
        await expect(anna.card.get_by_role("button", name="Formular")).to_be_focused()
        await anna.press("Formular")
        await anna.dialog.get_by_label("Name").fill("Anna")
        await anna.dialog.get_by_role("button", name="Weiter").click()
        await expect(anna.dialog).to_have_count(0)
        await anna.sees("Aus dem Formular: Anna")


async def test_the_message_extension_finds_and_inserts_a_card(small: Small, window: OpenWindow) -> None:
    """Searching begins at once, an empty result is said, and what is chosen stands in the chat."""
    async with window(small.home) as anna:
        await anna.open_chat("Team Bürgerbüro")
        await anna.page.get_by_role("button", name="Antwort suchen").click()
        await expect(anna.dialog.get_by_text("Zu Beginn")).to_be_visible()
        await anna.dialog.get_by_role("searchbox").fill("nichts")
        await expect(anna.dialog.get_by_text("nichts gefunden")).to_be_visible()
        await anna.dialog.get_by_role("searchbox").fill("Urlaub")
        await anna.dialog.get_by_text("Urlaub", exact=True).wait_for()
        for key in ("ArrowDown", "ArrowUp", "ArrowDown", "Enter"):
            await anna.page.keyboard.press(key)
        await anna.sees("Eingefügt: Urlaub")
        await expect(anna.last).to_have_attribute("data-own", "true")
        await anna.page.get_by_role("button", name="Antwort suchen").click()
        await anna.dialog.get_by_role("searchbox").fill("Doch nicht")
        await anna.page.keyboard.press("Escape")
        await expect(anna.dialog).to_have_count(0)


async def test_an_edited_message_changes_its_answer_and_a_deleted_one_takes_it_along(
    small: Small, window: OpenWindow
) -> None:
    """messageUpdate and messageDelete reach the bot, and its own edit and delete reach everyone."""
    async with window(small.home) as anna, window(small.home) as other:
        await anna.say("Tippfeler")
        await anna.sees("Gehört: Tippfeler")
        mine = anna.conversation.locator("[data-own=true]").last
        await mine.get_by_role("button", name="Bearbeiten").click()
        await mine.get_by_label("Bearbeiten").first.fill("Tippfehler")
        await mine.get_by_role("button", name="Speichern").click()
        for someone in (anna, other):
            await someone.sees("Jetzt: Tippfehler")
            await expect(someone.conversation.locator("[data-own=true]").last).to_contain_text("Bearbeitet")
        await mine.get_by_role("button", name="Löschen").click()
        for someone in (anna, other):
            await someone.misses("Tippfehler")


async def test_a_deletion_can_be_taken_back(small: Small, window: OpenWindow) -> None:
    """Everyone sees that something stood there; its author brings it back for all, by keyboard too."""
    async with window(small.home) as anna, window(small.home, "jonas") as jonas:
        for someone in (anna, jonas):
            await someone.open_chat("Team Bürgerbüro")
        await anna.say("@Digitallotse Wichtig")
        await jonas.sees("Gehört: Wichtig")
        await anna.reach("[aria-label=Löschen]", backwards=True)
        await anna.page.keyboard.press("Enter")
        for someone in (anna, jonas):
            await someone.sees("Diese Nachricht wurde gelöscht.")
        assert "Rückgängig" not in await jonas.conversation.inner_text()
        await expect(anna.page.get_by_role("button", name="Rückgängig")).to_be_focused()
        await anna.page.keyboard.press("Enter")
        for someone in (anna, jonas):
            await someone.sees("Wichtig")
        await anna.misses("gelöscht")
        async with anna.page.expect_response("**/wire") as overheard:
            await anna.page.locator("#wire").click()
        said = await (await overheard.value).json()
    assert said[-1]["sent"]["channelData"]["eventType"] == "undeleteMessage"


async def test_a_replaced_card_is_read_from_its_beginning(small: Small, window: OpenWindow) -> None:
    """By whoever pressed, also where its button stands far below; who reads elsewhere is left there."""
    async with window(small.home) as anna, window(small.home) as reading:
        await anna.say("karte")
        await anna.card.get_by_label("Ihr Wort").fill("lang")
        await reading.sees("Eine Karte")
        scroller = reading.conversation.locator(".scroller")
        await scroller.evaluate("element => element.scrollTop = 0")
        await anna.press("Ersetzen")
        await expect(anna.card.get_by_role("button", name="Weiter")).to_be_focused()
        await expect(anna.card.get_by_text("Ersetzt durch lang")).to_be_in_viewport()
        await reading.sees("Ersetzt durch lang")
        assert await scroller.evaluate("element => element.scrollTop") == 0


async def test_where_others_listen_only_a_mention_reaches_the_bot(small: Small, window: OpenWindow) -> None:
    """Without @ nobody but people hear it; with it the answer stands in the same thread."""
    async with window(small.home) as anna, window(small.home, "okan") as okan:
        for someone in (anna, okan):
            await someone.open_chat("Digitales Rathaus")
        await anna.say("Nur unter uns")
        await okan.sees("Nur unter uns")
        await anna.page.get_by_role("button", name="@Digitallotse erwähnen").click()
        await anna.say("Und du?")
        await okan.sees("Gehört: Und du?")
        thread = okan.page.locator(".thread").last
        await expect(thread.locator(".mention")).to_have_text("@Digitallotse")
        await thread.get_by_role("button", name="Antworten").click()
        await thread.get_by_label("Antwort schreiben").fill("@Lotse auch hier")
        await thread.get_by_label("Antwort schreiben").press("Enter")
        await expect(thread.locator(".post")).to_have_count(4)
        await expect(anna.page.locator(".thread").last.locator(".post")).to_have_count(4)
    said = [message for message in small.bot.heard if message.kind is Kind.SAID]
    assert [message.text for message in said] == ["Und du?", "auch hier"]
    assert len({message.place.id for message in said}) == 1


async def test_who_is_not_looking_gets_a_badge(small: Small, window: OpenWindow) -> None:
    """A proactive message shows at the person and at the chat, until it is looked at."""
    async with window(small.home) as anna:
        await anna.sees("Willkommen")
        place = small.bot.heard[0].place
        miriam = await small.home.teams.personal(known("miriam"), place)
        await small.home.teams.channel(miriam, TOWN).send(Outgoing(text="Bitte übernehmen"))
        at = anna.page.locator("#people").get_by_role("link", name="Miriam")
        await expect(at.locator(".badge")).to_have_text("1")
        await anna.open_chat("Team Bürgerbüro")
        await small.home.teams.channel(place, TOWN).send(Outgoing(text="Eine Erinnerung"))
        await expect(anna.page.locator(".chat").first.locator(".badge")).to_contain_text("1")
        await expect(anna.page.locator("#announcer")).to_contain_text("Eine Erinnerung")
        await anna.switch("Miriam")
        await anna.sees("Bitte übernehmen")
        await expect(at.locator(".badge")).to_have_count(0)
        await expect(
            anna.page.locator("#people").get_by_role("link", name="Anna").locator(".badge")
        ).to_be_visible()


async def test_the_bot_is_seen_typing_while_it_works(small: Small, window: OpenWindow) -> None:
    """The line comes with the message and goes with the answer."""
    async with window(small.home) as anna:
        await anna.sees("Willkommen")
        await anna.say("langsam", settle=False)
        await anna.sees("Digitallotse schreibt …")
        small.bot.go_on.set()
        await anna.sees("Gehört: langsam")
        await anna.misses("Digitallotse schreibt …")


async def test_a_file_goes_by_its_name_alone(small: Small, window: OpenWindow) -> None:
    """The bot is told of a file, its content stays in the browser."""
    async with window(small.home) as anna:
        await anna.page.locator("input[type=file]").set_input_files(
            {"name": "Antrag.pdf", "mimeType": "application/pdf", "buffer": b"geheim"}
        )
        await expect(anna.page.locator(".chip")).to_contain_text("Antrag.pdf")
        await anna.page.get_by_role("button", name="Senden").click()
        await anna.sees("Datei: Antrag.pdf")
        await expect(anna.conversation.locator(".files")).to_have_text("Antrag.pdf")


async def test_an_emoji_stands_where_one_types(small: Small, window: OpenWindow) -> None:
    """It is put at the cursor, and typing goes on there."""
    async with window(small.home) as anna:
        await anna.field.fill("Danke")
        await anna.page.get_by_role("button", name="Emoji einfügen").click()
        await anna.page.get_by_role("button", name="Winken").click()
        await expect(anna.field).to_be_focused()
        await expect(anna.field).to_have_value("Danke👋")


async def test_the_clock_goes_forward_for_everyone(small: Small, window: OpenWindow) -> None:
    """A day ahead is a day ahead in each window and for the bot."""
    before = small.home.office.clock()
    async with window(small.home) as anna, window(small.home, "petra") as petra:
        shown = await petra.page.locator("#time").inner_text()
        await anna.page.locator("#clock").click()
        await anna.dialog.get_by_role("button", name="1 Tag weiter").click()
        await expect(petra.page.locator("#time")).not_to_have_text(shown)
        await expect(anna.dialog.get_by_text("In dieser Zeit war nichts fällig.")).to_be_visible()
    assert (small.home.office.clock() - before).days == 1


async def test_what_is_due_is_done_as_soon_as_the_clock_is_moved(small: Small, window: OpenWindow) -> None:
    """The bot looks by the new time, and the page says how much came and how much went."""
    seen: list[datetime] = []

    async def remind() -> None:
        seen.append(small.home.office.clock())
        miriam = await small.home.teams.personal(known("miriam"), small.bot.heard[0].place)
        await small.home.teams.channel(miriam, TOWN).send(Outgoing(text="Eine Erinnerung"))

    async with window(small.home) as anna:
        await anna.sees("Willkommen")
        before = small.home.office.clock()
        small.bot.overdue.append(remind)
        small.bot.lived = 7
        await anna.page.locator("#clock").click()
        await anna.dialog.get_by_role("button", name="1 Woche weiter").click()
        await expect(anna.dialog).to_contain_text("Neue Nachrichten: 1.")
        await expect(anna.dialog).to_contain_text("Einträge: 7.")
        await expect(anna.page.locator("#people [data-key=miriam] .badge")).to_have_text("1")
    assert (seen[0] - before).days == 7


async def test_the_admin_learns_what_is_wrong_in_the_faq(small: Small, window: OpenWindow) -> None:
    """File, line and sentence for Petra, a mark at Petra for the others; mended, both are gone."""
    small.bot.broken.append({"where": "it.yaml:7", "de": ["Die Klammer fehlt."], "en": ["No bracket."]})
    async with window(small.home) as anna, window(small.home, "petra") as petra:
        line = petra.page.locator("#faults")
        await expect(line).to_contain_text("it.yaml:7 Die Klammer fehlt.")
        assert await petra.axe() == []
        await expect(anna.page.locator("#faults")).to_be_hidden()
        await expect(anna.page.locator("#people [data-key=petra] .mind")).to_be_visible()
        small.bot.broken.clear()
        await expect(line).to_be_hidden()
        await expect(anna.page.locator("#people .mind")).to_have_count(0)


async def test_the_wire_can_be_looked_at(small: Small, window: OpenWindow) -> None:
    """Both directions with their status, the newest on top, live."""
    async with window(small.home) as anna:
        await anna.sees("Willkommen")
        await anna.page.locator("#wire").click()
        drawer = anna.page.locator("#drawer")
        await expect(drawer.get_by_role("heading", level=2)).to_be_focused()
        await anna.say("Hallo")
        await anna.sees("Gehört: Hallo")
        await expect(drawer.locator("li")).to_have_count(6)
        await expect(drawer.locator("li").nth(0)).to_contain_text("POST message")
        await expect(drawer.locator("li").nth(1)).to_contain_text("Teams → Lotse")
        await drawer.locator("summary").nth(1).click()
        await expect(drawer.locator("li").nth(1).locator("pre").first).to_contain_text('"text": "Hallo"')
        await anna.page.keyboard.press("Escape")
        await expect(drawer).to_be_hidden()
        await expect(anna.page.locator("#wire")).to_be_focused()


async def test_everything_begins_afresh_at_a_press(small: Small, window: OpenWindow) -> None:
    """Chats, badges and the bot's memory are empty, and the welcome comes again."""
    async with window(small.home) as anna:
        await anna.say("Hallo")
        await anna.sees("Gehört: Hallo")
        await anna.page.get_by_role("button", name="Alles neu beginnen").click()
        await anna.dialog.get_by_role("button", name="Neu beginnen").click()
        await anna.misses("Gehört: Hallo")
        await anna.sees("Willkommen, Anna Sommer!")
    assert small.bot.forgot == 1


async def test_a_fault_of_the_bot_is_said_kindly(small: Small, window: OpenWindow) -> None:
    """A button of a bot that is away says so at its card, and the page goes on."""
    async with window(small.home, allowed=("Failed to load",)) as anna:
        await anna.say("karte")
        await anna.sees("Eine Karte")
        await anna.page.route("**/act/press", lambda route: route.abort())
        await anna.press("Hinweis")
        await anna.sees("Der Lotse ist gerade nicht erreichbar.")
        await anna.page.route("**/act/say", lambda route: route.fulfill(json={"status": 500, "body": None}))
        await anna.say("Hallo")
        await expect(anna.page.locator("#toasts")).to_contain_text("Das kam beim Lotsen nicht an.")


async def test_a_picture_from_elsewhere_is_never_asked_for(small: Small, window: OpenWindow) -> None:
    """A card that points outside shows its words for the picture, and no request reaches the other server."""
    visits: list[object] = []
    async with await asyncio.start_server(
        lambda reader, writer: visits.append(writer), "127.0.0.1"
    ) as elsewhere:
        small.bot.picture = f"http://127.0.0.1:{elsewhere.sockets[0].getsockname()[1]}/picture.png"
        async with window(small.home, allowed=("Content Security Policy",)) as anna:
            await anna.say("bild")
            await expect(anna.card.get_by_text("Ein Bild von anderswo")).to_be_visible()
            assert any(small.bot.picture in fault for fault in anna.faults), "the browser was asked for it"
    assert not visits


async def test_the_page_says_that_the_pilot_is_away_and_finds_it_again(
    window: OpenWindow, small: Small
) -> None:
    """A line says so while nobody answers; as soon as the demo is back at its address, so is the page."""
    running = contextlib.AsyncExitStack()
    home = await running.enter_async_context(home_of(small.bot, small.home.office))
    port = int(home.url.rpartition(":")[2])
    async with window(home, allowed=("WebSocket",)) as anna:
        await anna.sees("Willkommen")
        await anna.field.fill("angefangen")
        await running.aclose()
        await expect(anna.page.get_by_role("alert")).to_contain_text(
            "Die Verbindung zum Lotsen ist unterbrochen."
        )
        async with home_of(small.bot, small.home.office, port=port):
            await expect(anna.page.locator("#offline")).to_be_hidden()
            await expect(anna.field).to_have_value("angefangen")
            await anna.field.press("Enter")
            await anna.sees("Gehört: angefangen")


async def test_the_thumbs_of_teams_reach_the_bot(small: Small, window: OpenWindow) -> None:
    """Where the bot asks for feedback, a thumb is one press."""
    async with window(small.home) as anna:
        await anna.sees("Willkommen")
        _, post = posted(small, {"text": "Gut?", "channelData": {"feedbackLoop": {"type": "default"}}})
        await anna.last.get_by_role("button", name="Das hat nicht geholfen").click()
        await expect(anna.last.get_by_role("button", name="Das hat nicht geholfen")).to_have_attribute(
            "aria-pressed", "true"
        )
    assert (small.bot.heard[-1].kind, small.bot.heard[-1].card) == (Kind.RATED, post.id)
    assert small.bot.heard[-1].form["reaction"] == "dislike"


async def test_a_card_is_renewed_by_itself_for_those_it_names(small: Small, window: OpenWindow) -> None:
    """Only they ask, once, and only they see the answer."""
    async with window(small.home) as anna:
        await anna.sees("Willkommen")
        action = cards.button("Neu", "small.replace", word="Tau")
        refresh = {"action": action, "userIds": [CAST["anna"].account]}
        content = {**cards.card(cards.text("Alt")), "refresh": refresh}
        posted(small, {"attachments": [{"contentType": ADAPTIVE, "content": content}]})
        await anna.sees("Ersetzt durch Tau")
        await anna.misses("Alt")
    assert [message.action for message in small.bot.heard].count("small.replace") == 1


async def test_a_deep_link_to_the_pilot_opens_the_own_chat(small: Small, window: OpenWindow) -> None:
    """Teams' links for chats stay in this Teams and bring their words along."""
    async with window(small.home) as anna:
        group = next(chat for chat in small.home.office.chats.all.values() if chat.scope == "groupChat")
        await anna.open_chat("Team Bürgerbüro")
        await anna.sees("Willkommen")
        link = "https://teams.microsoft.com/l/chat/0/0?users=28:lotse&message=Ganz%20unter%20uns"
        body = {"text": f"Lieber [hier]({link})", "textFormat": "markdown"}
        small.home.office.chats.post(group, BOT, body)
        await anna.last.get_by_role("link", name="hier").click()
        await expect(anna.conversation.locator("h2")).to_have_text("Digitallotse")
        await expect(anna.field).to_have_value("Ganz unter uns")


async def test_words_never_become_code(small: Small, window: OpenWindow) -> None:
    """Markup in a message, in Markdown, in a card or a link stays words: nothing runs, nothing opens."""
    trap = "<img src=x onerror=\"document.title='trapped'\"><script>document.title='trapped'</script>"
    async with window(small.home) as anna:
        await anna.sees("Willkommen")
        await anna.say(trap)
        posted(
            small, {"text": f"{trap} [Falle](javascript:document.title='trapped')", "textFormat": "markdown"}
        )
        card = cards.card(
            cards.text(f"{trap} [Falle](javascript:document.title='trapped')"),
            actions=[
                cards.link("Öffnen", "javascript:document.title='trapped'"),
                cards.button(trap, "small.notice"),
            ],
        )
        posted(small, {"attachments": [{"contentType": ADAPTIVE, "content": card}], "summary": trap})
        await anna.card.get_by_role("link", name="Öffnen").click()
        await expect(anna.conversation.get_by_text("onerror=").first).to_be_visible()
        assert await anna.conversation.locator("img[src=x], script, a[href^=javascript]").count() == 0
        assert len(anna.page.context.pages) == 1
        assert "trapped" not in await anna.page.title()
