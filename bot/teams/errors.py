"""Why a request is not let in."""

from __future__ import annotations


class Refused(Exception):
    """A request that is not let in: an HTTP status, and a reason that may be logged."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
