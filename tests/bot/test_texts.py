"""Texts: how they are read, filled and overridden, and what a broken file says."""

from pathlib import Path

import pytest

from bot.texts import Texts, TextsBroken, names


def texts(tmp_path: Path, content: str, own: str | None = None) -> Texts:
    file, town = tmp_path / "texts.yaml", tmp_path / "own.yaml"
    general = tmp_path / "general.yaml"
    general.write_text("facts: {unset: {de: (fehlt), en: (missing)}}", encoding="utf-8")
    file.write_text(content, encoding="utf-8")
    if own is not None:
        town.write_text(own, encoding="utf-8")
    return Texts.load({general: "", file: "cafe"}, town)


BOOKED = "booked: {de: 'Gebucht, {name}', de-du: 'Gebucht, du', en: 'Booked, {name}'}\n"


def test_a_text_is_filled_in_its_language(tmp_path: Path) -> None:
    """By value, by fact, and by the general words where a town has set no fact."""
    found = texts(tmp_path, BOOKED)
    assert found.text("cafe.booked", "de", name="Anna") == "Gebucht, Anna"
    assert found.text("cafe.booked", "de-du") == "Gebucht, du"
    with pytest.raises(KeyError):
        found.text("cafe.booked", "en")


def test_facts_come_from_the_town_or_from_general_words() -> None:
    """A sentence never fails for a fact that nobody set."""
    leaves = {
        "call": {"de": "Rufen Sie an: {it.hotline}", "en": "Call {it.hotline}"},
        "facts.it.hotline": {"de": "die Hotline", "en": "the hotline"},
    }
    assert Texts(leaves).text("call", "de-du") == "Rufen Sie an: die Hotline"
    assert Texts(leaves, {"it.hotline": "115"}).text("call", "en") == "Call 115"


OWN_FACTS = "cafe: {booked: {de: '{name}, {it.hotlin} {bauhof-2.straße}', en: '{bauhof-2.straße}'}}"


def test_a_fact_that_nobody_has_set_never_silences_the_bot(tmp_path: Path) -> None:
    """Facts come after the texts and may go again: a misspelt one is told, and said in general words."""
    found = texts(tmp_path, BOOKED, OWN_FACTS)
    found.facts = {"bauhof-2.straße": "Am Bach 2", "it.hotline": "115"}
    assert found.unset_facts() == [("cafe.booked", "it.hotlin")]
    assert found.text("cafe.booked", "de", name="Anna") == "Anna, (fehlt) Am Bach 2"
    assert found.text("cafe.booked", "en") == "Am Bach 2"
    found.facts = {}
    assert [name for _, name in found.unset_facts()] == ["bauhof-2.straße", "it.hotlin"]
    assert found.text("cafe.booked", "de", name="Anna") == "Anna, (fehlt) (fehlt)"


def test_the_words_for_a_fact_rest_on_no_other(tmp_path: Path) -> None:
    """They would turn in a circle: `facts.it.name` naming {it.name}."""
    file, own = tmp_path / "texts.yaml", tmp_path / "own.yaml"
    file.write_text("facts: {it: {name: {de: die IT, en: the IT team}}}", encoding="utf-8")
    own.write_text("facts: {it: {name: {de: 'unsere {it.name}'}}}", encoding="utf-8")
    with pytest.raises(TextsBroken) as broken:
        Texts.load({file: ""}, own)
    assert broken.value.fault == "placeholder"


def test_there_is_a_last_resort() -> None:
    """An apology that can't be said is still an apology."""
    found = Texts(
        {"sorry": {"de": "Nummer {incident}", "en": "x"}, "plain": {"de": "Leider nein", "en": "x"}}
    )
    assert found.text_or("sorry", "plain", "de", incident="7") == "Nummer 7"
    assert found.text_or("sorry", "plain", "de-du") == "Leider nein"
    assert found.text_or("lost", "plain", "de") == "Leider nein"


def test_what_people_say_is_put_in_as_it_is() -> None:
    """A value that looks like a placeholder stays what it is, and reaches nothing."""
    found = Texts({"echo": {"de": "«{said}»", "en": "“{said}”"}})
    assert found.text("echo", "de", said="{it.hotline} {said.__class__}") == "«{it.hotline} {said.__class__}»"


def test_a_towns_own_words_win(tmp_path: Path) -> None:
    """For the languages that it names; the others stay."""
    found = texts(tmp_path, BOOKED, "cafe: {booked: {de: 'Passt, {name}!'}}")
    assert found.text("cafe.booked", "de", name="Anna") == "Passt, Anna!"
    assert found.text("cafe.booked", "en", name="Anna") == "Booked, Anna"


@pytest.mark.parametrize(
    ("content", "own", "fault"),
    [
        ("booked: {de: x}", None, "lacks"),
        ("booked: {de: x, en: y, fr: z}", None, "shape"),
        ("booked: x", None, "shape"),
        ("booked: {de: [1], en: y}", None, "shape"),
        ("- x", None, "shape"),
        ("booked: {de: 'x", None, "yaml"),
        (BOOKED, "cafe: {boked: {de: x}}", "unknown"),
        (BOOKED, "cafe: {booked: {de: '{nam}'}}", "placeholder"),
        (BOOKED, "cafe: {booked: {de: '{", "yaml"),
        (BOOKED, "cafe: {booked: {de: '{ name }'}}", "placeholder"),
        (BOOKED, "cafe: {booked: {de: '{name:x}'}}", "placeholder"),
        (BOOKED, "cafe: {booked: {de: [Gebucht]}}", "sentence"),
        ("words: {de: [hallo], en: [hello]}", "cafe: {words: {en: hello}}", "words"),
        (BOOKED, "cafe: {booked: {de: ' '}}", "shape"),
        ("words: {de: [hallo], en: [hello]}", "cafe: {words: {en: ['']}}", "shape"),
    ],
)
def test_a_broken_file_is_named_with_its_fault(
    tmp_path: Path, content: str, own: str | None, fault: str
) -> None:
    """At the start, not when somebody reads it."""
    with pytest.raises(TextsBroken) as broken:
        texts(tmp_path, content, own)
    assert broken.value.fault == fault
    assert str(broken.value.values["file"]).endswith("own.yaml" if own else "texts.yaml")


def test_names_are_the_placeholders_of_a_sentence() -> None:
    """As the completeness test of all texts uses them."""
    assert names("Hallo {name}, {it.hotline} {} { x } {X}") == {"name", "it.hotline"}
