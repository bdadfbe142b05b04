"""A Lotse has asked back and the person types into the chat: a reply, or a new question; neither is lost."""

from __future__ import annotations

import asyncio

import pytest

from bot.cards import pieces
from demo import activities
from demo.client import find_button
from tests.beneath import rows
from tests.dialogs.conftest import Hall, Seen, Someone
from tests.dialogs.lotsen import QUESTION, asks, latest, latest_with, staffed

IS_IT = "Ist das Ihre Antwort auf die Rückfrage?"
STRANGE = "xyzzy blorb quux"


async def asked_back(anna: Someone, lotte: Someone, words: str = "Welches Haus?", **inputs: str) -> None:
    """A question is open, and its Lotse has asked something about it."""
    await asks(anna, **inputs)
    await lotte.presses(await latest(lotte, QUESTION), "Rückfrage", words=words)
    await latest(anna, "Eine Rückfrage zu Ihrer Frage", words)


def field(seen: Seen) -> str:
    """What stands in the card's field."""
    return next(str(piece["value"]) for piece in pieces(seen.card) if piece["type"] == "Input.Text")


async def says_yes(anna: Someone, offered: Seen) -> Seen:
    """Press the first button, with what stands in the field, as a client does."""
    return await anna.presses(offered, "Ja, weitergeben", words=field(offered))


async def says_no(anna: Someone, offered: Seen) -> Seen:
    """Press the other one."""
    return await anna.presses(offered, "Nein, das ist eine neue Frage", words=field(offered))


def passed_on(hall: Hall) -> list[str]:
    """What was given to a Lotse."""
    found = rows(hall.bot.settings.database_url, "SELECT words FROM escalation_word WHERE kind = 'added'")
    return sorted(str(words) for (words,) in found)


# ---------------------------------------------------------------- both ways


