"""What helps to understand: synonyms that ship and a town's own, Debian's dictionaries, sentence vectors."""

from pathlib import Path

import numpy as np
import pytest

from faq import Aids, Catalog, Entry, Matcher
from faq.aids import NO_AIDS
from faq.dictionaries import Dictionary, Thesaurus
from faq.german import folded
from faq.synonyms import Group, Synonyms, read_synonyms, shipped
from faq.vectors import Encoder
from tests.faq.conftest import TOWN, Write

TRANSLATIONS = """\
# Version :: a word list
Stechuhr {f}; Zeituhr {f} | Stechuhren {pl} :: time clock | time clocks
Urlaub {m}; Beurlaubung {f} [jur.] :: furlough; leave (of absence)
Fuhrpark {m} | Fuhrparks {pl} :: fleet | fleets
"""
THESAURUS = """\
UTF-8
fuhrpark|1
-|Fuhrpark|Wagenpark|Flotte (fachspr.)|Besitz (Oberbegriff)
"""


def test_the_list_that_ships_is_large_and_says_nothing_twice() -> None:
    """Some two hundred groups; no word stands twice in one of them."""
    groups = shipped()
    assert len(groups) >= 200
    assert all(len(set(group.meant)) == len(group.meant) for group in groups)
    assert all(word == folded(word) for group in groups for phrase in group.said for word in phrase)


def test_a_synonym_finds_what_the_catalog_calls_otherwise() -> None:
    """ "Fahrzeugpool" is written nowhere in it; without the list it isn't found."""
    question = "fahrzeugpool"
    assert Matcher(TOWN).decide(question).hits[0].entry.id == "dienstwagen"
    assert Matcher(TOWN, aids=NO_AIDS).decide(question).kind != "answer"


def test_the_word_itself_is_worth_more_than_its_synonym() -> None:
    """Of two entries that mean the same the one that says it as it was asked stands first."""
    wagen = Entry("wagen", "Wo steht der Dienstwagen?", "Im Hof.", keywords=("Dienstwagen",))
    auto = Entry("auto", "Wo steht das Dienstauto?", "Im Hof.", keywords=("Dienstauto",))
    matcher = Matcher(Catalog.of([wagen, auto]))
    assert matcher.find("dienstwagen")[0].entry.id == "wagen"
    assert matcher.find("dienstauto")[0].entry.id == "auto"


def test_a_phrase_of_several_words_is_understood() -> None:
    """ "Zweiter Faktor" is 2FA."""
    entry = Entry("mfa", "Wie bekomme ich 2FA?", "Mit der App.", keywords=("2FA",))
    assert Matcher(Catalog.of([entry, *TOWN.entries])).find("mein zweiter faktor")[0].entry.id == "mfa"


def test_a_synonym_is_no_verb_that_only_shares_its_stem() -> None:
    """Who asks for the Computer doesn't mean "rechne", though Rechner and "rechne" have one stem."""
    reise = Entry("reise", "Wie rechne ich Fahrten ab?", "Im Portal.")
    assert Matcher(Catalog.of([reise])).find("computer") == []


def test_a_town_adds_its_own_words(write: Write) -> None:
    """In synonyms.yaml beside its FAQ; a line with one direction goes one way only."""
    home = write("- Kistl, Dienstwagen\n- Rumpelkammer: Besprechungsraum\n", "synonyms.yaml")
    town = Catalog.load(home)
    assert town.faults == ()
    matcher = Matcher(TOWN, aids=Aids.of_town(town.synonyms))
    assert matcher.find("kistl")[0].entry.id == "dienstwagen"
    assert matcher.find("rumpelkammer")[0].entry.id == "raum"
    one_way = Synonyms([Group((("a",),), (("b",),))])
    assert (one_way.of("a"), one_way.of("b")) == (("b",), ())


