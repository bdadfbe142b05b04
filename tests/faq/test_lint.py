"""Authors hear what keeps people from finding or understanding an answer, and what to write instead."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq import Catalog, Fault, Matcher
from faq.faults import sentences
from faq.lint import lint
from faq.lint_wording import explained
from faq.lint_wording import sentences as sentences_of

TODAY = date(2026, 11, 22)
Write = Callable[..., Path]
GOOD = """\
topic: Netz
owner: IT
entries:
  - id: wlan
    question: Wie komme ich ins WLAN?
    variants: [Das Funknetz geht nicht, Kein WLAN im Sitzungssaal]
    keywords: [WLAN, Funknetz]
    answer: Wählen Sie **Rathaus** aus und melden Sie sich an.
    why: So surfen alle sicher.
    review_by: 2027-05-31
    en: {question: How do I use the wifi?, answer: Choose **Rathaus**.}
    simple: {answer: Wählen Sie das Netz Rathaus.}
  - id: drucker
    question: Wie richte ich den Drucker ein?
    variants: [Drucker hinzufügen, Der Drucker fehlt in der Liste]
    keywords: [Drucker, drucken]
    answer: Öffnen Sie die Einstellungen und wählen Sie das Gerät im Flur.
    why: Im Flur steht das gemeinsame Gerät.
    review_by: 2027-05-31
    en: {question: How do I set up the printer?, answer: Open the settings.}
    simple: {answer: Öffnen Sie die Einstellungen.}
