"""A worry in the chat: met kindly, with a way on, and stored nowhere."""

import pytest

from tests.dialogs.conftest import Hall, Someone
from tests.dialogs.worries import DANGER, WORRIES, lines
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
ich bin ueberfordert
überfordrt
hab anst
Ich kann nicht mehr
I am stressed out
"""


async def test_no_worry_is_kept(hall: Hall) -> None:
    """Whatever the FAQ has to say to it; each from somebody else, since Teams slows a single chat down."""
    for number, worry in enumerate(lines(WORRIES) + lines(DANGER)):
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
