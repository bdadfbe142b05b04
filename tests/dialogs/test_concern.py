"""A worry in the chat: met kindly, with a way on, and stored nowhere."""

import pytest

from tests.dialogs.conftest import Hall, Someone
from tests.dialogs.worries import ANNOYED, CROSS, DANGER, TIMID, WORRIES, lines
from tests.fake_teams.cast import person

MET = """
Ich halte das nicht mehr aus
Ich weiß nicht mehr weiter
mein kollege fasst mich an
Ich heule jeden Tag im Büro
Mir geht es sehr schlecht
ich trinke zu viel alkohol
Ich bin am Ende
Burn-out
burnout
ich hab burnout
ich bin ueberfordert
überfordrt
hab anst
Ich kann nicht mehr
I am stressed out
"""


async def test_no_worry_is_kept(hall: Hall) -> None:
    """Whatever the FAQ has to say to it; each from somebody else, since Teams slows a single chat down."""
    for number, worry in enumerate(lines(WORRIES) + lines(TIMID) + lines(DANGER) + lines(ANNOYED)):
        assert (await hall.alone(person("Anna Frage", 100 + number)).says(worry)).posts
    assert await hall.rows("answer_questions") == []


@pytest.mark.parametrize("worry", lines(MET))
async def test_a_worry_is_met_by_a_kind_word_and_a_way_on(anna: Someone, worry: str) -> None:
    """Who listens in confidence, that nothing was stored, a person, and the way back to questions."""
    seen = await anna.says(worry)
    assert seen.title in (
        "Das klingt, als würde Sie etwas belasten.",
        "It sounds as if something is weighing on you.",
    )
    assert "0800 1110111" in seen.text
    assert "nicht gespeichert" in seen.text or "not stored" in seen.text
    assert seen.choices in (
        ["Was kann ich fragen?"],
        ["What can I ask?"],
    )
    assert await anna.hall.rows("answer_questions") == []


@pytest.mark.parametrize(
    "breach",
    ["ich soll überstunden fälschen", "der bürgermeister nimmt geschenke an", "er nimmt Schmiergeld"],
)
async def test_a_breach_of_law_is_shown_its_office(anna: Someone, breach: str) -> None:
    """The one that protects who reports it; the Sorgenbox is not offered for that, and nothing is kept."""
    seen = await anna.says(breach)
    assert seen.title == "Das klingt, als könnte jemand gegen ein Gesetz verstoßen."
    assert "Hinweisgeberschutzgesetz" in seen.text
    assert "nicht gespeichert" in seen.text
    assert seen.choices == ["Was kann ich fragen?"]
    assert await anna.hall.rows("answer_questions") == []


async def test_a_worry_about_a_breach_of_law_is_shown_both(anna: Someone) -> None:
    """Who listens, and which office it is."""
    seen = await anna.says("Ich habe Angst, ich soll Unterlagen fälschen")
    assert seen.title == "Das klingt, als würde Sie etwas belasten."
    assert "Hinweisgeberschutzgesetz" in seen.text
    assert "0800 1110111" in seen.text


@pytest.mark.parametrize("worry", ["Ich denke an Selbstmord", "Ich will sterben", "Ich bringe mich um"])
async def test_in_danger_help_comes_first(anna: Someone, worry: str) -> None:
    """Before anything else: numbers that somebody answers at this moment."""
    seen = await anna.says(worry)
    assert seen.title == "Sie sind damit nicht allein."
    first = seen.card["body"][1]["text"]
    assert [n for n in ("0800 1110111", "0800 1110222", "116 123", "112") if f"**{n}**" not in first] == []
    assert seen.choices == ["Was kann ich fragen?"]


async def test_in_danger_help_comes_first_in_english(anna: Someone) -> None:
    """In the language of the person."""
    seen = await anna.says("I want to die")
    assert seen.title == "You are not alone with this."
    assert "116 123" in seen.card["body"][1]["text"]


async def test_no_word_of_a_worry_stands_in_its_card(anna: Someone) -> None:
    """The person decides what they tell."""
    seen = await anna.says("Ich bin am Ende, wegen Herrn Meier")
    assert "Meier" not in str(seen.card)
    helped = await anna.presses(seen, "Was kann ich fragen?")
    assert helped.title == "So helfe ich Ihnen"


