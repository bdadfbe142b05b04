"""Asking: the sure answer, the unsure one, the honest no, and what people thought of it."""

import asyncio
from dataclasses import replace

import pytest

from bot.app import migration_folders
from bot.retention import expire
from bot.storage import Migrations
from bot.turn import Kind, Message, Person, Place
from demo.faults import Fault
from tests.dialogs.asking import unsure
from tests.dialogs.conftest import Hall, Someone
from tests.fake_teams import TOWN

FORGOTTEN = "Ich habe mein Passwort vergessen. Was kann ich tun?"


async def test_a_sure_answer_says_everything_that_helps(anna: Someone) -> None:
    """The answer, why, benefit, link, who stands behind it until when, thumbs, a person, what is related."""
    seen = await anna.says("hab mein passwort vergesen")
    assert seen.title == FORGOTTEN
    for part in (
        "Passwort-Portal",
        "Warum ist das so?",
        "Was haben Sie davon?",
        "Zuständig:",
        "Nächste Prüfung:",
    ):
        assert part in seen.text
    assert seen.choices[2:] == [
        "Hat geholfen",
        "Hat nicht geholfen",
        "In Einfacher Sprache",
        "Einen Menschen fragen",
    ]
    assert len(seen.choices) == 6


async def test_an_english_question_gets_an_english_answer(anna: Someone) -> None:
    """Whatever the client's language, the question's own decides; who answers for it is named in it, too."""
    seen = await anna.says("I forgot my password")
    assert "Responsible: IT service desk" in seen.text
    assert seen.title == "I have forgotten my password. What can I do?"
    assert "Why is it done this way?" in seen.text
    assert "This helped" in seen.choices


async def test_an_unsure_answer_offers_what_is_likely(anna: Someone, hall: Hall) -> None:
    """«Meinten Sie …?» with up to three, one press each, and «Nichts davon»."""
    seen = await anna.says(unsure(2, 3))
    assert seen.title.startswith("Meinten Sie")
    assert 2 <= len(seen.choices) <= 4
    assert seen.choices[-1] == "Nichts davon"
    chosen = await anna.presses(seen, seen.choices[0])
    assert chosen.title == seen.choices[0]
    assert "Hat geholfen" in chosen.choices
    kept = await hall.rows("answer_questions")
    assert [(row["words"], row["outcome"]) for row in kept] == [(unsure(2, 3), "chosen")]


async def test_none_of_these_is_kept_and_leads_on(anna: Someone, hall: Hall) -> None:
    """A suggestion that was wrong is a question without an answer, and the authors see that."""
    seen = await anna.says(unsure(2, 3))
    after = await anna.presses(seen, "Nichts davon")
    assert after.title == "Das weiß ich leider noch nicht."
    assert "Einen Menschen fragen" in after.choices
    assert [row["outcome"] for row in await hall.rows("answer_questions")] == ["none"]


async def test_what_is_not_known_is_said_and_kept_without_the_person(anna: Someone, hall: Hall) -> None:
    """Warmly, with what does work; the words are kept, and nothing beside them names anyone."""
    seen = await anna.says("Welche Farbe hat der Marktbrunnen am liebsten xyzzy?")
    assert seen.title == "Das weiß ich leider noch nicht."
    assert "ohne Ihren Namen" in seen.text
    assert "kommt nicht von selbst" in seen.text
    (kept,) = await hall.rows("answer_questions")
    assert kept == {
        "words": "Welche Farbe hat der Marktbrunnen am liebsten xyzzy?",
        "language": "de",
        "outcome": "unknown",
        "entry": None,
        "day": "2026-11-23",
    }


