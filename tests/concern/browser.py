"""A browser that keeps cookies as one does, behind a proxy that says it was https."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.cookies import Morsel, SimpleCookie
from urllib.parse import urljoin

import aiohttp

STEPS = 6
"""Redirects that are followed."""


@dataclass(frozen=True)
class Seen:
    """What an address answered in the end."""

    url: str
    status: int
    text: str
    headers: dict[str, str]

    def field(self, name: str) -> str:
        """The value of the first field of this name in the page's forms."""
        found = re.search(rf'name="{name}" value="([^"]+)"', self.text)
        assert found, self.text
        return found[1]


@dataclass
class Browser:
    """Speaks to `outside` by way of `inside`, and to all others as they are called."""

    outside: str
    inside: str
    http: aiohttp.ClientSession
    cookies: dict[str, Morsel[str]] = field(default_factory=dict)
    went: list[str] = field(default_factory=list)
    """Every address, in order."""

    async def get(self, url: str, *, steps: int = STEPS, **headers: str) -> Seen:
        """Go there, and follow `steps` redirects."""
        seen = await self._ask("GET", url, None, headers)
        while steps and seen.status in (302, 303):
            seen = await self._ask("GET", urljoin(seen.url, seen.headers["Location"]), None, headers)
            steps -= 1
        return seen

    async def post(self, url: str, form: dict[str, str], **headers: str) -> Seen:
        """Send a form, with an Origin as browsers do under no-referrer."""
        return await self._ask("POST", url, form, {"Origin": "null", **headers})

    async def _ask(self, method: str, url: str, form: dict[str, str] | None, headers: dict[str, str]) -> Seen:
        address, own = urljoin(self.outside, url), {}
        self.went.append(address)
        target = address
        if address.startswith(self.outside + "/"):
            target = self.inside + address.removeprefix(self.outside)
            host = self.outside.partition("://")[2]
            own = {"Host": host, "X-Forwarded-For": "10.0.0.7", "X-Forwarded-Proto": "https"}
            if self.cookies:
                own["Cookie"] = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
        async with self.http.request(
            method, target, data=form, headers=own | headers, allow_redirects=False
        ) as answer:
            for line in answer.headers.getall("Set-Cookie", []):
                self._keep(line)
            return Seen(address, answer.status, await answer.text(), dict(answer.headers))

    def _keep(self, line: str) -> None:
        """As a browser does: a name with __Host- must be Secure, of the root, and of no domain."""
        for name, one in SimpleCookie(line).items():
            if name.startswith("__Host-"):
                assert (bool(one["secure"]), one["path"], one["domain"]) == (True, "/", ""), line
            if one["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = one
