"""The pages that `publish serve` shows: read-only, for this machine's browser alone."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import time
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Thread

import uvicorn
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publish.proof import pages, views

HERE = Path(__file__).parent
HOSTS = ["127.0.0.1", "localhost"]  # any other name for this address is somebody's attempt at DNS rebinding
BREATH = 15.0                       # seconds between two signs of life on a stream of events
MOST_ENTRY = 256 * 1024 * 1024      # bytes of one file of an EPUB, unpacked

# What a page may do (Content Security Policy Level 3). The web page is shown in a frame without its script, in the
# site's origin, so that the site can keep the reader's place in it; in a tab of its own it has its script and no origin
# in which that could do anything.
OWN = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " \
      "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
BOOK = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:; " \
       "base-uri 'none'; form-action 'none'; "
INERT = "default-src 'none'; sandbox"
FRAMED = BOOK + "frame-ancestors 'self'; sandbox allow-same-origin"
ALONE = BOOK + "frame-ancestors 'none'; script-src 'unsafe-inline'; sandbox allow-scripts allow-popups"
# The reader gives an EPUB's documents to frames as blobs, and they inherit this. Scripts come from its own folder only.
READER = "default-src 'none'; script-src {origin}/site/ {origin}/foliate/; style-src 'self' blob: 'unsafe-inline'; " \
         "img-src 'self' blob: data:; font-src blob: data:; media-src blob: data:; connect-src 'self'; " \
         "frame-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
KEPT = ("title", "editions")
TYPES = {".html": "text/html; charset=utf-8", ".epub": "application/epub+zip", ".pdf": "application/pdf",
         ".jpg": "image/jpeg", ".png": "image/png", ".json": "application/json", ".xml": "application/xml"}
IMMUTABLE = {"Cache-Control": "private, max-age=31536000, immutable"}


class Desk:
    """What is known of the last build, and who waits for news."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.last: dict = {"state": "building"}
        self.number = time.time_ns()  # no two runs of the program have news in common
        self._news = asyncio.Condition()

    async def take(self, message: dict) -> None:
        """Take in a message of the process that builds; what it could not tell stays as it was."""
        self.last = {**self.last, **{name: value for name, value in message.items() if value or name not in KEPT}}
        self.number += 1
        async with self._news:
            self._news.notify_all()

    async def after(self, number: int) -> int:
        """Wait for news after a number, at most a breath; the number of the latest."""
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(lambda: self.number != number), BREATH)
            except TimeoutError:
                pass
        return self.number


class Headers:
    """Headers of every answer: nothing is guessed, nothing is told to others, nothing may be embedded by them."""

    ALL = {b"x-content-type-options": b"nosniff", b"referrer-policy": b"no-referrer",
           b"cross-origin-resource-policy": b"same-origin", b"cross-origin-opener-policy": b"same-origin"}
    UNLESS_SET = {b"content-security-policy": INERT.encode(), b"cache-control": b"no-cache"}

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                more = {**self.ALL, **{name: value for name, value in self.UNLESS_SET.items() if name not in given}}
                message = {**message, "headers": [*message["headers"], *more.items()]}
            await send(message)
        await self.app(scope, receive, sending)


