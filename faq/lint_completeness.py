"""What an entry still lacks: phrasings, keywords, a keeper, a date, English, Einfache Sprache."""

from collections.abc import Iterator
from datetime import date

from faq.faults import Fault
from faq.lint_written import Written

VARIANTS = 2  # from which on an entry is found well: DESIGN.md, Content
KEYWORDS = 2


def completeness(one: Written, today: date) -> Iterator[Fault]:
    """What is missing or overdue in this entry."""
    entry, at = one.entry, one.place("id")
    if len(entry.variants) < VARIANTS:
        yield one.fault(at, "tip", "few_variants", id=entry.id, wanted=str(VARIANTS))
    if len(entry.keywords) < KEYWORDS:
        yield one.fault(at, "tip", "few_keywords", id=entry.id, wanted=str(KEYWORDS))
    if not entry.why:
        yield one.fault(at, "tip", "no_why", id=entry.id)
    if not entry.owner:
        yield one.fault(at, "tip", "no_owner", id=entry.id)
    yield from _review(one, today)
    if entry.en is None or not entry.en.answer or not entry.en.question:
        yield one.fault(at, "tip", "no_english", id=entry.id)
    if not entry.has_simple():
        yield one.fault(at, "tip", "no_simple", id=entry.id)
    for number, followup in enumerate(one.part.followups):
        if followup == entry.id:
            yield one.fault(one.place("followups", number), "warning", "followup_self", id=entry.id)


def _review(one: Written, today: date) -> Iterator[Fault]:
    review = one.entry.review_by
    if review is None:
        yield one.fault(one.place("id"), "tip", "no_review", id=one.entry.id)
    elif review < today:
        yield one.fault(one.place("review_by"), "warning", "overdue", id=one.entry.id, day=review.isoformat())
