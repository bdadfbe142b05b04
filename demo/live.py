"""Windows that are open now, and what they are told as it happens."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from demo import view
from demo.chats import Change, Chat
from demo.office import Office
from demo.pilot import Fault

Event = dict[str, Any]
MOST_WAITING = 5_000
"""Events that may wait for a slow window; beyond that it is closed, and begins anew."""


@dataclass(eq=False, slots=True)
class Window:
    """One window of the page: whose it is, and what it is still to be told; None ends it."""

    person: str
    waiting: asyncio.Queue[Event | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))


class Live:
    """Tells every window what concerns it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.windows: set[Window] = set()
        self.faults: Sequence[Fault] = ()
        """What keeps something out of the FAQ, as the windows know it."""
        self._works: Counter[str] = Counter()

    @contextmanager
    def window(self, person: str) -> Iterator[Window]:
        """A window of this person, for as long as the block lasts; it begins with all there is to see."""
        window = Window(person)
        window.waiting.put_nowait(view.whole(self.office, person, self.faults))
        self.windows.add(window)
        try:
            yield window
        finally:
            self.windows.discard(window)

    async def follow(self) -> None:
        """Pass on every change in the chats, for as long as this runs."""
        with self.office.chats.listen() as changes:
            async for change in changes:
                self._pass_on(change)

    def begin_anew(self) -> None:
        """Show every window the office as it now is."""
        for window in list(self.windows):
            self._put(window, view.whole(self.office, window.person, self.faults))

    def tell(self, event: Event) -> None:
        """Tell every window."""
        for window in list(self.windows):
            self._put(window, event)

    def counted(self) -> None:
        """What is unread has changed."""
        self.tell({"event": "unread", "unread": view.unread(self.office)})

    def mind(self, faults: Sequence[Fault]) -> None:
        """What keeps something out of the FAQ; told where it is new."""
        if faults != self.faults:
            self.faults = faults
            self.tell({"event": "faults", "faults": faults})

    def close(self) -> None:
        """End every window."""
        for window in list(self.windows):
            self._end(window)

    # ------------------------------------------------------------ what the bot is doing

    def works(self, activity: Mapping[str, Any], begins: bool) -> None:
        """The bot begins to work on this activity, or has ended."""
        if activity.get("type") not in ("message", "messageUpdate", "invoke", "installationUpdate"):
            return
        found = self.office.chats.find(str((activity.get("conversation") or {}).get("id")))
        if found:
            self._works[found[0].id] += 1 if begins else -1
            self.typing(found[0], self._works[found[0].id] > 0)

    def typing(self, chat: Chat, on: bool = True) -> None:
        """The bot is writing in this chat, or has stopped."""
        for window in list(self.windows):
            if self._is_in(window, chat):
                self._put(window, {"event": "typing", "chat": chat.id, "on": on})

    # ------------------------------------------------------------ one change

    def _pass_on(self, change: Change) -> None:
        for window in list(self.windows):
            if self._is_in(window, change.chat):
                person = self.office.people[window.person]
                post = view.post_of(self.office, person, change.post)
                post["gone"] = not view.shown(change.chat, change.post)
                event = {"event": "post", "how": change.kind, "chat": change.chat.id, "post": post}
                self._put(window, event)
        self.counted()

    def _is_in(self, window: Window, chat: Chat) -> bool:
        person = self.office.people[window.person]
        return any(member.id == person.id for member in chat.members)

    def _put(self, window: Window, event: Event) -> None:
        try:
            window.waiting.put_nowait(event)
        except asyncio.QueueFull:
            self._end(window)

    def _end(self, window: Window) -> None:
        self.windows.discard(window)
        while not window.waiting.empty():
            window.waiting.get_nowait()
        window.waiting.put_nowait(None)
