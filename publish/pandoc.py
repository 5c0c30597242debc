"""The one door to pandoc: sandboxed, bounded in time and memory, its warnings returned as findings."""

from __future__ import annotations

import os
import re
import select
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from typing import IO

from publish.errors import Diagnostic, PublishError, error, warning

SECONDS = 30                # for any source, and a second more for each PACE bytes
PACE = 50_000
MEMORY = "2G"
# The heap that pandoc asks for at once, the size of a nursery, and the size below which old data is left alone (GHC
# User's Guide, -H, -A and -O): a quarter less time and memory than with the 64 MB that pandoc asks for by itself.
HEAP = ("-H1m", "-A2m", "-O32m")

_WARNING = re.compile(r"^\[WARNING\]\s*", re.MULTILINE)
_HEAP = ("Heap exhausted", "heap overflow")
_NO_LIMITS = "RTS options are disabled"


@cache
def executable() -> str:
    """Path of the pandoc that pypandoc carries, whose version is pinned, or of the one that it finds."""
    found = find_spec("pypandoc")
    carried = os.path.join(os.path.dirname(found.origin or ""), "files", "pandoc") if found else ""
    if os.access(carried, os.X_OK) and not os.environ.get("PYPANDOC_PANDOC"):
        return carried                          # pypandoc would run each pandoc that there is and take the newest
    import pypandoc
    try:
        return pypandoc.get_pandoc_path()
    except OSError as missing:
        raise PublishError(error("pandoc-missing", "pandoc was not found",
                                 hint="pip install pypandoc_binary, or install pandoc")) from missing


@cache
def version() -> str:
    """pandoc's version as it states it, for instance 3.9."""
    stated = subprocess.run([executable(), "--version"], capture_output=True, text=True, timeout=SECONDS, check=True)
    return stated.stdout.split()[1]


def convert(text: str | bytes, source: str, target: str,
            extra: Sequence[str] = ()) -> tuple[str, tuple[Diagnostic, ...]]:
    """Convert from pandoc's format `source` to the textual format `target`; the result and pandoc's warnings.

    `extra` are further pandoc options. Raises PublishError when pandoc fails, takes longer than SECONDS and the
    source's length allow, or needs more than MEMORY. Files are out of its reach: pandoc's manual, "A note on
    security", recommends --sandbox.
    """
    data, diagnostics = convert_bytes(text, source, target, extra)
    return data.decode("utf-8"), diagnostics


def convert_bytes(text: str | bytes, source: str, target: str,
                  extra: Sequence[str] = ()) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The same as `convert` for targets that are not text (docx, odt, epub)."""
    return _Run(text, source, target, extra).result()


def convert_each(texts: Iterable[str], source: str, target: str, extra: Sequence[str] = (),
                 jobs: int = 1) -> Iterator[tuple[str, tuple[Diagnostic, ...]]]:
    """Every text converted as by `convert`, in order: `jobs` at once, and more while the last result is looked at.

    A text is asked for only when its turn comes.
    """
    texts = iter(texts)
    running: deque[_Run] = deque()
    try:
        for text in texts:
            running.append(_Run(text, source, target, extra))
            if len(running) >= jobs:
                yield running.popleft().text()
        while running:
            yield running.popleft().text()
    finally:
        for one in running:
            one.stop()


def plain(form: str) -> str:
    """The name of a format without its extensions, for people to read."""
    return re.split("[-+]", form)[0]


class _Run:
    """A run of pandoc, at work from the start; what it reads and writes are files, so that nobody need listen."""

    def __init__(self, text: str | bytes, source: str, target: str, extra: Sequence[str]) -> None:
        self.data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        self.source, self.target = plain(source), plain(target)
        self.options = ["--sandbox", "--from", source, "--to", target, *extra]
        if target in ("docx", "odt", "epub", "epub3"):
            self.options += ["--output", "-"]
        self._begin(["+RTS", f"-M{MEMORY}", *HEAP, "-RTS"])

    def _begin(self, limits: Sequence[str]) -> None:
        self.given, self.made, self.told = (tempfile.TemporaryFile() for _ in range(3))
        try:
            self.given.write(self.data)
            self.given.seek(0)
        except OSError as trouble:
            raise PublishError(error("cannot-write", f"{tempfile.gettempdir()}: {trouble.strerror}", None,
                                     "free some space there, or let TMPDIR name another folder")) from None
        self.begun = time.monotonic()
        self.process = subprocess.Popen([executable(), *limits, *self.options], stdin=self.given, stdout=self.made,
                                        stderr=self.told)

    def text(self) -> tuple[str, tuple[Diagnostic, ...]]:
        """What came of it, as text."""
        data, diagnostics = self.result()
        return data.decode("utf-8"), diagnostics

    def result(self) -> tuple[bytes, tuple[Diagnostic, ...]]:
        """What came of it, and pandoc's warnings; errors: pandoc's, or its time was up."""
        made, said = self._ended()
        if self.process.returncode and _NO_LIMITS in said:
            self._begin(())
            made, said = self._ended()
        if self.process.returncode:
            raise PublishError(_failure(said, self.process.returncode, self.source, self.target))
        return made, tuple(warning("pandoc", message) for message in _warnings(said))

    def _ended(self) -> tuple[bytes, str]:
        """What it wrote and what it said."""
        seconds = SECONDS + len(self.data) / PACE
        try:
            _wait(self.process, max(0, self.begun + seconds - time.monotonic()))
        except subprocess.TimeoutExpired as slow:
            raise PublishError(error("pandoc-time", f"pandoc took more than {seconds:.0f} s over this {self.source}",
                                     hint="split the source into smaller files")) from slow
        finally:
            self.stop()
        made, said = (_whole(one) for one in (self.made, self.told))
        return made, said.decode("utf-8", "replace").strip()

    def stop(self) -> None:
        """End it, if it has not ended."""
        self.given.close()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def _wait(process: subprocess.Popen, seconds: float) -> None:
    """Wait for a process to end; TimeoutExpired. Where the system can tell of its end, nobody looks again and again."""
    if hasattr(os, "pidfd_open"):
        with suppress(OSError), os.fdopen(os.pidfd_open(process.pid), "rb") as ended:
            told = select.poll()
            told.register(ended, select.POLLIN)
            told.poll(1000 * seconds)
            seconds = 0
    process.wait(seconds)


def _whole(file: IO[bytes]) -> bytes:
    with file:
        file.seek(0)
        return file.read()


def _warnings(stderr: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in _WARNING.split(stderr) if part.strip())


def _failure(said: str, code: int, source: str, target: str) -> Diagnostic:
    if any(words in said for words in _HEAP):
        return error("pandoc-memory", f"pandoc needed more than {MEMORY} of memory for this {source}",
                     hint="split the source into smaller files")
    if code < 0:
        return error("pandoc-ended", f"pandoc was ended from outside while it read {source}", None,
                     "run the command again; a system that is out of memory ends programs so")
    message = " ".join(said.split()) or f"exit code {code}"
    return error("pandoc", f"pandoc could not turn {source} into {target}: {message}",
                 hint="save it again from the program that made it")
