"""Tells German from English by the little words that every sentence needs."""

from unicodedata import normalize

from faq.entry import Language
from faq.german import folded, words
from faq.stopwords import listed

_GERMAN = listed("""
    aber als am auf aus bei beim bin bitte das dass dem den der des die dir doch du ein eine einem
    einen einer er es fuer geht gibt habe haben hat ich ihr im ist ja kann kannst kein keine koennen
    machen mein meine meinem meinen meiner mich mir mit muss nach nicht noch oder ohne schon sich
    sie sind soll ueber um und uns unser von vom vor wann warum was weil welche welcher wenn wer
    werden wie wieder wir wird wo woher wohin zu zum zur hallo danke gruesse tag guten hilfe frage
    gerne nix moin tschuess weiss brauche moechte
""")
_ENGLISH = listed("""
    about and any anyone are at be can cannot could did do does doesn don for from get give has have
    hello help how i if into is isn it lost me my need of on or our out please should tell thank
    thanks that the their there they this to want we were what when where which who whom why will
    with won would you your broken forgot new set up show change
""")
_SHARED = frozenset(
    {"in", "an", "so", "am", "war", "hat", "die", "was", "man", "list", "hi", "will", "do", "it"}
)


def language_of(text: str) -> Language | None:
    """The language a text is written in; None where it doesn't tell ("passwort reset", "VPN", "")."""
    found = words(text)
    german = sum(_weight(word) for word in found if word in _GERMAN)
    english = sum(_weight(word) for word in found if word in _ENGLISH)
    if any(letter in "äöüß" for letter in normalize("NFC", text).lower()):
        german += 1.5
    if " the " in f" {folded(text)} ":
        english += 1.0
    if abs(german - english) < 1.0:
        return None
    return "de" if german > english else "en"


def _weight(word: str) -> float:
    return 0.4 if word in _SHARED else 1.0
