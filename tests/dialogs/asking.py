"""Questions that the starter FAQ is not sure of, found in its own keywords, however good it becomes."""

import functools
from collections.abc import Iterator

from dialogs.answer.rules import asked_again
from faq.entry import Entry
from tests.dialogs.conftest import starter


@functools.cache
def unsure(*counts: int) -> str:
    """A keyword that is answered by as many suggestions, none of them shy."""
    return next(word for word, hits in _unsure() if len(hits) in counts)


@functools.cache
def lacking() -> str:
    """As `unsure`, and in no phrasing of the likeliest entry: choosing it teaches something."""
    return next(
        word
        for word, hits in _unsure()
        if len(hits) > 1 and word.lower() not in " ".join(hits[0].phrasings()).lower()
    )


@functools.cache
def retold() -> tuple[str, str]:
    """A keyword without a sure answer, and other words for it that have one."""
    matcher = starter().matcher
    return next(
        (word, entry.question)
        for word, hits in _unsure()
        for entry in hits
        if asked_again(word, entry.question) and matcher.decide(entry.question).kind == "answer"
    )


def _unsure() -> Iterator[tuple[str, list[Entry]]]:
    shelf = starter()
    for entry in shelf.catalog.entries:
        for word in entry.keywords:
            decision = shelf.matcher.decide(word)
            hits = [hit.entry for hit in decision.hits]
            if decision.kind == "suggest" and not any(hit.shy for hit in hits):
                yield word, hits
