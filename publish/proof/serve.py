"""Proofs in a browser: one process builds on change, one shows what is in dist/ on loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from publish.errors import MISUSE, PublishError, error
from publish.proof.watch import Outcome, Shown, follow

LOOPBACK = "127.0.0.1"
Send = Callable[[dict[str, object]], None]


def serve(root: Path, port: int, jobs: int, shown: Shown, tell: Callable[[Outcome], None],
          say_where: Callable[[str], None]) -> None:
    """Show every edition on a port of loopback (0: any that is free), built on change, until KeyboardInterrupt.

    Errors: error[port] when it is taken, and those of `follow`.
    """
    with _listening(port) as listener, _showing(root, listener) as send:
        say_where(f"http://{LOOPBACK}:{listener.getsockname()[1]}/")

        def told(outcome: Outcome) -> None:
            tell(outcome)
            send({"state": "ended", **outcome.as_dict()})
        follow(root, (), jobs, shown, told, lambda: send({"state": "building"}), proofread=True)


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError as trouble:
            raise PublishError(error("port", f"port {port}: {trouble.strerror}", None,
                                     "choose another with --port, or let the system choose: --port 0"),
                               exit_code=MISUSE) from None
        listener.listen()
        yield listener


@contextmanager
def _showing(root: Path, listener: socket.socket) -> Iterator[Send]:
    """A process that shows what is built; it is told of each build as a line of JSON and ends with this one."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(writing)
        _show_and_exit(root, listener, reading)
    os.close(reading)
    try:
        with os.fdopen(writing, "wb", buffering=0) as stream:
            yield lambda message: _send(stream.write, message)
    finally:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)  # it reads and holds nothing that could be lost
        os.waitpid(process, 0)


def _send(write: Callable[[bytes], object], message: dict[str, object]) -> None:
    try:
        write(json.dumps(message).encode() + b"\n")
    except BrokenPipeError:
        raise PublishError(error("server", "the process that shows the editions has ended", None,
                                 "run 'publish serve' again")) from None


def _show_and_exit(root: Path, listener: socket.socket, reading: int) -> NoReturn:
    """In the process that shows: Ctrl-C is for the one that builds."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        from publish.proof.app import run
        run(root, listener, reading)
    finally:
        os._exit(0)
