"""The first minute: welcome, help, language, small talk, and input that is no question."""

import hashlib
from dataclasses import replace

import pytest

from bot.app import migration_folders
from bot.retention import expire
from bot.storage import Migrations
from demo import activities
from tests.beneath import rows
from tests.dialogs.conftest import Hall, Someone


async def test_the_welcome_comes_once(anna: Someone) -> None:
    """Teams tells of one installation by two events, and of a second one after an update."""
    seen = await anna.installs()
    assert len(seen.posts) == 1
    assert seen.title == "Willkommen! Ich bin Ihr Digitallotse."
    assert "speichere" in seen.text
    assert (await anna.installs()).posts == []


async def test_the_welcome_offers_three_questions_that_it_can_answer(anna: Someone) -> None:
    """Each is one press, and each gets a sure answer."""
    seen = await anna.installs()
    *examples, helping = seen.choices
    assert len(examples) == 3
    assert helping == "Was kann ich fragen?"
    for example in examples:
        answer = await anna.presses(seen, example)
        assert "Hat geholfen" in answer.choices


async def test_who_removes_the_bot_and_comes_back_is_welcomed_again(anna: Someone, hall: Hall) -> None:
    """Leaving forgets the person."""
    await anna.installs()
    await hall.teams.client.uninstall(anna.person, anna.chat)
    assert len((await anna.installs()).posts) == 1


async def test_a_group_is_welcomed_once_and_its_members_never(hall: Hall) -> None:
    """TEAMS.md 3."""
    group = hall.in_group(hall.teams.cast.asker)
    assert len((await group.installs()).posts) == 1
    before = len(group.chat.said_by_bot)
    await hall.teams.client.join(hall.teams.cast.admin, group.chat)
    await group.installs()
    assert len(group.chat.said_by_bot) == before


async def test_a_group_stays_welcomed_until_the_bot_leaves(hall: Hall) -> None:
    """Not for a week only; and what the welcome keeps of the group is a salted hash."""
    group, teams = hall.in_group(hall.teams.cast.asker), hall.teams.client
    await group.installs()
    hall.clock.go(days=400)
    await expire(hall.bot.database, Migrations.load(migration_folders()), hall.clock().date())
    assert (await group.installs()).posts == []
    ((kept,),) = rows(hall.bot.settings.database_url, "SELECT place FROM welcome_place")
    assert kept not in (group.chat.id, hashlib.sha256(f"welcome:{group.chat.id}".encode()).hexdigest())
    assert len(kept) == 64
    await teams.uninstall(group.person, group.chat)
    assert len((await group.installs()).posts) == 1


async def test_who_leaves_a_group_keeps_what_they_chose(hall: Hall, anna: Someone) -> None:
    """Removing the bot from a group is nothing personal."""
    await anna.says("English")
    group = hall.in_group(anna.person)
    await group.installs()
    await hall.teams.client.uninstall(group.person, group.chat)
    assert "Good to see you" in (await anna.says("hi")).text


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("Hilfe", "So helfe ich Ihnen"),
        ("hilfe!", "So helfe ich Ihnen"),
        ("Help", "How I can help"),
        ("Start", "Willkommen! Ich bin Ihr Digitallotse."),
        ("Welcome", "Welcome! I am your digital pilot."),
        ("Sprache", "In welcher Sprache soll ich schreiben?"),
        ("Language", "Which language shall I write in?"),
        ("Neu anfangen", "Wir fangen neu an"),
        ("Start over", "Let us begin again"),
        ("Mensch", "Ein Mensch hilft Ihnen weiter"),
        ("Human", "A person will help you"),
        ("Einfache Sprache", "Einfacher Sprache"),
        ("Plain language", "plain German"),
        ("Ausführlich", "wieder ausführlich"),
        ("Deutsch", "auf Deutsch"),
        ("English", "in English"),
    ],
)
async def test_every_command_is_answered_in_its_language(anna: Someone, word: str, shown: str) -> None:
    """As text, with or without capitals and signs."""
    assert shown in (await anna.says(word)).text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("hallo", "Schön, dass Sie da sind"),
        ("Moin moin! 😀", "Schön, dass Sie da sind"),
        ("Guten Morgen lieber Lotse", "Schön, dass Sie da sind"),
        ("Hallo und danke!", "Sehr gern"),
        ("Vielen Dank, das hat mir sehr geholfen", "Sehr gern"),
        ("Tschüss, schönen Feierabend", "Auf Wiedersehen"),
        ("Bist du ein Mensch?", "kein Mensch"),
        ("Hello", "Good to see you"),
        ("thank you so much", "You are welcome"),
        ("wie geht es dir", "Danke der Nachfrage"),
        ("Ich brauche Hilfe", "So helfe ich Ihnen"),
        ("kannst du mir helfen", "So helfe ich Ihnen"),
        ("Hi, kannst du mir helfen?", "So helfe ich Ihnen"),
        ("helft mir", "So helfe ich Ihnen"),
        ("can you help me?", "How I can help"),
        ("Hallo, ich habe eine Frage", "Nur zu!"),
        ("ja", "in eigenen Worten"),
        ("Nein", "in eigenen Worten"),
        ("nichts davon", "in eigenen Worten"),
        ("keins davon!", "in eigenen Worten"),
        ("das passt nicht", "in eigenen Worten"),
        ("Das hat nicht geholfen", "in eigenen Worten"),
        ("none of these", "in your own words"),
        ("nein danke", "Sehr gern"),
    ],
)
async def test_small_talk_is_met_kindly(anna: Someone, said: str, shown: str) -> None:
    """And nothing of it is kept."""
    assert shown in (await anna.says(said)).text
    assert await anna.hall.rows("answer_questions") == []


