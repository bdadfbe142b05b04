"""How words are brought together: folding, stems, compounds, sounds, languages."""

import pytest

from faq.compounds import split
from faq.german import MAX_CHARACTERS, content, folded, stem, words
from faq.glossary import german_for, glossary
from faq.index import Document, Index
from faq.language import language_of
from faq.phonetics import sound
from faq.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mein Paßwort läuft ab!", ("mein", "passwort", "laeuft", "ab")),
        ("MEIN PASSWORT", ("mein", "passwort")),
        ("E-Mail, E‑Akte und U-Bahn", ("email", "eakte", "und", "ubahn")),
        ("VPN-Zugang", ("vpn", "zugang")),
        ("z.B. Straße", ("zb", "strasse")),
        ("Pass\u200bwort\u00ad", ("passwort",)),
        ("\u202edrow", ("drow",)),
        ("ﬁnden Ｗｉｎｄｏｗｓ", ("finden", "windows")),
        ("u\u0308ber Café", ("ueber", "cafe")),
        ("😀🎉", ()),
        ("", ()),
    ],
)
def test_words_are_folded(text: str, expected: tuple[str, ...]) -> None:
    """Umlauts, capitals, hyphens and invisible characters don't keep words apart."""
    assert words(text) == expected


def test_only_what_carries_meaning_is_compared() -> None:
    """Greetings and function words of both languages go."""
    assert content("Hallo zusammen, wie kann ich denn meinen Drucker einrichten? Danke!") == (
        "drucker",
        "einrichten",
    )
    assert content("Hi, how do I set up my printer please?") == ("set", "printer")
    assert content("Wie geht das?") == ()


def test_long_text_is_read_up_to_a_limit() -> None:
    """The rest of a paste isn't looked at."""
    assert len(folded("x" * 1_000_000)) == MAX_CHARACTERS


@pytest.mark.parametrize("before", range(495, 505))
def test_an_accent_stays_with_its_letter(before: int) -> None:
    """Wherever a long text is cut into pieces for composing; a ligature of many letters ends it early."""
    assert folded("x" * before + "u\u0308ber").endswith("xueber")
    assert len(folded("\ufdfa" * 8_000)) <= MAX_CHARACTERS


@pytest.mark.parametrize(
    ("forms", "root"),
    [
        (("passwort", "passwoerter", "passworts", "passwoertern"), "passwort"),
        (("drucker", "druckern", "druckers"), "druck"),
        (("urlaub", "urlaubs", "urlaube"), "urlaub"),
    ],
)
def test_forms_of_a_word_share_a_stem(forms: tuple[str, ...], root: str) -> None:
    """Snowball German, with folded umlauts."""
    assert {stem(form) for form in forms} == {root}


KNOWN = words("Drucker Papier Urlaub Antrag Dienst Reise Tasche Rechner VPN Zugang ändern verlängern")


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("druckerpapier", ("druck", "papi")),
        ("urlaubsantrag", ("urlaub", "antrag")),
        ("dienstreiseantrag", ("dien", "reis", "antrag")),
        ("taschenrechner", ("tasch", "rechn")),
        ("vpnzugang", ("vpn", "zugang")),
        ("reisendrucker", ("reis", "druck")),
        ("drucker", ()),
        ("donaudampfer", ()),
        ("x" * 200, ()),
        ("urlaubsaenderung", ("urlaub", "and")),
        ("urlaubsverlaengerungen", ("urlaub", "verlang")),
        ("urlaubserung", ()),
    ],
)
def test_compounds_split_over_known_words(word: str, parts: tuple[str, ...]) -> None:
    """Linking letters are seen through; what isn't made of known words stays whole."""
    known = set(map(stem, KNOWN))
    assert split(word, known) == parts


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("mueller", "657"),
        ("luedenscheidt", "52682"),
        ("wikipedia", "3412"),
        ("breschnew", "17863"),
        ("meier", "67"),
        ("mayr", "67"),
        ("xaver", "4837"),
        ("philipp", "351"),
        ("axt", "0482"),
        ("cesar", "887"),
        ("heinz", "068"),
        ("123", ""),
    ],
)
def test_koelner_phonetik(word: str, code: str) -> None:
    """Postel's codes, on his and other well-known examples."""
    assert sound(word) == code


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how do i reset my password", "en"),
        ("Where can I find the form?", "en"),
        ("What's the wifi password?", "en"),
        ("wie setze ich mein passwort zurück", "de"),
        ("Drucker geht nich", "de"),
        ("schließen", "de"),
        ("i kimm ned ins wlan", "de"),
        ("i hab mei passwort vergessen", "de"),
        ("des geht net", "de"),
        ("isch komm nix rein", "de"),
        ("i bin dahoam", "de"),
        ("i brauch a neis passwort", None),
        ("i", None),
        ("i forgot my password", "en"),
        ("I am sick", "en"),
        ("I’m scared", "en"),
        ("passwort reset", None),
        ("VPN", None),
        ("", None),
        ("😀", None),
    ],
)
def test_the_language_of_a_question(text: str, language: str | None) -> None:
    """Function words decide, dialect's too; where there are none, or a lone "i", nothing is claimed."""
    assert language_of(text) == language


