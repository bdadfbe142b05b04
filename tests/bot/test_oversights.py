"""What a town has overlooked in its facts."""

from pathlib import Path

from bot.oversights import in_facts
from bot.settings import STARTER
from faq import Catalog

INVENTED = Catalog.load(STARTER).facts


def test_each_fact_that_is_still_the_starters_is_named() -> None:
    """Not only addresses: a number, an hour and a name are as invented."""
    facts = {**INVENTED, "town": "Neustadt", "it.hotline": "115"}
    (told,) = in_facts(Path("faq"), facts)
    names = told.names
    assert list(names) == sorted(INVENTED.keys() - {"town", "it.hotline"})
    assert told.values["count"] == len(names)
    assert {"it.hours", "personal.phone", "url.vpn"} <= set(names)


def test_a_town_that_has_gone_through_its_facts_is_left_in_peace() -> None:
    """A body may well be called as in the starter; a phone number of it is nobody's."""
    own = dict.fromkeys(INVENTED, "eigenes") | {"personalrat.name": INVENTED["personalrat.name"]}
    assert in_facts(Path("faq"), own) == []
    own["personal.phone"] = INVENTED["personal.phone"]
    (told,) = in_facts(Path("faq"), own)
    assert told.names == ("personal.phone", "personalrat.name")


def test_the_starter_itself_and_facts_that_are_null_are_no_oversight() -> None:
    """The demo shows the invented town on purpose; null is a town's own word."""
    assert in_facts(STARTER, INVENTED) == []
    assert in_facts(Path("faq"), dict.fromkeys(INVENTED)) == []