"""


def faults(folder: Path) -> list[Fault]:
    catalog = Catalog.load(folder)
    return lint(catalog, Matcher(catalog), today=TODAY)


def test_a_good_file_has_no_fault(write: Write) -> None:
    """Neither error nor warning nor tip."""
    assert [fault.described() for fault in faults(write(GOOD))] == []


@pytest.mark.parametrize(
    ("before", "after", "kind", "line"),
    [
        ("    variants: [Das Funknetz geht nicht, Kein WLAN im Sitzungssaal]\n", "", "few_variants", 4),
        ("    keywords: [WLAN, Funknetz]\n", "    keywords: [WLAN]\n", "few_keywords", 4),
        ("    why: So surfen alle sicher.\n", "", "no_why", 4),
        ("owner: IT\n", "", "no_owner", 3),
        ("    review_by: 2027-05-31\n", "", "no_review", 4),
        ("2027-05-31", "2026-11-21", "overdue", 10),
        ("    en: {question: How do I use the wifi?, answer: Choose **Rathaus**.}\n", "", "no_english", 4),
        ("    simple: {answer: Wählen Sie das Netz Rathaus.}\n", "", "no_simple", 4),
        ("    why: So surfen", "    followups: [wlan]\n    why: So surfen", "followup_self", 9),
        ("Das Funknetz geht nicht,", "Das Funknetz geht nicht, das funknetz geht nicht!,", "said_twice", 6),
        ("**Rathaus** aus und", "**Rathaus** aus (![](https://x.example/a.png)) und", "no_alt", 8),
        ("**Rathaus** aus und", "[hier](https://x.example) und", "empty_link", 8),
        ("**Rathaus** aus und", "im Router-Menü den Router aus und", "jargon", 8),
        ("**Rathaus** aus und", "den SSO-Knopf mit MFA und", "abbreviation", 8),
        ("Wählen Sie das Netz Rathaus.", "Wählen " + "sehr " * 15 + "lange.", "long_sentence", 12),
    ],
)
def test_each_shortcoming_is_told_at_its_line(
    write: Write, before: str, after: str, kind: str, line: int
) -> None:
    """File, line, and what to do; only that one kind of it."""
    assert before in GOOD
    found = [fault for fault in faults(write(GOOD.replace(before, after, 1))) if fault.kind == kind]
    assert found
    assert found[0].line == line
    assert found[0].file.endswith("konto.yaml")
    assert all(found[0].said(language)[1] for language in ("de", "en"))


def test_a_long_sentence_is_shown_in_its_own_line(write: Write) -> None:
    """Within a text of several lines, where the sentence begins."""
    long = "Dann " + "und ".join(["klicken Sie "] * 12) + "fertig."
    text = GOOD.replace(
        "answer: Wählen Sie **Rathaus** aus und melden Sie sich an.",
        f"answer: |\n      Kurz.\n\n      {long}",
    )
    (fault,) = [fault for fault in faults(write(text)) if fault.kind == "long_sentence"]
    assert (fault.line, fault.severity) == (11, "tip")


def test_an_entry_that_answers_for_another_is_a_thief(write: Write) -> None:
    """A phrasing that stands at two entries, and one that finds the wrong one."""
    text = GOOD.replace("[Drucker hinzufügen, ", "[Drucker hinzufügen, Kein WLAN im Sitzungssaal, ")
    kinds = {fault.kind: fault for fault in faults(write(text)) if fault.severity == "warning"}
    assert set(kinds) == {"phrasing_twice"}
    assert "wlan" in kinds["phrasing_twice"].problem + kinds["phrasing_twice"].remedy or "drucker" in str(
        kinds
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Wie kann ich einen Drucker hinzufügen?", {"asked_alike"}),
        ("Drucker hinzufügen", {"phrasing_twice"}),
        ("Wer darf hier etwas hinzufügen?", set()),
        ("Drucker hinzufügen geht nicht", set()),
    ],
)
def test_two_that_ask_the_same_in_other_words_are_told(write: Write, asked: str, told: set[str]) -> None:
    """The meaningful words count, and their stems; both entries hear it, each with the place of the other."""
    found = faults(write(GOOD.replace("[Das Funknetz", f"[{asked}, Das Funknetz")))
    alike = [fault for fault in found if fault.kind in {"asked_alike", "phrasing_twice"}]
    assert {fault.kind for fault in alike} == told
    assert [fault.line for fault in alike] == ([6, 15] if told else [])


def test_two_that_answer_the_same_are_told_once(write: Write) -> None:
    """The later of the two is named, with the place of the first."""
    twin = (
        GOOD.replace("wlan\n", "funk\n")
        .replace("ins WLAN?", "ins Funknetz hinein?")
        .split("  - id: drucker")[0]
    )
    twin = twin.replace("Das Funknetz geht nicht, Kein WLAN im Sitzungssaal", "Kein Netz hier, Netz weg")
    folder = write(GOOD)
    write(twin, "netz.yaml")
    (fault,) = [f for f in faults(folder) if f.kind == "same_answer"]
    assert fault.file.endswith("netz.yaml")
    assert "konto.yaml:4" in fault.problem


@pytest.mark.parametrize(
    "text",
    [
        "Die MFA (zweiter Nachweis) hilft.",
        "Ein zweiter Nachweis (MFA) hilft.",
        "MFA ist der zweite Nachweis.",
        "Den zweiten Nachweis nennt man MFA.",
    ],
)
def test_a_word_that_is_explained_is_no_jargon(text: str) -> None:
    """In brackets on either side, or by a sentence."""
    assert explained("MFA", text)
    assert not explained("MFA", "Nutzen Sie die MFA immer.")


def test_what_ends_a_sentence() -> None:
    """Full stops of short forms, dates and list numbers don't."""
    assert sentences_of("Rufen Sie z. B. Frau Dr. Öz an. Das hilft!") == [
        "Rufen Sie z B Frau Dr Öz an.",
        "Das hilft!",
    ]
    assert sentences_of("1. Eins\n2. Zwei [hier](https://a.b/c.d?e)") == ["Eins", "Zwei hier"]


def test_the_starter_is_a_model() -> None:
    """No error, no warning; every kind of tip has its short name on the command line."""
    found = faults(Path(__file__).parents[2] / "faq" / "starter")
    assert [fault.described() for fault in found if fault.severity != "tip"] == []


def test_every_severity_has_a_word() -> None:
    """In both languages."""
    assert {"severity.error", "severity.warning", "severity.tip"} <= set(sentences())


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_lint(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever an author writes as an answer: faults, never a crash."""
    import json

    folder = tmp_path_factory.mktemp("lint")
    page = {
        "topic": "x",
        "entries": [
            {"id": "a", "question": "Wie?", "answer": text or "x", "simple": {"answer": text or "x"}}
        ],
    }
    (folder / "x.yaml").write_bytes(json.dumps(page).encode())
    assert isinstance(faults(folder), list)


def test_what_the_handbook_shows_is_a_good_entry(write: Write) -> None:
    """An author who copies it has no error, and no warning but for the links that stand elsewhere."""
    handbook = (Path(__file__).parents[2] / "docs" / "faq-pflegen.md").read_text(encoding="utf-8")
    example = handbook.split("```yaml\n")[1].split("```")[0]
    folder = write(example)
    write("url: {wlan: 'https://x.example'}\n", "facts.yaml")
    found = faults(folder)
    assert {fault.kind for fault in found if fault.severity != "tip"} == {"unknown_followup"}
