"""The FAQ engine: YAML files become a catalog, a question becomes a decision.

    from faq import Catalog, Matcher

    catalog = Catalog.load("faq/starter")
    decision = Matcher(catalog).decide("passwort vergessen")

It knows nothing of bots and can be used by itself; docs/faq-engine.md shows how.
"""

from faq.aids import Aids
from faq.calibrations import Calibrations
from faq.catalog import Catalog, fingerprint
from faq.entry import Entry, Language, Link, Said, Wording
from faq.explanation import Explanation, Meeting, Reason
from faq.faults import Fault
from faq.matcher import ANSWER_FROM, SUGGEST_FROM, Decision, Hit, Matcher
from faq.shelf import Shelf

__all__ = [
    "ANSWER_FROM",
    "SUGGEST_FROM",
    "Aids",
    "Calibrations",
    "Catalog",
    "Decision",
    "Entry",
    "Explanation",
    "Fault",
    "Hit",
    "Language",
    "Link",
    "Matcher",
    "Meeting",
    "Reason",
    "Said",
    "Shelf",
    "Wording",
    "fingerprint",
]
