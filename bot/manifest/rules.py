"""What Teams demands of a package beside its schema: TEAMS.md 24 and 25; of two figures the stricter one."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

GUID = re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOBODY = re.compile(r"[0-]+")
"""The id of an example."""
LONGEST = {"name.short": 30, "name.full": 100, "description.short": 80, "description.full": 4_000}
COMMAND = {"title": 32, "description": 128}
"""Letters of a command, of the bot or of the message extension. Source: the manifest's reference."""
LISTS, COMMANDS = 3, 10
TOWN = 32
"""Letters of the developer's name."""
SIDES = {"color": 192, "outline": 32}
LANGUAGES = frozenset({"de", "en"})
PNG = b"\x89PNG\r\n\x1a\n"
TRANSPARENT = 6
"""PNG's colour type with an alpha channel."""

Files = Mapping[str, bytes]
Words = Mapping[str, str]
"""The texts of one language, by their path in the manifest."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something for which Teams would refuse the package, or show it badly.

    The text `command.manifest_check.<kind>` says it; it takes `where` and `values`.
    """

    kind: str
    where: str
    values: Mapping[str, object] = field(default_factory=dict)


def of_ids(manifest: Any) -> Iterator[Fault]:
    """Ids are GUIDs and somebody's, bot and message extension have the same; a version is three numbers."""
    named = {"id": manifest.get("id")}
    for part in ("bots", "composeExtensions"):
        for number, one in enumerate(manifest.get(part, [])):
            named[f"{part}[{number}].botId"] = one.get("botId")
    for where, value in named.items():
        if not GUID.fullmatch(str(value)) or NOBODY.fullmatch(str(value)):
            yield Fault("no_id", where, {"value": value})
    if len({str(value).lower() for where, value in named.items() if where != "id"}) > 1:
        yield Fault("two_bots", "composeExtensions[0].botId")
    if not re.fullmatch(r"\d+\.\d+\.\d+", str(manifest.get("version"))):
        yield Fault("version", "version", {"value": manifest.get("version")})


def of_addresses(manifest: Any) -> Iterator[Fault]:
    """Pages are https, and `validDomains` holds their hosts and nothing else (TEAMS.md 25)."""
    hosts = set()
    for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl"):
        address = str(manifest.get("developer", {}).get(name, ""))
        parts = urlsplit(address)
        hosts.add(parts.hostname)
        if parts.scheme != "https" or not parts.hostname:
            yield Fault("no_https", f"developer.{name}", {"value": address})
    for number, domain in enumerate(manifest.get("validDomains", [])):
        if domain not in hosts:
            yield Fault("foreign_domain", f"validDomains[{number}]", {"value": domain})


def of_commands(manifest: Any) -> Iterator[Fault]:
    """Few enough to be shown, and the same in no scope twice."""
    for number, bot in enumerate(manifest.get("bots", [])):
        lists = bot.get("commandLists", [])
        if len(lists) > LISTS:
            yield Fault("too_many_lists", f"bots[{number}].commandLists", {"most": LISTS})
        for place, one in enumerate(lists):
            where = f"bots[{number}].commandLists[{place}]"
            titles = [command.get("title") for command in one.get("commands", [])]
            if len(titles) > COMMANDS:
                yield Fault("too_many_commands", where, {"most": COMMANDS})
            if len(set(titles)) < len(titles):
                yield Fault("twice", where)


def of_words(words: Words, file: str) -> Iterator[Fault]:
    """Nothing is empty, and nothing longer than what is shown."""
    for path, text in words.items():
        most = LONGEST.get(path) or (COMMAND.get(path.rpartition(".")[2]) if "commands[" in path else None)
        if not text.strip():
            yield Fault("empty", f"{file}, {path}")
        elif most and len(text) > most:
            yield Fault("too_long", f"{file}, {path}", {"most": most, "length": len(text)})


def of_languages(said: Words, files: Mapping[str, Words]) -> Iterator[Fault]:
    """German and English each have a file, and each file says all that the manifest says."""
    for language in sorted(LANGUAGES - files.keys()):
        yield Fault("no_language", "localizationInfo", {"language": language})
    for language, words in files.items():
        for path in sorted(said.keys() - words.keys()):
            yield Fault("not_translated", f"{language}.json", {"path": path})
        for path in sorted(words.keys() - said.keys() - {"$schema"}):
            yield Fault("translated_nothing", f"{language}.json", {"path": path})


def of_icons(manifest: Any, files: Files) -> Iterator[Fault]:
    """Both are there as square PNGs of their size; what is drawn in white needs a clear ground."""
    for name, side in SIDES.items():
        file = str(manifest.get("icons", {}).get(name, ""))
        if file not in files:
            yield Fault("no_icon", f"icons.{name}", {"file": file})
        elif (found := _measured(files[file])) is None:
            yield Fault("no_png", file)
        elif found[:2] != (side, side):
            yield Fault("icon_size", file, {"side": side, "width": found[0], "height": found[1]})
        elif name == "outline" and found[2] != TRANSPARENT:
            yield Fault("icon_ground", file)


def _measured(png: bytes) -> tuple[int, int, int] | None:
    """Width, height and colour type of a PNG's header (RFC 2083, 4.1.1); None where it isn't one."""
    if not png.startswith(PNG) or len(png) < 26:
        return None
    width, height, _depth, colour = struct.unpack(">IIBB", png[16:26])
    return width, height, colour