@pytest.mark.parametrize(
    "said", ["Hallo, ich habe mein Passwort vergessen", "Danke, und wie beantrage ich Urlaub?"]
)
async def test_a_greeting_before_a_question_is_no_small_talk(anna: Someone, said: str) -> None:
    """The question is answered."""
    assert "Hat geholfen" in (await anna.says(said)).choices


@pytest.mark.parametrize("said", ["1", "Wie geht das?", "und dann?", "Ich möchte das nicht", "what about it"])
async def test_words_without_content_get_a_next_step_and_are_not_kept(anna: Someone, said: str) -> None:
    """Nobody could write an answer to them."""
    seen = await anna.says(said)
    assert len(seen.choices) == 4
    assert seen.text.startswith(("Dazu fehlt mir noch ein Stichwort", "I need one more word"))
    assert await anna.hall.rows("answer_questions") == []


async def test_what_is_kept_with_a_thumbs_down_is_said_before(anna: Someone) -> None:
    """In the welcome, that the question is kept, and in the help, with what."""
    assert "hilfreiche Antwort nur ohne Ihren Namen" in (await anna.installs()).text
    assert "bei „Hat nicht geholfen“ auch mit Ihren Worten" in (await anna.says("Hilfe")).text


@pytest.mark.parametrize("said", ["", " ", "🙂🙂", "😢", "...", "???"])
async def test_input_without_words_gets_a_next_step(anna: Someone, said: str) -> None:
    """TEAMS.md 2: empty text, only an emoji."""
    seen = await anna.says(said)
    assert "verstehe leider nur Wörter" in seen.text
    assert len(seen.choices) == 4


async def test_a_file_is_refused_kindly(anna: Someone) -> None:
    """It is neither opened nor stored."""
    seen = await anna.says("", files=[activities.file("Urlaub.docx")])
    assert "Dateien und Bilder kann ich nicht öffnen" in seen.text


async def test_a_question_with_a_file_is_answered(anna: Someone) -> None:
    """The words count."""
    seen = await anna.says("passwort vergessen", files=[activities.file("bild.png")])
    assert "Hat geholfen" in seen.choices


async def test_the_chosen_language_stays(anna: Someone, closed_hall: Hall) -> None:
    """For everything that tells no language by itself; a German question is still answered in German."""
    chosen = await anna.presses(await anna.says("Sprache"), "English")
    assert "in English" in chosen.text
    assert "Good to see you" in (await anna.says("hi")).text
    assert "I only understand words" in (await anna.says("🙂")).text
    assert "Why is it done" in (await anna.says("wie kann ich mein passwort zurücksetzen?")).text
    follows = await anna.presses(await anna.says("Sprache"), "The one I ask in")
    assert "language of your question" in follows.text
    assert "Warum ist das so?" in (await anna.says("wie kann ich mein passwort zurücksetzen?")).text


async def test_an_english_client_alone_does_not_choose(anna: Someone) -> None:
    """A German question gets a German answer, unless English was chosen."""
    english = replace(anna, person=replace(anna.person, locale="en-GB"))
    assert "Good to see you" not in (await english.says("hallo")).text
    assert "Warum ist das so?" in (await english.says("wie kann ich mein passwort zurücksetzen?")).text


@pytest.mark.parametrize("said", ["asdfgh", "blabla", "qwertz qwertz", "sdkjfhsdkjf", "aaaaaaa"])
async def test_nonsense_is_neither_thanked_nor_kept(anna: Someone, said: str) -> None:
    """It is asked what it is about, with what the bot can do."""
    seen = await anna.says(said)
    assert seen.text.startswith("Das habe ich nicht verstanden. Worum geht es?")
    assert "Danke" not in seen.text
    assert len(seen.choices) == 4
    assert seen.choices[-1] == "Was kann ich fragen?"
    assert await anna.hall.rows("answer_questions") == []


@pytest.mark.parametrize(
    "said", ["du bist scheiße", "Du bist so ein blöder Bot!", "Scheiße", "halt die fresse", "you are useless"]
)
async def test_an_insult_is_answered_calmly(anna: Someone, said: str) -> None:
    """Without reproach, with a way on and a person; and nothing is kept."""
    seen = await anna.says(said)
    assert seen.text.startswith(("Das klingt ärgerlich.", "That sounds annoying."))
    assert seen.choices[-1] in ("Einen Menschen fragen", "Ask a person")
    assert await anna.hall.rows("answer_questions") == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [("scheiß drucker druckt nicht", "Der Drucker druckt nicht"), ("alles sinnlos", "belasten")],
)
async def test_a_rude_word_is_not_all_that_is_heard(anna: Someone, said: str, shown: str) -> None:
    """The question behind it is answered, and so is the worry."""
    assert shown in (await anna.says(said)).text


@pytest.mark.parametrize(("said", "shown"), [("👍", "Gern!"), ("👍🏽👍🏽", "Gern!"), ("👎", "Schade.")])
async def test_a_thumb_is_understood(anna: Someone, said: str, shown: str) -> None:
    """In every colour of the skin."""
    assert (await anna.says(said)).text.startswith(shown)


async def test_starting_over_forgets_what_was_chosen(anna: Someone) -> None:
    """And shows the welcome."""
    await anna.says("English")
    await anna.says("Einfache Sprache")
    seen = await anna.says("Neu anfangen")
    assert "Willkommen" in seen.text
    assert "In Einfacher Sprache" in (await anna.says("passwort vergessen")).choices


async def test_who_asks_for_a_person_without_a_question_is_not_told_of_one(anna: Someone) -> None:
    """Courage fits with and without a question."""
    seen = await anna.says("Mensch")
    assert "Zu einfache Fragen gibt es nicht" in seen.text
    assert "Diese Frage" not in seen.text
