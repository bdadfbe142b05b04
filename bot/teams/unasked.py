"""What the bot says at a moment of its own choosing: one try each, and answers to people go first.

Nothing of it is repeated here: whoever sends without being asked has a memory that does it (`bot.later`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from botbuilder.schema import ChannelAccount, ConversationAccount

from bot.teams.adapter import Authentication, Conversations, outgoing
from bot.teams.channels import fitting, opened_place
from bot.teams.inbound import CHANNEL
from bot.turn import Outgoing, Person, Place


@dataclass(frozen=True, slots=True)
class Unasked:
    """See `bot.turn.Post`."""

    authentication: Authentication

    def channel(self, place: Place, tenant: str, leaving: Callable[[], Awaitable[None]]) -> UnaskedChannel:
        """The way to a conversation."""
        return UnaskedChannel(self.authentication.unasked(place.service_url, tenant, leaving), place, tenant)

    async def personal(self, person: Person, place: Place) -> Place:
        """The chat with a person, opened where there is none."""
        conversations = self.authentication.unasked(place.service_url, person.tenant, _at_once)
        return await opened_place(conversations, person, place.service_url, place.bot)

    async def upn(self, person: Person, place: Place) -> str:
        """See `bot.reply.Directory`."""
        member = await self.authentication.unasked(place.service_url, person.tenant, _at_once).member(
            place.id, person.id
        )
        found = (member.get("aadObjectId") or member.get("objectId"), member.get("userPrincipalName"))
        who, name = (one.strip().lower() if isinstance(one, str) else "" for one in found)
        return name if who == person.id else ""


@dataclass(frozen=True, slots=True)
class UnaskedChannel:
    """A conversation that the bot speaks in by itself. Raises the facts of `bot.unsent.NotSent`."""

    conversations: Conversations
    place: Place
    tenant: str

    async def send(self, out: Outgoing) -> str:
        """Send a new message; its id, or "" where Teams gives none."""
        return await fitting(out, lambda body: self._send(self._addressed(body)))

    async def edit(self, activity: str, out: Outgoing) -> None:
        """Put this in the place of a message of the bot's."""
        await fitting(
            out,
            lambda body: self.conversations.update_activity(
                self.place.id, activity, self._addressed(body, activity)
            ),
        )

    async def delete(self, activity: str) -> None:
        """Take back a message of the bot's; one that is gone already is fine."""
        await self.conversations.delete_activity(self.place.id, activity)

    async def _send(self, activity: Any) -> str:
        return (await self.conversations.send_to_conversation(self.place.id, activity)).id or ""

    def _addressed(self, body: Any, activity: str = "") -> Any:
        """The message with the address that the SDK would write on it."""
        made = outgoing(body)
        if activity:
            made.id = activity
        made.channel_id, made.service_url = CHANNEL, self.place.service_url
        made.conversation = ConversationAccount(id=self.place.id, tenant_id=self.tenant)
        made.from_property = ChannelAccount(id=self.place.bot)
        return made


async def _at_once() -> None:
    """Nothing has to be written down before a conversation is opened: it is found again."""
