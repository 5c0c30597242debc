"""The one door to pandoc: sandboxed, bounded in time and memory, its warnings returned as findings."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from functools import cache

from publish.errors import Diagnostic, PublishError, error, warning

SECONDS = 30                # for any source, and a second more for each PACE bytes
PACE = 50_000
MEMORY = "2G"
# The size below which the garbage collector leaves old data alone (GHC User's Guide, -O): a sixth of pandoc's time.
OLD = "256m"

_WARNING = re.compile(r"^\[WARNING\]\s*", re.MULTILINE)
_HEAP = ("Heap exhausted", "heap overflow")
_NO_LIMITS = "RTS options are disabled"


@cache
def executable() -> str:
    """Path of the pandoc that pypandoc carries or finds."""
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
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    options = ["--sandbox", "--from", source, "--to", target, *extra]
    if target in ("docx", "odt", "epub", "epub3"):
        options += ["--output", "-"]
    named = plain(source)
    ran = _run(["+RTS", f"-M{MEMORY}", f"-O{OLD}", "-RTS", *options], data, named)
    if ran.returncode and _NO_LIMITS in _stderr(ran):
        ran = _run(options, data, named)
    if ran.returncode:
        raise PublishError(_failure(ran, named, plain(target)))
    return ran.stdout, tuple(warning("pandoc", message) for message in _warnings(_stderr(ran)))


def plain(form: str) -> str:
    """The name of a format without its extensions, for people to read."""
    return re.split("[-+]", form)[0]


def _run(options: Sequence[str], data: bytes, source: str) -> subprocess.CompletedProcess[bytes]:
    seconds = SECONDS + len(data) / PACE
    try:
        return subprocess.run([executable(), *options], input=data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as slow:
        raise PublishError(error("pandoc-time", f"pandoc took more than {seconds:.0f} s over this {source}",
                                 hint="split the source into smaller files")) from slow


def _stderr(ran: subprocess.CompletedProcess[bytes]) -> str:
    return ran.stderr.decode("utf-8", "replace").strip()


def _warnings(stderr: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in _WARNING.split(stderr) if part.strip())


def _failure(ran: subprocess.CompletedProcess[bytes], source: str, target: str) -> Diagnostic:
    said = _stderr(ran)
    if any(words in said for words in _HEAP):
        return error("pandoc-memory", f"pandoc needed more than {MEMORY} of memory for this {source}",
                     hint="split the source into smaller files")
    message = " ".join(said.split()) or f"exit code {ran.returncode}"
    return error("pandoc", f"pandoc could not turn {source} into {target}: {message}",
                 hint="save it again from the program that made it")