def test_english_words_know_their_german_names() -> None:
    """In every usual form; unknown ones have none."""
    assert german_for("password") == ("passwort", "kennwort")
    assert german_for("invoices") == ("rechnung",)
    assert german_for("deliveries") == ("lieferung",)
    assert german_for("passwort") == ()
    assert all(word == folded(word) for word in glossary())
    assert all(name == folded(name) for names in glossary().values() for name in names)


VOCABULARY = Vocabulary(
    ["passwort", "drucker", "zugangspasswort", "reisekosten", "fahrrad", "dienst", "reise"]
)


def met(word: str) -> dict[str, float]:
    return {VOCABULARY.terms[term]: worth for need in VOCABULARY.needs(word) for term, worth, _ in need.terms}


def test_a_known_word_means_itself() -> None:
    """Nothing fuzzy is looked for where the word is known."""
    assert met("passwort") == {"passwort": 1.0}


@pytest.mark.parametrize("typo", ["pasword", "passwrot", "passeort", "passwortt"])
def test_a_typo_means_the_word_it_is_near(typo: str) -> None:
    """The nearest word comes first and is worth less than the word itself."""
    first = VOCABULARY.needs(typo)[0].terms[0]
    assert VOCABULARY.terms[first[0]] == "passwort"
    assert 0.5 < first[1] < 1.0


def test_a_word_by_its_sound_means_the_one_that_is_written_otherwise() -> None:
    """Kölner Phonetik brings together what spelling keeps apart."""
    assert "fahrrad" in met("varrat")


def test_an_unknown_compound_means_its_known_parts() -> None:
    """Each part is a need of its own."""
    needs = VOCABULARY.needs("dienstreise")
    assert [(VOCABULARY.terms[need.terms[0][0]], need.weight) for need in needs] == [
        ("dien", 0.8),
        ("reis", 0.8),
    ]


def test_a_part_of_a_known_compound_means_it_a_little() -> None:
    """The shorter the part, the less it is worth."""
    assert 0 < met("zugang")["zugangspasswort"] < 0.5


def test_an_english_word_means_its_german_name() -> None:
    """A little less than the German word itself, and compounds that hold it less again."""
    assert met("printers") == {"druck": 0.85}
    assert met("password")["passwort"] == 0.85
    assert 0 < met("expenses")["reisekost"] <= 0.85


def test_neighbours_that_the_catalog_writes_as_one_are_joined() -> None:
    """And only those: others stay two."""
    index = Index([Document(("Regeln für das Homeoffice",))])
    assert index.read("home office regeln").words == ("homeoffice", "regeln")
    assert index.read("regeln office").words == ("regeln", "office")


def test_a_function_word_may_be_half_of_a_known_word() -> None:
    """ "Wieder Vorlage" is the Wiedervorlage, though "wieder" alone says nothing."""
    index = Index([Document(("Wie lege ich eine Wiedervorlage an?",))])
    assert index.read("Akte Wieder Vorlage").words == ("akte", "wiedervorlage")
    assert index.read("wieder ein Brief").words == ("brief",)


@pytest.mark.parametrize(
    ("word", "english", "known"),
    [
        ("reden", False, False),
        ("rede", False, False),
        ("red", False, True),
        ("reden", True, True),
        ("drives", False, True),
        ("bilder", False, True),
    ],
)
def test_a_german_word_does_not_meet_an_english_one_by_its_german_ending(
    word: str, english: bool, known: bool
) -> None:
    """«Reden» is not the red of a red cross; an English plural, or a stem that German has too, is met."""
    spoken = Vocabulary(["red", "drive", "bild"], foreign=frozenset({"red", "drive"}))
    met = [term.by for need in spoken.needs(word, english=english) for term in need.terms]
    assert ("exact" in met) is known
    assert known or not met


def test_a_word_of_a_german_half_is_nowhere_foreign() -> None:
    """Whichever entry it stands in: «Rede» makes «reden» findable again."""
    cross = Document(("Laufwerk", "A red cross"), english=("a", "cross", "red"))
    apart, beside = Index([cross]), Index([cross, Document(("Wer hält die Rede?",))])
    assert not apart.find(apart.read("reden")).entries.size
    assert beside.find(beside.read("reden")).entries.tolist() == [1, 0]


def test_nonsense_means_nothing() -> None:
    """A need without terms: it is still asked for, and nobody has it."""
    (need,) = VOCABULARY.needs("qwxyzzz")
    assert need.terms == ()
