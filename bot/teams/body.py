"""Bodies of requests and answers, read no further than they may be long."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import StreamReader


async def bounded(stream: StreamReader, most: int) -> bytes | None:
    """The whole body, or None where it has more than `most` bytes; what is beyond is never read."""
    parts: list[bytes] = []
    length = 0
    async for part in stream.iter_any():
        length += len(part)
        if length > most:
            return None
        parts.append(part)
    return b"".join(parts)


def json_object(body: bytes | None) -> dict[str, Any] | None:
    """The JSON object in a body, or None where there is none: no JSON, or JSON of another kind."""
    if not body:
        return None
    try:
        document = _DECODER.decode(body.decode(json.detect_encoding(body)))
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _refuse(constant: str) -> object:
    """NaN and Infinity are no JSON, though Python would take them."""
    raise ValueError(constant)


_DECODER = json.JSONDecoder(parse_constant=_refuse)  # json.loads would make one each time
