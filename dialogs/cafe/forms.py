"""What the cards of the IT-Café may send."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from bot.router import Form

MORE, EVERYTHING, FULL = "+", "*", "!"
"""What stands in the form beside the ids of cafés: the next page, all that is free, what has a line only."""
SlotId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}@\d{8}T\d{4}Z$")]
MaybeSlotId = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9_-]{0,63}@\d{8}T\d{4}Z)?$")]


class Which(Form):
    """A slot."""

    slot: SlotId


class Wanted(Which):
    """A slot, and the one that it replaces."""

    instead: MaybeSlotId = ""


class Page(Form):
    """Which free slots: the next page of what is shown, or the first one of something else."""

    page: Annotated[int, Field(ge=0, le=1_000)] = 0
    cafe: Annotated[str, StringConstraints(max_length=64)] = ""
    was_full: bool = False
    instead: MaybeSlotId = ""
    only: Annotated[str, StringConstraints(max_length=64)] = MORE
    """What the person chose: a café, `MORE`, `EVERYTHING` or `FULL`."""
    full: bool | None = None
    """From cards that have a box to tick for it: whether to show those that have a line only."""

    def next(self) -> Page:
        """What the press asks for."""
        cafe, full = self.cafe, self.was_full
        if self.only == FULL:
            full = True
        elif self.only != MORE:
            cafe, full = self.only.removeprefix(EVERYTHING), False
        full = full if self.full is None else self.full
        same = (cafe, full) == (self.cafe, self.was_full)
        return Page(page=self.page + 1 if same else 0, cafe=cafe, was_full=full, instead=self.instead)


class About(Which):
    """What a booking is about."""

    about: Annotated[str, StringConstraints(max_length=500)] = ""


class Helped(Which):
    """Whether it helped, and the topic that was chosen."""

    helped: bool
    topic: Annotated[str, StringConstraints(max_length=120)] = ""
