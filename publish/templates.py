"""A package's templates, whose byte code is kept beside that of Python."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

PLACE = Path(__spec__.cached or __file__).parent        # as Python's own byte code, of one version (PEP 3147)
OPTIONS = {"autoescape": True, "undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}


@cache
def templates(package: str) -> jinja2.Environment:
    """The templates in the folder `templates` of a package, for XML: values are escaped, none may be missing."""
    return jinja2.Environment(loader=jinja2.PackageLoader(package), bytecode_cache=_Beside(), auto_reload=False,
                              **OPTIONS)


class _Beside(jinja2.BytecodeCache):
    """Keeps byte code where Python keeps its own, and only if Python does."""

    def get_source_checksum(self, source: str) -> str:
        """A checksum of all that the byte code follows from: the source, jinja2's version and the options."""
        return hashlib.sha256(repr((jinja2.__version__, OPTIONS, source)).encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was made of the very same template by the same versions with the same options, if it is there."""
        with suppress(Exception), self._path(bucket).open("rb") as stream:     # damaged in whatever way: made anew
            bucket.load_bytecode(stream)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, where there is leave to write."""
        if sys.dont_write_bytecode:
            return
        path = self._path(bucket)
        fresh = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            fresh.write_bytes(bucket.bytecode_to_string())
            fresh.replace(path)

    @staticmethod
    def _path(bucket: Bucket) -> Path:
        return PLACE / f"templates.{sys.implementation.cache_tag}.{bucket.key[:16]}.jinja"
