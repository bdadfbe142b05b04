"""What can keep a message from being sent: one class for each fact, whatever channel carries it."""

from __future__ import annotations

from typing import ClassVar


class NotSent(Exception):
    """A message could not be delivered. Catch this one, or one of the facts below."""

    later: ClassVar[bool] = False
    """Whether nothing has arrived for sure and it is worth trying again later."""

    def __init__(self, status: int = 0, code: str = "", retry_after: float = 0.0) -> None:
        super().__init__(f"{type(self).__name__} {status or ''} {code}".strip())
        self.status = status
        """HTTP status that Teams gave, 0 where it gave none."""
        self.code = code
        """Teams' or Entra's own name of the fault, where it gave one."""
        self.retry_after = retry_after
        """Seconds that Teams asked to wait, 0 where it asked for none."""


class Blocked(NotSent):
    """The person doesn't want to hear from the bot, or has removed it: stop until they write again."""


class TooLarge(NotSent):
    """The message is larger than Teams takes."""


class Throttled(NotSent):
    """Teams asked to wait for longer than this turn has. Nothing was sent."""

    later = True


class Unreachable(NotSent):
    """No connection could be made. Nothing was sent."""

    later = True


class NoToken(NotSent):
    """The bot's own token can't be had just now. Nothing was sent."""

    later = True


class OutcomeUnknown(NotSent):
    """The message may have arrived or not: the connection broke, or Teams failed, after it was sent."""


class Rejected(NotSent):
    """Teams refused it, and would refuse it again."""


class HostNotAllowed(NotSent):
    """The address isn't on the list of hosts that the bot may speak to. Nothing left this machine."""
