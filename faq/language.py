"""Tells German, dialects included, from English by the little words that every sentence needs."""

import re
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
    gerne nix moin tschuess weiss brauche moechte ins
    ned net nit nich isch ick koa koan mei meim dei kimm kimmt hob hab hamma gehd goht dahoam dahoim
    bissl bissle wos woas wia wat dat servus gruezi nimmer nimma gell
""")
_ENGLISH = listed("""
    about and any anyone are at be can cannot could did do does doesn don for from get give has have
    hello help how i if into is isn it lost me my need of on or our out please should tell thank
    thanks that the their there they this to want we were what when where which who whom why will
    with won would you your broken forgot new set up show change
    but feel feeling know love never no not really someone still very
""")
_SURELY_ENGLISH = re.compile(r"\b(?:the|i am|am i)\b")
"""Unlike a lone "i", which is "ich" in half of Germany, these are nobody's dialect."""
_I_AM = re.compile(r"\bi['’]m\b")
_SHARED = listed("in an so am war hat die was man list hi will do it i net")


def language_of(text: str) -> Language | None:
    """The language a text is written in; None where it doesn't tell ("passwort reset", "VPN", "")."""
    plain = _I_AM.sub("i am", folded(text))
    found = words(plain)
    german = sum(_weight(word) for word in found if word in _GERMAN)
    english = sum(_weight(word) for word in found if word in _ENGLISH)
    if any(letter in "äöüß" for letter in normalize("NFC", text).lower()):
        german += 1.5
    if _SURELY_ENGLISH.search(plain):
        english += 1.2
    if abs(german - english) < 1.0:
        return None
    return "de" if german > english else "en"


def _weight(word: str) -> float:
    return 0.4 if word in _SHARED else 1.0
