"""The people who look after the bot, and a way to tell them something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.later.letter import Form, Letter
from bot.later.outbox import post, reachable
from bot.settings import Settings
from bot.storage import Database, Transaction

log = structlog.get_logger("bot")


@dataclass(frozen=True, slots=True)
class Admins:
    """Everyone in `LOTSE_ADMINS`."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]

    async def tell(self, action: str, form: Form, key: str) -> int:
        """Write to every admin that the bot can reach, to each once by this key; how many letters these are.

        Of several replicas one does. Raises StorageError.
        """

        def body(tx: Transaction) -> int:
            to = [admin for admin in sorted(self.settings.admins) if reachable(tx, admin)]
            letters = [Letter(action, to=one, form=form, key=f"{key} {one}", once_more=False) for one in to]
            return sum(post(tx, letter) for letter in letters)

        told = 0
        for tenant in sorted(self.settings.allowed_tenants):
            told += await self.database.transact(body, bound={"tenant": tenant, "now": self.clock()})
        log.info("admins_told", kind=action, letters=told)
        return told