class Site:
    """The answers."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.templates = Environment(loader=FileSystemLoader(HERE / "site"), autoescape=True, trim_blocks=True,
                                     lstrip_blocks=True)

    def app(self) -> Starlette:
        """The application."""
        routes = [Route("/", self.overview), Route("/findings", self.findings), Route("/editions/{name}", self.edition),
                  Route("/files/{name}", self.file), Route("/frames/{name}", self.frame),
                  Route("/pages/{name}/{number:int}.png", self.page),
                  Route("/read/{name}", self.reader), Route("/books/{name}", self.book),
                  Route("/books/{name}/{entry:path}", self.entry), Route("/events", self.events),
                  Mount("/site", StaticFiles(directory=HERE / "site")),
                  Mount("/foliate", StaticFiles(directory=HERE / "foliate"))]
        return Starlette(routes=routes, middleware=[Middleware(Headers),
                                                    Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)])

    # pages ---------------------------------------------------------------

    def _page(self, template: str, **values: object) -> HTMLResponse:
        last = self.desk.last
        found = last.get("findings", ())
        text = self.templates.get_template(template).render(
            last=last, number=self.desk.number, title=last.get("title") or self.desk.root.resolve().name,
            shelves=views.shelves(self.desk.root, last.get("editions", ())), groups=views.graded(found),
            counted=views.counted(found), widths=pages.WIDTHS, most=views.MOST_CHANGES, **values)
        return HTMLResponse(text, headers={"Content-Security-Policy": OWN})

    async def overview(self, request: Request) -> Response:
        """Every edition at a glance."""
        return await run_in_threadpool(self._page, "overview.html", here="overview")

    async def findings(self, request: Request) -> Response:
        """What the checks found."""
        return await run_in_threadpool(self._page, "findings.html", here="findings")

    async def edition(self, request: Request) -> Response:
        """One edition."""
        name = request.path_params["name"]
        found = await run_in_threadpool(views.shelves, self.desk.root, self.desk.last.get("editions", ()))
        shelf = next((one for one in found if one.name == name), None)
        if not shelf:
            raise HTTPException(404)
        return await run_in_threadpool(self._page, "edition.html", here=name, shelf=shelf)

    # what the pages show -------------------------------------------------

    def _proof(self, request: Request, *kinds: str) -> views.Proof:
        found = views.proof(self.desk.root, request.path_params["name"])
        if not found or (kinds and found.kind not in kinds):
            raise HTTPException(404)
        return found

    async def file(self, request: Request) -> Response:
        """A finished file."""
        found = self._proof(request)
        kind = TYPES.get(found.path.suffix, "text/plain; charset=utf-8")
        policies = {".html": ALONE, ".pdf": "frame-ancestors 'none'"}  # a viewer of PDF brings a page of its own
        return FileResponse(found.path, media_type=kind, headers={
            "Content-Security-Policy": policies.get(found.path.suffix, INERT)})

    async def frame(self, request: Request) -> Response:
        """A web page for a frame."""
        found = self._proof(request, "frame")
        return FileResponse(found.path, media_type=TYPES[".html"], headers={"Content-Security-Policy": FRAMED})

    async def page(self, request: Request) -> Response:
        """A page of a PDF as an image."""
        found = self._proof(request, "pages")
        try:
            width = int(request.query_params.get("width", pages.WIDTHS[1]))
            data = await run_in_threadpool(pages.image, found.path, found.version, request.path_params["number"], width)
        except (ValueError, IndexError, pages.Unreadable):
            raise HTTPException(404) from None
        known = request.query_params.get("v") == found.version
        return Response(data, media_type="image/png", headers=IMMUTABLE if known else None)

    async def reader(self, request: Request) -> Response:
        """The reading system with an EPUB."""
        found = self._proof(request, "reader")
        text = self.templates.get_template("reader.html").render(proof=found)
        origin = f"http://{request.url.hostname}:{request.scope['server'][1]}"
        return HTMLResponse(text, headers={"Content-Security-Policy": READER.format(origin=origin)})

    async def book(self, request: Request) -> Response:
        """The files in an EPUB, each with its size."""
        with zipfile.ZipFile(self._proof(request, "reader").path) as book:
            return JSONResponse({one.filename: one.file_size for one in book.infolist() if not one.is_dir()})

    async def entry(self, request: Request) -> Response:
        """A file in an EPUB, as bytes that no browser will take for a page."""
        data = await run_in_threadpool(_entry, self._proof(request, "reader").path, request.path_params["entry"])
        return Response(data, media_type="application/octet-stream")

    async def events(self, request: Request) -> Response:
        """The number of the latest news, at once and whenever there are news (HTML Standard, server-sent events)."""
        async def stream() -> AsyncIterator[str]:
            number = self.desk.number
            while True:
                yield f"data: {number}\n\n"
                number = await self.desk.after(number)
        return StreamingResponse(stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _entry(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as book:
        try:
            entry = book.getinfo(name)
        except KeyError:
            raise HTTPException(404) from None
        if entry.file_size > MOST_ENTRY:
            raise HTTPException(413)
        return book.read(entry)


def run(root: Path, listener: socket.socket, reading: int) -> None:
    """Answer until the pipe of messages ends."""
    desk, loop = Desk(root), asyncio.new_event_loop()
    config = uvicorn.Config(Site(desk).app(), log_config=None, access_log=False, lifespan="off", ws="none", http="h11",
                            server_header=False, proxy_headers=False)
    server = uvicorn.Server(config)
    Thread(target=loop.run_until_complete, args=(server.serve(sockets=[listener]),), daemon=True).start()
    with os.fdopen(reading, "rb") as messages:
        for line in messages:
            asyncio.run_coroutine_threadsafe(desk.take(json.loads(line)), loop)
