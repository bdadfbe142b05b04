"""Words are data, so a machine can read them all: complete, used, and in the right form of address."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bot.app import text_files
from bot.command.call import TEXTS as COMMAND
from bot.privacy.sheet import TEXTS as SHEET
from bot.texts import LANGUAGES, Leaf, Texts, names

ROOT = Path(__file__).parent.parent
FAQ = ROOT / "faq" / "texts.yaml"
FORMAL = re.compile(r"\b(Sie|Ihnen|Ihr(e[mnrs]?)?)\b")
INFORMAL = re.compile(r"\b([Dd]u|[Dd]ir|[Dd]ich|[Dd]ein(e[mnrs]?)?)\b")
OPERATORS = ("settings.", "command.")
"""Texts for those who run the bot; they are addressed with Sie everywhere."""

CHAT = Texts.load(text_files())
EVERY = {
    "the chat": CHAT,
    "the command line": Texts.load({COMMAND: "command"}),
    "the data sheet": Texts.load({SHEET: "sheet"}),
    "the package": Texts.load({ROOT / "manifest" / "texts.yaml": ""}),
    "the demo": Texts.load({ROOT / "demo" / "texts.yaml": ""}),
    "the FAQ engine": Texts.load({FAQ: ""}),
}


def leaves(texts: Texts) -> dict[str, Leaf]:
    return {key: texts.leaf(key) for key in texts}


def incomplete(leaf: Leaf) -> list[str]:
    """What is missing in this text: a language, words in one, or a placeholder that another has."""
    faults = [language for language in ("de", "en") if not leaf.get(language)]
    faults += [language for language in leaf if language not in LANGUAGES]
    sentences = {language: words for language, words in leaf.items() if isinstance(words, str)}
    if len({names(words) for words in sentences.values()}) > 1:
        faults.append("placeholders")
    if sentences and len(sentences) != len(leaf):
        faults.append("a sentence here, words there")
    return faults


def ill_addressed(leaf: Leaf) -> list[str]:
    """What is wrong with the form of address of a text for people in the chat."""
    german, du = leaf.get("de"), leaf.get("de-du")
    if not isinstance(german, str):
        return []
    faults = ["no de-du"] if FORMAL.search(german) and du is None else []
    faults += ["du in de"] if INFORMAL.search(german) else []
    if isinstance(du, str):
        faults += ["Sie in de-du"] if FORMAL.search(du) else []
        faults += ["de-du says the same"] if du == german else []
    return faults


@pytest.mark.parametrize("whose", EVERY)
def test_every_text_stands_in_every_language_with_the_same_placeholders(whose: str) -> None:
    """What is said in one language is said in all."""
    assert incomplete({"de": "Am {day}", "en": "On {date}"}) == ["placeholders"]
    assert incomplete({"de": "Ja", "en": ""}) == ["en"]
    assert incomplete({"de": ["ja"], "en": "yes"}) == ["a sentence here, words there"]
    assert not {key: faults for key, leaf in leaves(EVERY[whose]).items() if (faults := incomplete(leaf))}


def test_who_is_addressed_with_du_never_reads_sie() -> None:
    """Every text of the chat that says Sie has a form that says du, and the two are never mixed."""
    assert ill_addressed({"de": "Schreiben Sie Ihre Frage.", "en": "."}) == ["no de-du"]
    assert ill_addressed({"de": "Fragen Sie.", "de-du": "Fragen Sie.", "en": "."}) == [
        "Sie in de-du",
        "de-du says the same",
    ]
    assert ill_addressed({"de": "Schreib deine Frage.", "en": "."}) == ["du in de"]
    found = {key: leaf for key, leaf in leaves(CHAT).items() if not key.startswith(OPERATORS)}
    assert len(found) > 50
    assert not {key: faults for key, leaf in found.items() if (faults := ill_addressed(leaf))}


def without_general_words(texts: Texts) -> set[str]:
    """The facts that a text uses and that nothing is said for where a town has not set them."""
    used = {name for leaf in leaves(texts).values() for words in leaf.values() for name in names_in(words)}
    return {name for name in used if "." in name and f"facts.{name}" not in texts}


def test_every_fact_of_our_own_has_general_words_and_these_rest_on_nothing() -> None:
    """A misspelt fact of ours shows here, not in a town; the last resort of all texts takes no value."""
    assert without_general_words(Texts({"x": {"de": "{it.hotlin}", "en": "{name}"}})) == {"it.hotlin"}
    assert not without_general_words(CHAT)
    plain = [key for key in CHAT if key.startswith("facts.") or key == "notice.failed"]
    assert len(plain) > 5
    assert not [key for key in plain for words in CHAT.leaf(key).values() if "{" in words]


# ---------------------------------------------------------------- used


def patterns(code: str) -> Iterator[str]:
    """Every string of this code as a pattern; an f-string only from a dialog's name on: f"cafe.{which}"."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Constant(value=str(words)):
                yield re.escape(words)
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]) if "." in start:
                yield pattern(node)
            case ast.JoinedStr(values=[_, ast.Constant(value=".kept."), *_]):
                yield pattern(node)  # what a feature's table is called in chat: f"{feature}.kept.{table}"


def pattern(node: ast.JoinedStr) -> str:
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w-]+" for part in node.values
    )


def unused(keys: Iterable[str], code: Iterable[str], texts: Texts) -> list[str]:
    """The keys that neither the code names nor a placeholder of a text."""
    known = {pattern for one in code for pattern in patterns(one)}
    filled = {
        f"facts.{name}"
        for leaf in leaves(texts).values()
        for words in leaf.values()
        for name in names_in(words)
    }
    spoken = re.compile("|".join(sorted(known)))
    return [key for key in keys if key not in filled and not spoken.fullmatch(key)]


def names_in(words: str | list[str]) -> frozenset[str]:
    return names(words) if isinstance(words, str) else frozenset()


def code_of(*folders: str) -> list[str]:
    return [
        file.read_text(encoding="utf-8") for one in folders for file in sorted((ROOT / one).rglob("*.py"))
    ]


@pytest.mark.parametrize("whose", ["the chat", "the command line", "the data sheet"])
def test_no_text_stands_there_for_nobody(whose: str) -> None:
    """Every key is named in the code, or is what is said where a town has not set a fact."""
    example = 'say("cafe.booked")\nsay(f"cafe.{which}_button")\nlog(f"{one}.{two}")'
    assert unused(["cafe.booked", "cafe.full_button", "cafe.lost"], [example], Texts({})) == ["cafe.lost"]
    texts, code = EVERY[whose], code_of("bot", "dialogs", "demo")
    lost = ["apology.lost", "refusal.lost", "command.lost"]
    assert unused([*texts, *lost], code, texts) == lost


def test_no_sentence_of_the_faq_engine_stands_there_for_nobody() -> None:
    """Every kind of fault is found somewhere; each has its remedy, and no remedy is without a fault."""
    texts = EVERY["the FAQ engine"]
    code = code_of("faq")
    named = {pattern.replace("\\", "") for one in code for pattern in patterns(one)}
    faults = {key.split(".")[1] for key in texts if key.startswith("fault.")}
    assert faults
    assert {f"fault.{kind}.remedy" for kind in faults} <= set(texts)
    assert not {kind for kind in faults if kind not in named}
