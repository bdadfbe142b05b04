"""Questions that the starter FAQ is not sure of, found in its own keywords, however good it becomes."""

import functools

from tests.dialogs.conftest import starter


@functools.cache
def unsure(*counts: int) -> str:
    """A keyword that is answered by as many suggestions, none of them shy."""
    shelf = starter()
    for entry in shelf.catalog.entries:
        for word in entry.keywords:
            decision = shelf.matcher.decide(word)
            calm = not any(hit.entry.shy for hit in decision.hits)
            if decision.kind == "suggest" and len(decision.hits) in counts and calm:
                return word
    raise LookupError(counts)
