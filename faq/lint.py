"""What authors should look at: everything that keeps people from finding or understanding an answer.

    for fault in lint(catalog, matcher, today=date.today()):
        print(fault.described())

What keeps a file from being read is in `catalog.faults` already, and comes first.
"""

from collections.abc import Callable, Iterator
from datetime import date

from faq.catalog import Catalog
from faq.faults import Fault
from faq.lint_completeness import completeness
from faq.lint_likeness import Alike, alike, likeness
from faq.lint_wording import wording
from faq.lint_written import Written, written
from faq.matcher import Matcher

Progress = Callable[[int, int], object]
"""Is told how much of the work is done: so many entries of so many."""


def lint(
    catalog: Catalog, matcher: Matcher, *, today: date, progress: Progress = lambda done, all_: None
) -> list[Fault]:
    """Every fault of the catalog, those of its files and those of its content, by file and line.

    Of an entry that a later folder overrides only the later one is looked at. Some 10 ms an entry, most of
    it for asking each phrasing.
    """
    found = list(catalog.faults)
    entries, asked = list(written(catalog)), alike(catalog)
    for done, one in enumerate(entries, 1):
        found += _of_entry(one, asked, matcher, today)
        progress(done, len(entries))
    return sorted(set(found))


def _of_entry(one: Written, asked: Alike, matcher: Matcher, today: date) -> Iterator[Fault]:
    yield from completeness(one, today)
    yield from wording(one)
    yield from likeness(one, asked, matcher)