@pytest.mark.parametrize(
    ("written", "kind", "line"),
    [
        ("Auto: Wagen\n", "synonyms_not_list", 1),
        ("- Auto, Wagen\n- [Auto, Wagen]\n", "synonym_shape", 2),
        ("- Auto, Wagen\n- Auto\n", "synonym_alone", 2),
        ("- " + "x" * 61 + ", Wagen\n", "synonym_too_long", 1),
        ("- Auto, Wagen\n- *a\n", "alias", 2),
        ("- " + ", ".join(f"wort{number}" for number in range(50)) + "\n", "list_too_long", 1),
    ],
)
def test_a_fault_says_where_and_what_to_write(write: Write, written: str, kind: str, line: int) -> None:
    """By file and line, in both languages, as for entries; what is good stays."""
    home = write(written, "synonyms.yaml")
    groups, (fault,) = read_synonyms(home)
    assert (Path(fault.file).name, fault.kind, fault.line) == ("synonyms.yaml", kind, line)
    assert all(fault.described(language) for language in ("de", "en"))
    assert len(groups) == (1 if kind in {"synonym_shape", "synonym_alone"} else 0)


def test_dictionaries_are_read_where_they_are_installed(tmp_path: Path) -> None:
    """Single words in both forms; wider terms and remarks are left out; what isn't there is None."""
    translations, thesaurus = tmp_path / "de-en", tmp_path / "th.dat"
    translations.write_text(TRANSLATIONS, encoding="utf-8")
    thesaurus.write_text(THESAURUS, encoding="utf-8")
    dictionary = Dictionary(translations)
    assert dictionary.german_for("furlough") == ("beurlaubung", "urlaub")
    assert dictionary.german_for("fleets") == ("fuhrparks",)
    assert dictionary.german_for("clock") == ()
    related = Thesaurus(thesaurus)
    assert set(related.related("flotte")) == {"fuhrpark", "wagenpark"}
    assert related.related("besitz") == ()
    assert Dictionary.installed(tmp_path / "none") is None
    assert Thesaurus.installed(tmp_path / "none") is None


def test_a_dictionary_finds_the_german_entry_of_an_english_question(tmp_path: Path) -> None:
    """Only with it is "fleet" understood; the thesaurus brings "Wagenpark"."""
    (tmp_path / "de-en").write_text(TRANSLATIONS, encoding="utf-8")
    (tmp_path / "th.dat").write_text(THESAURUS, encoding="utf-8")
    aids = Aids(dictionary=Dictionary(tmp_path / "de-en"), thesaurus=Thesaurus(tmp_path / "th.dat"))
    question = "Where is the fleet?"
    assert Matcher(TOWN, aids=aids).find(question)[0].entry.id == "dienstwagen"
    assert all(hit.entry.id != "dienstwagen" for hit in Matcher(TOWN, aids=NO_AIDS).find(question))
    assert Matcher(TOWN, aids=aids).find("unsere flotte")[0].entry.id == "dienstwagen"
    assert aids.in_use == ("dictionary", "thesaurus")


class Letters:
    """A model of meaning that can be told by hand: texts with an "ö" mean one thing, all others another."""

    def encode(self, texts: list[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), 512), np.float32)
        for number, text in enumerate(texts):
            vectors[number, int("ö" in text.lower())] = 1
        return vectors


def test_vectors_bring_what_no_word_does() -> None:
    """A question without a known word finds the entry that means the same; without vectors, nothing."""
    entry = Entry("hören", "Wer hört mich?", "Niemand.")
    catalog = Catalog.of([entry, *TOWN.entries])
    aids = Aids(encoder=Encoder(Letters()))
    assert Matcher(catalog, aids=aids).find("Ohrstöpsel Gedöns")[0].entry.id == "hören"
    assert Matcher(catalog, aids=NO_AIDS).find("Ohrstöpsel Gedöns") == []
    assert Matcher(catalog, aids=aids).find("wie geht das") == []