async def test_a_typed_reply_reaches_the_lotse(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """It is shown with what was asked, goes on with one press, and that press again changes nothing."""
    await asked_back(anna, lotte)
    offered = await anna.says("Das gelbe.")
    assert offered.title == IS_IT
    assert "Welches Haus?" in offered.text
    assert field(offered) == "Das gelbe."
    yes = find_button(offered.card, "Ja, weitergeben")
    assert "weitergegeben" in (await says_yes(anna, offered)).text
    await latest(lotte, "Das gelbe.", "Das ist bei Ihnen")
    await hall.teams.client.press(anna.person, anna.chat, offered.post, yes, {"words": "Das gelbe."})
    assert passed_on(hall) == ["Das gelbe."]


@pytest.mark.parametrize("words", ["ja", "Passt", "👍", "1", "Windows 11", "xyzzy " * 600])
async def test_short_and_long_replies_are_offered(
    anna: Someone, lotte: Someone, hall: Hall, words: str
) -> None:
    """Also those that are small talk, nonsense or a sign otherwise."""
    before = (await anna.says(words)).text
    await asked_back(anna, lotte)
    offered = await anna.says(words)
    assert (IS_IT in before, offered.title) == (False, IS_IT)
    await says_yes(anna, offered)
    assert passed_on(hall) == [words.strip()]


async def test_a_new_question_is_answered_as_always(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """By the FAQ, which keeps what it does not know until the message is deleted; the Lotse still waits."""
    await asked_back(anna, lotte)
    offered = await anna.says(STRANGE)
    assert await hall.rows("answer_questions") == []
    answered = await says_no(anna, offered)
    assert answered.title == "Das weiß ich leider noch nicht."
    assert "notiert" in answered.text
    assert "Die Rückfrage bleibt offen." in Seen(anna, [offered.post]).text
    assert len(await hall.rows("answer_questions")) == 1
    await anna.deletes()
    assert await hall.rows("answer_questions") == []
    assert passed_on(hall) == []
    assert (await anna.says("Noch etwas: " + STRANGE)).title == IS_IT


async def test_a_new_question_follows_the_one_before(anna: Someone, lotte: Someone) -> None:
    """That the bot asked in between does not break the thread."""
    await asked_back(anna, lotte)
    first = await anna.says("passwort vergessen")
    assert "Passwort-Portal" in first.text
    offered = await anna.says("und auf dem handy?")
    assert offered.title == IS_IT
    assert "Passwort" in (await says_no(anna, offered)).text


async def test_what_is_surely_something_else_is_not_asked_about(anna: Someone, lotte: Someone) -> None:
    """A command, a greeting and a worry stay what they are."""
    await asked_back(anna, lotte)
    for words in ("hallo", "Hilfe", "Meine Fragen", "Ich bin am Ende", "Ich will nicht mehr leben"):
        assert IS_IT not in (await anna.says(words)).text


@pytest.mark.parametrize("words", ["Das gelbe Haus.", "Passwort abgelaufen", "Urlaubsantrag"])
async def test_a_sure_answer_does_not_hide_the_reply(
    anna: Someone, lotte: Someone, hall: Hall, words: str
) -> None:
    """Where somebody waits the card stands below the answer, and the words reach them; else it is missing."""
    answered = await anna.says(words)
    assert IS_IT not in answered.text
    await asked_back(anna, lotte)
    both = await anna.says(words)
    assert len(both.posts) == 2
    assert Seen(anna, both.posts[:1]).title == answered.title
    assert both.title == IS_IT
    await says_yes(anna, both)
    assert passed_on(hall) == [words]


async def test_only_cases_in_which_somebody_waits_are_unlocked(
    anna: Someone, lotte: Someone, hall: Hall
) -> None:
    """For a message: not every nameless case of the town, and a named one of nobody else."""
    awaited = ("escalation_awaited", dict)
    here, there = ({"tenant": anna.person.tenant, "person": one.person.id} for one in (anna, lotte))
    await asks(anna, nameless="true")
    assert await hall.bot.database.all(*awaited, here) == []
    await lotte.presses(await latest(lotte, QUESTION), "Rückfrage", words="Welches Haus?")
    assert len(await hall.bot.database.all(*awaited, here)) == 1
    await asks(anna, "Was ist ein Schnurpsel?")
    await lotte.presses(await latest(lotte, "Schnurpsel"), "Rückfrage", words="Wo stand das?")
    counts = [len(await hall.bot.database.all(*awaited, who)) for who in (here, there)]
    assert counts == [2, 1]


async def test_only_while_a_lotse_waits(anna: Someone, lotte: Someone, kemal: Someone, hall: Hall) -> None:
    """Not before, not after the reply, not of anybody else, and not where others read along."""
    await asks(anna)
    assert (await anna.says(STRANGE)).title != IS_IT
    await lotte.presses(await latest(lotte, QUESTION), "Rückfrage", words="Welches Haus?")
    back = await latest(anna, "Welches Haus?")
    assert (await kemal.says(STRANGE)).title != IS_IT
    group = hall.in_group(anna.person)
    assert (await group.says(STRANGE, mention=True)).title != IS_IT
    await anna.presses(back, "Antworten", words="Das gelbe.")
    assert (await anna.says(STRANGE)).title != IS_IT


async def test_without_a_name_it_works_the_same(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Who asks stays unknown to the Lotse."""
    await asked_back(anna, lotte, nameless="true")
    await says_yes(anna, await anna.says("Das gelbe."))
    assert "Anna" not in (await latest(lotte, "Das gelbe.")).text


async def test_without_a_name_nothing_typed_is_signed(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """The farewell and the name go, in the chat as in the field, and the same words still go once."""
    await asked_back(anna, lotte, nameless="true")
    back = await latest(anna, "Welches Haus?")
    signed = "Raum Zwölf im blauen Haus. Viele Grüße Anna Frage"
    first, second = [await anna.says(signed) for _ in range(2)]
    await says_yes(anna, first)
    await says_yes(anna, second)
    assert passed_on(hall) == ["Raum Zwölf im blauen Haus."]
    await anna.presses(back, "Antworten", words="Zweiter Stock, sagt Anna Frage")
    assert passed_on(hall) == ["Raum Zwölf im blauen Haus.", "Zweiter Stock, sagt …"]
    assert "Anna" not in (await latest(lotte, "Zweiter Stock")).text


async def test_with_a_name_it_goes_as_it_was_written(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Signed or not."""
    await asked_back(anna, lotte)
    signed = "Raum Zwölf im blauen Haus. Viele Grüße Anna Frage"
    await says_yes(anna, await anna.says(signed))
    assert passed_on(hall) == [signed]


@pytest.mark.parametrize(
    ("signed", "inputs", "where"),
    [
        ("true", {}, "Schicken Sie sie Lotte bitte direkt im Chat."),
        ("false", {}, "Beschreiben Sie bitte in Worten"),
        ("true", {"nameless": "true"}, "Beschreiben Sie bitte in Worten"),
    ],
)
async def test_a_file_is_not_passed_on_and_that_is_said(
    anna: Someone, lotte: Someone, signed: str, inputs: dict[str, str], where: str
) -> None:
    """And where it can go; not to a Lotse whose name is not known, nor without one's own."""
    await asks(anna, **inputs)
    await lotte.presses(await latest(lotte, QUESTION), "Rückfrage", words="Welches Haus?", signed=signed)
    await latest(anna, "Welches Haus?")
    assert "Datei" not in (await anna.says("Hier der Schnurps")).text
    offered = await anna.says("Hier der Schnurps", files=[activities.file("bild.png")])
    assert f"Die Datei kann ich nicht weitergeben. {where}" in offered.text


async def test_of_two_that_wait_the_person_chooses(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Each is named by its question."""
    await asked_back(anna, lotte)
    await asks(anna, "Was ist ein Schnurpsel?")
    await lotte.presses(await latest(lotte, "Schnurpsel"), "Rückfrage", words="Wo stand das?")
    await latest(anna, "Wo stand das?")
    offered = await anna.says("Im Flur.")
    assert "Welches Haus?" in offered.text
    to = next(title for title in offered.choices if "Schnurpsel" in title)
    await anna.presses(offered, to, words="Im Flur.")
    assert "Schnurpsel" in (await latest(lotte, "Im Flur.")).text
    assert passed_on(hall) == ["Im Flur."]


# ---------------------------------------------------------------- in between


async def test_the_same_words_never_go_twice(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Neither beside the field of the question, nor from two cards; other words are passed on."""
    await asked_back(anna, lotte)
    back = await latest(anna, "Welches Haus?")
    offered, other = [await anna.says("Das gelbe.") for _ in range(2)]
    more = await anna.says("Hinten links.")
    await anna.presses(back, "Antworten", words="Das gelbe.")
    for card in (offered, other):
        assert "weitergegeben" in (await says_yes(anna, card)).text
    assert passed_on(hall) == ["Das gelbe."]
    await says_yes(anna, more)
    assert passed_on(hall) == ["Das gelbe.", "Hinten links."]


@pytest.mark.parametrize("end", ["taken back", "all deleted"])
async def test_where_it_is_over_the_words_can_still_be_a_question(
    anna: Someone, lotte: Someone, hall: Hall, end: str
) -> None:
    """They stay in the card, and nothing goes to anybody."""
    await asked_back(anna, lotte)
    back = await latest(anna, "Welches Haus?")
    offered = await anna.says(STRANGE)
    if end == "taken back":
        await anna.presses(back, "Frage zurücknehmen")
    else:
        asked = await anna.presses(await anna.says("Meine Daten"), "Alles löschen …")
        await anna.presses(asked, asked.choices[0])
    over = await says_yes(anna, offered)
    assert "nichts weitergegeben" in over.text
    assert field(over) == STRANGE
    answered = await anna.presses(over, "Als neue Frage stellen", words=field(over))
    assert answered.title == "Das weiß ich leider noch nicht."
    assert passed_on(hall) == []


async def test_a_later_question_is_not_answered_by_an_earlier_reply(
    anna: Someone, lotte: Someone, hall: Hall
) -> None:
    """The card then asks once more, with what the Lotse wants to know now."""
    await asked_back(anna, lotte)
    back = await latest(anna, "Welches Haus?")
    offered = await anna.says("ja")
    await anna.presses(back, "Antworten", words="Gelb.")
    await lotte.presses(await latest(lotte, "Gelb."), "Rückfrage", words="Soll ich es löschen?")
    await latest(anna, "Soll ich es löschen?")
    anew = await says_yes(anna, offered)
    assert "Soll ich es löschen?" in anew.text
    assert passed_on(hall) == ["Gelb."]
    await says_yes(anna, anew)
    assert passed_on(hall) == ["Gelb.", "ja"]


async def test_an_answer_in_between_is_not_overrun(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """The person hears of it first; the words then go on if they still want it."""
    await asked_back(anna, lotte)
    offered = await anna.says("Das gelbe.")
    await lotte.presses(await latest_with(lotte, QUESTION), "Antworten", words="Tür zwei.")
    await latest(anna, "Tür zwei.")
    anew = await says_yes(anna, offered)
    assert "Inzwischen gibt es eine Antwort auf Ihre Frage" in anew.text
    assert passed_on(hall) == []
    assert "weitergegeben" in (await says_yes(anna, anew)).text
    assert passed_on(hall) == ["Das gelbe."]


async def test_a_press_without_effect_settles_nothing(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """After one that passed nothing on, the other button of the old view works; after that none does."""
    await asked_back(anna, lotte)
    offered = await anna.says(STRANGE)
    yes, no = (find_button(offered.card, title) for title in offered.choices)
    who_knows = {**yes, "data": {**yes["data"], "seq": 99}}
    await lotte.presses(await latest_with(lotte, QUESTION), "Antworten", words="Tür zwei.")
    await latest(anna, "Tür zwei.")
    told = []
    for action in (yes, no, who_knows, no):
        await hall.teams.client.press(anna.person, anna.chat, offered.post, action, {"words": STRANGE})
        told.append(Seen(anna, [offered.post]).text)
    assert "Inzwischen gibt es eine Antwort" in told[0]
    assert "Gut, das ist jetzt eine neue Frage." in told[1]
    assert len(await hall.rows("answer_questions")) == 1
    assert "Diese Karte ist erledigt." in told[3]
    assert passed_on(hall) == []


@pytest.mark.parametrize("first", ["Ja, weitergeben", "Nein, das ist eine neue Frage"])
async def test_one_of_two_buttons_has_its_effect(
    anna: Someone, lotte: Someone, hall: Hall, first: str
) -> None:
    """Whichever comes first, also from a view that has not changed yet, and when both come at once."""
    await asked_back(anna, lotte)
    for number, together in enumerate((False, True)):
        words = f"{STRANGE} {number}"
        offered = await anna.says(words)
        assert offered.title == IS_IT
        both = [find_button(offered.card, title) for title in offered.choices]
        both.sort(key=lambda action: action["title"] != first)
        before = len(await hall.rows("answer_questions")) + len(passed_on(hall))
        presses = [
            hall.teams.client.press(anna.person, anna.chat, offered.post, action, {"words": words})
            for action in both
        ]
        if together:
            await asyncio.gather(*presses)
        else:
            for press in presses:
                await press
        assert len(await hall.rows("answer_questions")) + len(passed_on(hall)) == before + 1
        if not together and passed_on(hall):  # the Lotse asks again, so that there is a second round
            await lotte.presses(await latest(lotte, words), "Rückfrage", words="Und sonst?")
            await latest(anna, "Und sonst?")


async def test_an_edited_message_is_asked_about_anew(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """In the place of what was asked before."""
    await asked_back(anna, lotte)
    await anna.says("Das gelpe.")
    offered = await anna.edits("Das gelbe.")
    assert [field(Seen(anna, [post])) for post in offered.posts if IS_IT in Seen(anna, [post]).text] == [
        "Das gelbe."
    ]


async def test_a_message_edited_after_it_was_passed_on(anna: Someone, lotte: Someone) -> None:
    """What was confirmed stays on the card; the new words are answered below."""
    await asked_back(anna, lotte)
    offered = await anna.says("Das gelpe.")
    await says_yes(anna, offered)
    below = (await anna.edits("Das gelbe.")).post
    assert "weitergegeben" in Seen(anna, [offered.post]).text
    assert below.id != offered.post.id


async def test_of_a_deleted_message_nothing_is_kept(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Its words are answered from the card, but no deletion could reach them any more."""
    await asked_back(anna, lotte)
    offered = await anna.says(STRANGE)
    await anna.deletes()
    answered = await says_no(anna, offered)
    assert answered.title == "Das weiß ich leider noch nicht."
    assert "notiert" not in answered.text
    assert await hall.rows("answer_questions") == []


@pytest.mark.parametrize("words", ["👍", "ja", "danke", "1"])
async def test_small_talk_as_a_new_question_stays_small_talk(
    anna: Someone, lotte: Someone, words: str
) -> None:
    """It is answered as it would be without a Lotse who waits."""
    usual = await anna.says(words)
    await asked_back(anna, lotte)
    answered = await says_no(anna, await anna.says(words))
    assert answered.text == usual.text


async def test_without_the_database_the_faq_answers(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """From memory, as always; and what was offered before is a question for it, too."""
    await asked_back(anna, lotte)
    offered = await anna.says(STRANGE)
    await hall.bot.database.close()
    assert (await anna.says(STRANGE)).title == "Das weiß ich leider noch nicht."
    assert (await says_no(anna, offered)).title == "Das weiß ich leider noch nicht."


async def test_a_forged_press_forgets_nothing_of_a_colleague(
    anna: Someone, lotte: Someone, kemal: Someone, hall: Hall
) -> None:
    """What is kept of a message in a group stays, whoever names its id in a card of their own."""
    await asked_back(anna, lotte)
    offered = await anna.says(STRANGE)
    theirs = hall.in_group(kemal.person)
    await theirs.says("Wo gibt es Flurpsen?", mention=True)
    (kept,) = await hall.rows("answer_questions")
    action = dict(find_button(offered.card, "Nein, das ist eine neue Frage"))
    action["data"] = {**action["data"], "typed": theirs.wrote.id, "words": STRANGE}
    group = hall.in_group(anna.person)
    await hall.teams.client.press(anna.person, group.chat, group.chat.said_by_bot[-1], action)
    assert await hall.rows("answer_questions") == [kept]


# ---------------------------------------------------------------- a life in danger

DANGER = "Ich will nicht mehr leben"
HELP = "Sie sind damit nicht allein."


@pytest.mark.parametrize("button", ["Ja, weitergeben", "Antworten", "Ergänzen"])
async def test_in_danger_help_comes_first(anna: Someone, lotte: Someone, hall: Hall, button: str) -> None:
    """Wherever it is written: nothing of it is kept, that is said, and the card still works."""
    await asked_back(anna, lotte)
    card = await latest(anna, "Welches Haus?")
    if button == "Ja, weitergeben":
        card = await anna.says("Das gelbe.")
    elif button == "Ergänzen":
        card = await anna.presses(await anna.says("Meine Fragen"), QUESTION)
    helped = await anna.presses(card, button, words=DANGER)
    assert helped.title == HELP
    assert helped.answer
    assert "Davon habe ich nichts weitergegeben." in str(helped.answer.body)
    assert passed_on(hall) == []
    await anna.presses(card, button, words="Das gelbe.")
    assert passed_on(hall) == ["Das gelbe."]


@pytest.mark.parametrize("button", ["Rückfrage stellen", "Ja, danke!", "Noch nicht"])
async def test_in_danger_after_an_answer(anna: Someone, lotte: Someone, hall: Hall, button: str) -> None:
    """Help comes first there, too, and the question stays open."""
    await asks(anna)
    await lotte.presses(await latest(lotte, QUESTION), "Antworten", words="Tür zwei.")
    card = await latest(anna, "Tür zwei.")
    assert (await anna.presses(card, button, words=DANGER)).title == HELP
    assert DANGER not in str(rows(hall.bot.settings.database_url, "SELECT words FROM escalation_word"))
    assert "beantwortet" in (await anna.presses(await anna.says("Meine Fragen"), QUESTION)).text


# ---------------------------------------------------------------- in other words


async def test_in_english(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Card, buttons and answer."""
    await anna.says("English")
    form = await anna.says("ask a person")
    await anna.presses(form, "Send the question", question=QUESTION, urgency="today", nameless="false")
    await lotte.presses(await latest(lotte, QUESTION), "Rückfrage", words="Which building?")
    await latest(anna, "Which building?")
    offered = await anna.says(STRANGE)
    assert offered.title == "Is this your reply to the question you were asked?"
    answered = await anna.presses(offered, "No, it is a new question", words=STRANGE)
    assert "know" in answered.title
    offered = await anna.says("The yellow one.")
    await anna.presses(offered, "Yes, pass it on", words="The yellow one.")
    await latest(lotte, "The yellow one.")


async def test_in_a_house_that_says_du(closed_hall: Hall) -> None:
    """No «Ihre»."""
    async with staffed(closed_hall, address="du") as hall:
        anna, lotte = hall.alone(hall.teams.cast.asker), hall.alone(hall.teams.cast.lotse)
        await asks(anna)
        await lotte.presses(await latest(lotte, QUESTION), "Rückfrage", words="Welches Haus?")
        await latest(anna, "Welches Haus?")
        offered = await anna.says("Das gelbe.")
        assert offered.title == "Ist das deine Antwort auf die Rückfrage?"
        await says_yes(anna, offered)
        await latest(lotte, "Das gelbe.")
