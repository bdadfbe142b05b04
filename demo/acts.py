"""Every act of the page by its name, and those that change the page itself: language and clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from demo.client import Answer
from demo.office import Office
from demo.pressing import Press, Rate, Refresh, Search, Submit
from demo.scene import NOBODY, Act, Scene
from demo.writing import Delete, Edit, Look, Open, Say, Share, Undelete


class Speak(Act):
    """Switch one's Teams to another language."""

    name = "speak"
    locale: Literal["de-DE", "en-GB"]

    async def play(self, scene: Scene) -> Answer:
        """From the next message on the bot sees it."""
        scene.office.speak(scene.key, self.locale)
        scene.live.tell({"event": "locale", "person": scene.key, "locale": self.locale})
        return NOBODY


class Forward(Act):
    """Move everyone's clock forward, the bot's too."""

    name = "forward"
    seconds: Annotated[int, Field(gt=0, le=400 * 24 * 3600)]

    async def play(self, scene: Scene) -> Answer:
        """It is later at once, and what is due by then is done: how many posts came, how many rows went."""
        office = scene.office
        before = _said(office)
        office.forward(timedelta(seconds=self.seconds))
        scene.live.tell({"event": "clock", "now": office.clock().isoformat()})
        gone = await scene.pilot.due()
        return Answer(200, {"came": _said(office) - before, "gone": gone})


def _said(office: Office) -> int:
    """How much the bot has said, in all chats."""
    return sum(len(chat.said_by_bot) for chat in office.chats.all.values())


ACTS: Mapping[str, type[Act]] = {
    act.name: act
    for act in (
        Open,
        Look,
        Say,
        Share,
        Edit,
        Delete,
        Undelete,
        Press,
        Refresh,
        Submit,
        Search,
        Rate,
        Speak,
        Forward,
    )
}
"""Every act by its name in the page's requests."""
