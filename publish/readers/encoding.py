"""Bytes to text: the encoding is stated, recognised or detected, and anything but UTF-8 is reported."""

from __future__ import annotations

import codecs

from publish.errors import Diagnostic, PublishError, Span, error, note
from publish.model import Source

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
          (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 200_000


def decode(source: Source) -> tuple[str, tuple[Diagnostic, ...]]:
    """The source's text and what there is to say about its encoding.

    A byte-order mark decides; else UTF-8 is tried, then the encoding is detected. Raises PublishError when the source
    is empty or is not text.
    """
    data, span = source.data, Span(source.path)
    if not data.strip(b"\0 \t\r\n\f\x0b"):
        raise PublishError(error("source-empty", "the source is empty", span, "put the text into this file"))
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark):], name, span)
    if _binary(data):
        raise PublishError(error("source-binary", "the source is not text", span,
                                 "give a text, Markdown, HTML, docx, odt, rtf or epub file"))
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as fault:
        return _detected(data, fault, span)


def _strictly(data: bytes, name: str, span: Span) -> tuple[str, tuple[Diagnostic, ...]]:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as fault:
        raise PublishError(error("source-encoding", f"the source is marked as {name} but breaks its rules at byte "
                                 f"{fault.start}", span, "save the file again as UTF-8")) from fault
    said = () if name == "utf-8" else (note("source-encoding", f"read as {name} and converted to UTF-8", span),)
    return text, said


def _binary(data: bytes) -> bool:
    """A text has next to no control characters; NULs between letters are UTF-16 without its mark."""
    head = data[:8192]
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x0b\x1a\x1b" for byte in head)
    return controls > max(len(head) // 50, 2)


def _detected(data: bytes, fault: UnicodeDecodeError, span: Span) -> tuple[str, tuple[Diagnostic, ...]]:
    from charset_normalizer import from_bytes

    found = from_bytes(data[:_SAMPLE])
    likely = {name for match in found for name in match.could_be_from_charset}
    best = found.best()
    # A short text fits many encodings; the Windows one of western Europe is the most common of them by far.
    name = best.encoding if best and "cp1252" not in likely and best.encoding not in ("ascii", "utf_8") else "cp1252"
    text = data.decode(name, "replace")
    line = data.count(b"\n", 0, fault.start) + 1
    said = [note("source-encoding", f"not UTF-8: read as {name} and converted", Span(span.path, line),
                 "save the file as UTF-8 if this is wrong")]
    if "\ufffd" in text:
        said.append(note("source-encoding", f"{text.count(chr(0xFFFD))} bytes have no meaning in {name}", span))
    return text, tuple(said)
