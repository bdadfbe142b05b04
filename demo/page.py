"""The page: its files, its words, what people do in it, and what it is told live."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from pydantic import ValidationError

from bot.texts import Texts
from demo.acts import ACTS
from demo.live import Event, Live, Window
from demo.office import Office
from demo.pilot import Pilot
from demo.scene import Scene
from demo.wire import OverheardClient, Wire

WEB = Path(__file__).with_name("web")
LIBRARIES = {
    "adaptivecards.js": "adaptivecards/dist/adaptivecards.min.js",
    "markdown-it.js": "markdown-it/dist/browser/markdown-it.umd.min.js",
}
"""Browser parts that set-up fetches: their name in the page's address, and where they lie."""
LARGEST = 512 * 1024
"""Bytes of one act."""
HEARTBEAT = 20.0
"""Seconds between two signs of life on a live connection."""


def missing_libraries() -> list[str]:
    """Browser parts that set-up has not fetched yet."""
    return [name for name, path in LIBRARIES.items() if not (WEB / "node_modules" / path).is_file()]


class Page:
    """Give its `routes` to an application."""

    def __init__(
        self,
        office: Office,
        client: OverheardClient,
        live: Live,
        wire: Wire,
        texts: Texts,
        pilot: Pilot,
        afresh: Callable[[], Awaitable[None]],
    ) -> None:
        """`afresh` lets everything begin again, the bot's memory included."""
        self._office = office
        self._client = client
        self._live = live
        self._wire = wire
        self._texts = texts
        self._pilot = pilot
        self._afresh = afresh

    def routes(self) -> list[web.AbstractRouteDef]:
        """Everything that the browser asks for."""
        return [
            web.get("/", self._index),
            web.static("/page", WEB / "page"),
            web.static("/style", WEB / "style"),
            web.get("/library/{name}", self._library),
            web.get("/words", self._words),
            web.get("/people", self._people),
            web.get("/wire", self._overheard),
            web.get("/live", self._connect),
            web.post("/act/{name}", self._act),
            web.post("/afresh", self._begin_afresh),
        ]

    # ------------------------------------------------------------ files and words

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(WEB / "index.html")

    async def _library(self, request: web.Request) -> web.StreamResponse:
        path = LIBRARIES.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(WEB / "node_modules" / path, headers={"Content-Type": "text/javascript"})

    async def _words(self, request: web.Request) -> web.Response:
        """Every word of the page, in its languages."""
        return web.json_response(
            {key: self._texts.leaf(key) for key in self._texts if key.startswith("page.")}
        )

    async def _people(self, request: web.Request) -> web.Response:
        """Who there is, by the names of the page's address; the first is who sits here at first."""
        return web.json_response(list(self._office.people))

    async def _overheard(self, request: web.Request) -> web.Response:
        return web.json_response(self._wire.listed())

    # ------------------------------------------------------------ acts

    async def _act(self, request: web.Request) -> web.Response:
        """Play one act: 400 for what no act is, 404 for what isn't there, else what the bot answered."""
        asked = await _object(request)
        act = ACTS.get(request.match_info["name"])
        key = asked.pop("as", None)
        if act is None or not isinstance(key, str) or key not in self._office.people:
            raise web.HTTPNotFound
        try:
            played = act.model_validate(asked)
            answer = await played.play(Scene(self._office, self._client, self._live, self._pilot, key))
        except ValidationError as error:
            raise web.HTTPBadRequest from error
        except KeyError as error:
            raise web.HTTPNotFound from error
        return web.json_response({"status": answer.status, "body": answer.body})

    async def _begin_afresh(self, request: web.Request) -> web.Response:
        await _object(request)
        await self._afresh()
        return web.json_response({"status": 204, "body": None})

    # ------------------------------------------------------------ live

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        """A live connection of one window: first all there is to see, then each event."""
        key = request.query.get("as", "")
        if key not in self._office.people:
            raise web.HTTPNotFound
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=1024)
        await socket.prepare(request)
        with self._live.window(key) as window:
            telling = asyncio.create_task(_tell(socket, window))
            try:
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.ERROR:
                        break
            finally:
                telling.cancel()
                await asyncio.gather(telling, return_exceptions=True)
        return socket


async def _tell(socket: web.WebSocketResponse, window: Window) -> None:
    """Send what the window is told, until it is ended or has gone."""
    while (event := await window.waiting.get()) is not None:
        await socket.send_str(_written(event))
    await socket.close()


def _written(event: Event) -> str:
    return json.dumps(event, ensure_ascii=False)


async def _object(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request. A plain HTML form of another site can't send this type."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        document = await request.json()
    except ValueError as error:
        raise web.HTTPBadRequest from error
    if not isinstance(document, dict):
        raise web.HTTPBadRequest
    return document


def texts_file() -> Mapping[Path, str]:
    """The words of the page and of its command."""
    return {Path(__file__).with_name("texts.yaml"): ""}