@pytest.mark.parametrize(
    "worry",
    [
        "Ich habe Angst, dass mich das System ersetzt",
        "Ich kann nicht mehr, alles wird zu viel",
        "I am scared of losing my job",
    ],
)
async def test_a_worry_is_met_kindly_and_stored_nowhere(anna: Someone, hall: Hall, worry: str) -> None:
    """PRIVACY.md: text in the chat that sounds like a worry is never stored."""
    seen = await anna.says(worry)
    assert "nicht gespeichert" in seen.text or "not stored" in seen.text
    assert await hall.rows("answer_questions") == []


async def test_thumbs_up_is_thanked_and_kept_without_words(anna: Someone, hall: Hall) -> None:
    """The card stays, with thanks in the place of the thumbs."""
    seen = await anna.says("passwort vergessen")
    after = await anna.presses(seen, "Hat geholfen")
    assert after.title == FORGOTTEN
    assert "Danke!" in after.text
    assert "Hat geholfen" not in after.choices
    assert [(r["helpful"], r["asked"], r["missing"]) for r in await hall.rows("answer_ratings")] == [
        (1, "", None)
    ]


async def test_thumbs_down_asks_what_was_missing(anna: Someone, hall: Hall) -> None:
    """One field, which may stay empty; nothing about the person is stored with it."""
    seen = await anna.says("passwort vergessen")
    form = await anna.presses(seen, "Hat nicht geholfen")
    assert "Was hat gefehlt? (freiwillig)" in [p.get("label") for p in form.card["body"]]
    after = await anna.presses(form, "Absenden", missing="Ein Bild vom Portal")
    assert "Ich habe Ihren Hinweis ohne Ihren Namen notiert" in after.text
    (kept,) = await hall.rows("answer_ratings")
    assert kept["helpful"] == 0
    assert kept["asked"] == "passwort vergessen"
    assert kept["missing"] == "Ein Bild vom Portal"
    assert set(kept) == {"entry", "helpful", "asked", "missing", "day"}


async def test_a_worry_in_the_field_is_met_kindly_and_not_kept(anna: Someone, hall: Hall) -> None:
    """Wherever it is written, it is stored nowhere; and the thanks do not claim that it arrived."""
    form = await anna.presses(await anna.says("passwort vergessen"), "Hat nicht geholfen")
    seen = await anna.presses(form, "Absenden", missing="Ich kann nicht mehr, mir wird alles zu viel")
    assert seen.title == "Das klingt, als würde Sie etwas belasten."
    assert [row["missing"] for row in await hall.rows("answer_ratings")] == [None]


async def test_a_worry_in_the_field_is_not_answered_before_others(hall: Hall) -> None:
    """In a group nobody learns of it, and nothing is kept."""
    group = hall.in_group(hall.teams.cast.asker)
    form = await group.presses(await group.says("passwort vergessen", mention=True), "Hat nicht geholfen")
    await group.presses(form, "Absenden", missing="Ich kann nicht mehr")
    assert len(group.chat.said_by_bot) == 1
    assert [row["missing"] for row in await hall.rows("answer_ratings")] == [None]


async def test_the_last_thumb_on_a_card_counts(anna: Someone, hall: Hall) -> None:
    """Up, and then down on the view that is still open: one rating, and what was missing is kept."""
    seen = await anna.says("passwort vergessen")
    down = next(action for action in seen.card["actions"] if action["title"] == "Hat nicht geholfen")
    await anna.presses(seen, "Hat geholfen")
    await hall.teams.client.press(anna.person, anna.chat, seen.post, down)
    after = await anna.presses(seen.post, "Absenden", missing="Doch etwas")
    assert "Ich habe Ihren Hinweis ohne Ihren Namen notiert" in after.text
    assert [(r["helpful"], r["missing"]) for r in await hall.rows("answer_ratings")] == [(0, "Doch etwas")]


async def test_nobody_is_thanked_for_words_that_are_not_kept(anna: Someone, hall: Hall) -> None:
    """Where the rating has gone meanwhile, the thanks do not claim that the words arrived."""
    form = await anna.presses(await anna.says("passwort vergessen"), "Hat nicht geholfen")
    await hall.bot.database.run("answer_rating_expire", before=hall.clock.now.date().replace(year=2030))
    after = await anna.presses(form, "Absenden", missing="Zu spät")
    assert "Hinweis" not in after.text


