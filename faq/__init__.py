"""The FAQ engine: YAML files become a catalog, a question becomes a decision.

    from faq import Catalog, Matcher

    catalog = Catalog.load("faq/starter")
    decision = Matcher(catalog).decide("passwort vergessen")

It knows nothing of bots and can be used by itself.
"""

from faq.catalog import Catalog, fingerprint
from faq.entry import Entry, Language, Link, Said, Wording
from faq.faults import Fault
from faq.matcher import ANSWER_FROM, SUGGEST_FROM, Decision, Hit, Matcher
from faq.shelf import Shelf

__all__ = [
    "ANSWER_FROM",
    "SUGGEST_FROM",
    "Catalog",
    "Decision",
    "Entry",
    "Fault",
    "Hit",
    "Language",
    "Link",
    "Matcher",
    "Said",
    "Shelf",
    "Wording",
    "fingerprint",
]
