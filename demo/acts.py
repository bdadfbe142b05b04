"""Every act of the page by its name, and those that change the page itself: language and clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from demo.client import Answer
from demo.pressing import Press, Rate, Refresh, Search, Submit
from demo.scene import NOBODY, Act, Scene
from demo.writing import Delete, Edit, Look, Open, Say, Share


class Speak(Act):
    """Switch one's Teams to another language."""

    name = "speak"
    locale: Literal["de-DE", "en-GB"]

    async def play(self, scene: Scene) -> Answer:
        """From the next message on the bot sees it."""
        scene.office.people.speak(scene.key, self.locale)
        scene.live.tell({"event": "locale", "person": scene.key, "locale": self.locale})
        scene.live.changed.set()
        return NOBODY


class Forward(Act):
    """Move everyone's clock forward."""

    name = "forward"
    seconds: Annotated[int, Field(gt=0, le=400 * 24 * 3600)]

    async def play(self, scene: Scene) -> Answer:
        """From now on it is later."""
        scene.office.clock.forward(timedelta(seconds=self.seconds))
        scene.live.tell({"event": "clock", "now": scene.office.clock().isoformat()})
        scene.live.changed.set()
        return NOBODY


ACTS: Mapping[str, type[Act]] = {
    act.name: act
    for act in (Open, Look, Say, Share, Edit, Delete, Press, Refresh, Submit, Search, Rate, Speak, Forward)
}
"""Every act by its name in the page's requests."""
