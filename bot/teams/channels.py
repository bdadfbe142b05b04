"""The way back into a conversation: within a turn of Teams', or at a moment of the bot's own choosing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from botbuilder.core import TurnContext
from botbuilder.schema import (
    Activity,
    ChannelAccount,
    ConversationAccount,
    ConversationParameters,
)
from botframework.connector.auth import ClaimsIdentity

from bot.teams.adapter import TENANT_CLAIM, Adapter, Conversations, outgoing
from bot.teams.fitting import shorter
from bot.teams.inbound import CHANNEL
from bot.teams.wire import message
from bot.turn import Outgoing, Person, Place
from bot.unsent import TooLarge

T = TypeVar("T")
Work = Callable[[TurnContext], Awaitable[T]]

log = structlog.get_logger("bot.teams")


@dataclass(slots=True)
class TurnChannel:
    """The conversation that a turn came from. All of it raises the facts of `bot.teams.NotSent`."""

    context: TurnContext
    used: bool = field(default=False, init=False)
    """Whether anything was sent."""

    async def send(self, out: Outgoing) -> str:
        """Send a new message, into the thread of the one that is answered; its id, or "" without one."""
        sent = await fitting(out, lambda body: _send(self.context, body))
        self.used = True
        return sent

    async def edit(self, activity: str, out: Outgoing) -> None:
        """Put this in the place of a message of the bot's."""
        await fitting(out, lambda body: _edit(self.context, activity, body))

    async def delete(self, activity: str) -> None:
        """Take back a message of the bot's; one that is gone already is fine."""
        await self.context.delete_activity(activity)


@dataclass(frozen=True, slots=True)
class OpenChannel:
    """A conversation that the bot speaks in without being asked. Raises as `TurnChannel`."""

    adapter: Adapter
    place: Place
    tenant: str

    async def send(self, out: Outgoing) -> str:
        """Send a new message; its id, or "" where Teams gives none."""
        return await fitting(out, lambda body: self._with(lambda context: _send(context, body)))

    async def edit(self, activity: str, out: Outgoing) -> None:
        """Put this in the place of a message of the bot's."""
        await fitting(out, lambda body: self._with(lambda context: _edit(context, activity, body)))

    async def delete(self, activity: str) -> None:
        """Take back a message of the bot's; one that is gone already is fine."""
        await self._with(lambda context: context.delete_activity(activity))

    async def _with(self, work: Work[T]) -> T:
        """Run this in a turn of its own. It has no id, so that nothing becomes a reply to a made-up one."""
        outcome: list[T] = []

        async def logic(context: TurnContext) -> None:
            outcome.append(await work(context))

        beginning = Activity(
            type="event",
            channel_id=CHANNEL,
            service_url=self.place.service_url,
            conversation=ConversationAccount(id=self.place.id, tenant_id=self.tenant),
            recipient=ChannelAccount(id=self.place.bot),
        )
        await self.adapter.process_proactive(identity(self.tenant), beginning, "", logic)
        return outcome[0]


async def personal_place(adapter: Adapter, person: Person, service_url: str, bot: str) -> Place:
    """The personal chat with this person, opened where there is none yet. Raises as `TurnChannel`."""
    factory = adapter.bot_framework_authentication.create_connector_factory(identity(person.tenant))
    connector: Any = await factory.create(service_url, "")
    return await opened_place(connector.conversations, person, service_url, bot)


async def opened_place(conversations: Conversations, person: Person, service_url: str, bot: str) -> Place:
    """The same, by the operations of a connector."""
    parameters = ConversationParameters(
        is_group=False,
        bot=ChannelAccount(id=bot),
        members=[ChannelAccount(id=person.account)],
        tenant_id=person.tenant,
        channel_data={"tenant": {"id": person.tenant}},
    )
    opened = await conversations.create_conversation(parameters)
    return Place(id=opened.id, service_url=service_url, bot=bot)


def identity(tenant: str) -> ClaimsIdentity:
    """The bot itself, speaking within this tenant."""
    return ClaimsIdentity({TENANT_CLAIM: tenant}, is_authenticated=True)


async def fitting(out: Outgoing, post: Callable[[Mapping[str, Any]], Awaitable[T]]) -> T:
    """Post it; where it is too large, post less of it."""
    try:
        return await post(message(out))
    except TooLarge as error:
        refused = error
    for less in shorter(out):
        log.warning("message_too_large", kind="card" if less.card else "text")
        try:
            return await post(message(less))
        except TooLarge as error:
            refused = error
    raise refused


async def _send(context: TurnContext, body: Mapping[str, Any]) -> str:
    sent = await context.send_activity(outgoing(body))
    return (sent.id if sent else None) or ""


async def _edit(context: TurnContext, activity: str, body: Mapping[str, Any]) -> None:
    changed = outgoing(body)
    changed.id = activity
    await context.update_activity(changed)