@pytest.mark.parametrize(
    "question",
    ["muss das notebook ersetzt werden", "Drucker kann nicht mehr scannen", "Welche Weine gibt es?"],
)
async def test_a_machine_has_no_worries(anna: Someone, question: str) -> None:
    """A question about one is answered like any other."""
    assert "belasten" not in (await anna.says(question)).text


@pytest.mark.parametrize(
    "timid", ["Ich trau mich nicht zu fragen", "bin zu alt für den mist", "komm mir so blöd vor"]
)
async def test_who_is_shy_is_encouraged_and_not_treated_as_a_crisis(anna: Someone, timid: str) -> None:
    """No helpline and no Personalrat: small steps, a person, and nothing is kept."""
    seen = await anna.says(timid)
    assert seen.title == "Das geht vielen so. Sie dürfen alles fragen."
    assert "0800" not in seen.text
    assert "Personalrat" not in seen.text
    assert "nicht gespeichert" in seen.text
    assert seen.choices[-2:] == ["Einen Menschen fragen", "Was kann ich fragen?"]
    assert await anna.hall.rows("answer_questions") == []


@pytest.mark.parametrize(
    "timid", ["Ich habe Angst vor Outlook", "trau mich nicht zu fragen, es geht um Outlook"]
)
async def test_who_fears_a_program_is_shown_where_to_begin(anna: Someone, timid: str) -> None:
    """Answers about that very thing, one press away."""
    seen = await anna.says(timid)
    assert seen.title == "Das geht vielen so. Sie dürfen alles fragen."
    first = await anna.presses(seen, seen.choices[0])
    assert "Hat geholfen" in first.choices


@pytest.mark.parametrize("annoyed", lines(ANNOYED))
async def test_who_is_merely_annoyed_gets_a_kind_word_and_no_guess(anna: Someone, annoyed: str) -> None:
    """No helpline, no answer that nobody asked for, and nothing is kept."""
    seen = await anna.says(annoyed)
    assert seen.title in (
        "Das klingt nach Ärger. Das kann ich verstehen.",
        "That sounds annoying. I can see why.",
    )
    assert "0800" not in seen.text
    assert seen.choices in (
        ["Einen Menschen fragen", "Was kann ich fragen?"],
        ["Ask a person", "What can I ask?"],
    )
    assert await anna.hall.rows("answer_questions") == []


@pytest.mark.parametrize("cross", lines(CROSS))
async def test_who_asks_crossly_is_answered(anna: Someone, cross: str) -> None:
    """What fails comes before how it feels."""
    assert (await anna.says(cross)).title != "Das klingt nach Ärger. Das kann ich verstehen."


async def test_who_is_shy_is_encouraged_in_english(anna: Someone) -> None:
    """In the language of the person."""
    assert (await anna.says("I am too old for this stuff")).title.startswith("Many people feel that way")


@pytest.mark.parametrize("unheard", ["ich hab versagt", "bin dem nicht gewachsen", "mein herz klopft so"])
async def test_a_worry_that_no_sign_knows_is_kept_by_nobody_either(anna: Someone, unheard: str) -> None:
    """Who tells of themselves and asks for nothing is not taken for a gap of the FAQ."""
    seen = await anna.says(unheard)
    assert "nicht gespeichert" in seen.text
    assert "hört man Ihnen vertraulich zu" in seen.text
    assert await anna.hall.rows("answer_questions") == []


@pytest.mark.parametrize("gap", ["wo steht mein xyzzyblorb quux", "ich suche den xyzzyblorb", "blorb quux"])
async def test_a_question_of_ones_own_is_kept(anna: Someone, gap: str) -> None:
    """The control: these are gaps, which the FAQ's authors should see."""
    await anna.says(gap)
    assert [row["words"] for row in await anna.hall.rows("answer_questions")] == [gap]


async def test_a_worry_beside_shyness_is_a_worry(anna: Someone) -> None:
    """What is milder does not hide what is graver."""
    seen = await anna.says("Ich trau mich nicht zu fragen, ich werde hier gemobbt")
    assert seen.title == "Das klingt, als würde Sie etwas belasten."