async def test_thumbs_down_without_a_word_is_fine(anna: Someone, hall: Hall) -> None:
    """The rating counts, the field stays empty."""
    form = await anna.presses(await anna.says("passwort vergessen"), "Hat nicht geholfen")
    after = await anna.presses(form, "Absenden")
    assert "Danke" in after.text
    assert [row["missing"] for row in await hall.rows("answer_ratings")] == [None]


async def test_einfache_sprache_on_one_press_and_remembered(anna: Someone, kemal: Someone) -> None:
    """For that person only, until they want it otherwise."""
    usual = await anna.says("passwort vergessen")
    simple = await anna.presses(usual, "In Einfacher Sprache")
    assert simple.text != usual.text
    assert "Ich antworte ab jetzt in Einfacher Sprache. Mit **Ausführlich**" in simple.text
    assert "Ausführlich" in simple.choices
    assert "Ausführlich" in (await anna.says("vpn einrichten")).choices
    assert "In Einfacher Sprache" in (await kemal.says("vpn einrichten")).choices
    full = await anna.presses(simple, "Ausführlich")
    assert "ab jetzt wieder ausführlich" in full.text
    assert "In Einfacher Sprache" in (await anna.says("vpn einrichten")).choices


async def test_a_related_question_answers_below(anna: Someone) -> None:
    """The card stays as it was; the related answer is a new message."""
    seen = await anna.says("passwort vergessen")
    below = await anna.presses(seen, seen.choices[0])
    assert below.title == seen.choices[0]
    assert below.answer is not None
    assert below.answer.notice


async def test_one_suggestion_is_refused_in_words_that_fit(anna: Someone) -> None:
    """«Nichts davon» is for several; of one alone it is «Nein, etwas anderes»."""
    one = await anna.says(unsure(1))
    assert one.title == "Meinten Sie das?"
    assert one.choices[1:] == ["Nein, etwas anderes"]
    assert (await anna.presses(one, "Nein, etwas anderes")).title == "Das weiß ich leider noch nicht."


async def test_words_that_tell_no_language_are_answered_in_that_of_the_entry(anna: Someone) -> None:
    """«passwort vergessen» is German although the client is English; and the other way round."""
    english = replace(anna, person=replace(anna.person, locale="en-GB"))
    assert (await english.says("passwort vergessen")).title == FORGOTTEN
    assert "I have forgotten" in (await anna.says("password forgotten")).title


@pytest.mark.parametrize(
    ("said", "forbidden"),
    [("xyzzy blorb quux", "FAQ-Team"), ("xyzzy blorb quux", "bald"), ("xyzzy blorb quux", "Danke")],
)
async def test_no_more_is_promised_than_is_kept(anna: Someone, said: str, forbidden: str) -> None:
    """Nobody has read it yet, and nobody will write back."""
    assert forbidden not in (await anna.says(said)).text


async def test_an_edited_question_gets_its_answer_edited(anna: Someone) -> None:
    """TEAMS.md 2: no second answer below."""
    await anna.says("passwort vergessen")
    seen = await anna.edits("wie beantrage ich urlaub")
    assert len(seen.posts) == 1
    assert "Urlaub" in seen.title
    assert seen.post.edited


async def test_an_edit_replaces_what_was_kept(anna: Someone, hall: Hall) -> None:
    """Only what the message says now is kept."""
    await anna.says("xyzzy blorb quux")
    await anna.edits("xyzzy plugh frob")
    assert [row["words"] for row in await hall.rows("answer_questions")] == ["xyzzy plugh frob"]
    await anna.edits("passwort vergessen")
    assert await hall.rows("answer_questions") == []


