"""What is promised on which path: «anonym» is never said in Teams."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.app import text_files
from bot.texts import Texts

CHAT = Texts.load(text_files())
ON_THE_WEB = "sorgenbox.web."
SAID = re.compile(r"anonym", re.IGNORECASE)
"""Anonym, anonymous, Anonymität, anonymised, pseudonym(ous) are no different to who reads them."""
SOURCES = (Path(__file__).parents[2] / "manifest", Path(__file__).parents[2] / "dialogs")


def sentences(*, web: bool) -> Iterator[tuple[str, str]]:
    """Every sentence that is said to people; words that are recognised in theirs are lists, and exempt."""
    for key in CHAT:
        if key.startswith(ON_THE_WEB) == web:
            yield from ((key, words) for words in CHAT.leaf(key).values() if isinstance(words, str))


def test_nobody_is_told_anonym_on_the_path_through_teams() -> None:
    """In no language, in no form; there the other way is called «ohne Anmeldung»."""
    said = [key for key, words in sentences(web=False) if SAID.search(words)]
    assert said == []
    assert "Ohne Anmeldung" in CHAT.text("concern.web_button", "de")
    assert "without signing in" in CHAT.text("concern.web_button", "en").lower()


def test_on_the_web_it_is_said_with_its_condition() -> None:
    """The control: the word is found there, each time with whom it holds against, and how."""
    said = [words for _, words in sentences(web=True) if SAID.search(words)]
    assert len(said) == 2
    for words in said:
        assert "gegenüber der Verwaltung – mit privatem Gerät und Netz" in words or (
            "towards the administration – with your own device and network" in words
        )


def test_no_code_of_the_dialog_says_it_either() -> None:
    """Nor does the package that Teams installs."""
    for folder in SOURCES:
        for file in folder.rglob("*"):
            if file.suffix in (".py", ".json") and "test" not in file.name:
                assert not SAID.search(file.read_text(encoding="utf-8")), file


def test_the_four_lines_say_what_privacy_demands() -> None:
    """Word for word, in the formal German of the specification."""
    card = " ".join(CHAT.text(f"concern.box_{line}", "de") for line in ("stored", "not_stored", "seen"))
    assert "Wir speichern weder, wer Sie sind, noch wann genau Sie geschrieben haben." in card
    assert "Microsoft und Ihre IT könnten technisch sehen, dass Sie das Formular benutzt haben." in card