@pytest.mark.parametrize("now", ["danke", "Hilfe", "ja", "1", "🙂", "Mensch", "Ich bin am Ende"])
async def test_an_edit_into_no_question_forgets_what_was_kept(anna: Someone, hall: Hall, now: str) -> None:
    """Whoever answers the new words, the old ones go."""
    await anna.says("xyzzy blorb quux")
    assert len(await hall.rows("answer_questions")) == 1
    await anna.edits(now)
    assert await hall.rows("answer_questions") == []


@pytest.mark.parametrize(
    "said", ["Ich werde gemobbt und will nicht mehr leben", "Ich will sterben, wegen passwort vergessen"]
)
async def test_danger_comes_before_every_answer(anna: Someone, hall: Hall, said: str) -> None:
    """Also before one that the FAQ is sure of, and where others read along."""
    assert (await anna.says(said)).title == "Sie sind damit nicht allein."
    group = hall.in_group(hall.teams.cast.asker)
    assert (await group.says(said, mention=True)).title == "Sie sind damit nicht allein."


async def test_a_deleted_question_is_forgotten_silently(anna: Someone, hall: Hall) -> None:
    """TEAMS.md 2: what was kept of it is deleted."""
    seen = await anna.says("xyzzy blorb quux")
    await anna.deletes()
    assert await hall.rows("answer_questions") == []
    assert anna.chat.said_by_bot == seen.posts


async def test_deleting_the_question_deletes_the_words_of_its_rating(anna: Someone, hall: Hall) -> None:
    """The thumb stays, which is nobody's; the words go."""
    await anna.presses(await anna.says("passwort vergessen"), "Hat nicht geholfen")
    assert [row["asked"] for row in await hall.rows("answer_ratings")] == ["passwort vergessen"]
    await anna.deletes()
    assert [(row["helpful"], row["asked"]) for row in await hall.rows("answer_ratings")] == [(0, "")]


async def test_a_question_is_deleted_weeks_later_too(anna: Someone, hall: Hall) -> None:
    """As long as it is kept, the way to it is kept."""
    await anna.says("xyzzy blorb quux")
    hall.clock.go(days=60)
    await expire(hall.bot.database, Migrations.load(migration_folders()), hall.clock.now.date())
    await anna.deletes()
    assert await hall.rows("answer_questions") == []


async def test_a_message_deleted_while_it_is_answered_is_forgotten(anna: Someone, hall: Hall) -> None:
    """The deletion waits for the answer, and so comes last."""
    hall.teams.connector.faults.add(Fault(delay=0.3))
    saying = asyncio.create_task(anna.says("xyzzy monitor blorb"))
    while not anna.chat.posts:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    await anna.deletes()
    await saying
    assert await hall.rows("answer_questions") == []


async def test_no_two_tables_tell_the_same_message(anna: Someone, hall: Hall) -> None:
    """What is kept of a question shares no key with the id of its answer in Teams."""
    await anna.says("xyzzy blorb quux")
    message = Message("", Kind.SAID, Person(TOWN, anna.person.id, ""), Place(anna.chat.id))
    message = replace(message, id=anna.wrote.id)
    seal = hall.bot.seal
    assert len({seal.trace(message), seal.message(message), seal.activity(message)}) == 3


async def test_du_is_a_setting(closed_hall: Hall) -> None:
    """The bot's own words follow; the FAQ's words are the town's."""
    async with closed_hall.open(address="du") as hall:
        seen = await hall.alone(hall.teams.cast.asker).says(unsure(2, 3))
        assert seen.title.startswith("Meintest du")


async def test_the_words_kept_are_cut_at_five_hundred(anna: Someone, hall: Hall) -> None:
    """Nobody's essay ends up in the database or in a card."""
    await anna.says("xyzzy " * 400)
    (kept,) = await hall.rows("answer_questions")
    assert len(kept["words"]) <= 500
