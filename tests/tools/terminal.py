"""Commands in a real terminal, and what they write to it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

from tests.conftest import ROOT

SIZE = struct.pack("HHHH", 30, 100, 0, 0)  # lines, columns


def in_terminal(*command: str, **environment: str) -> str:
    """All that a command and the processes it begins write to a terminal; it must end with 0."""
    master, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, SIZE)
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, cwd=ROOT,
                          env={**os.environ, "TERM": "xterm-256color", **environment}) as process:
        os.close(terminal)
        written = _all(master)
        os.close(master)
        assert process.wait(30) == 0, written
    return written


def _all(master: int) -> str:
    written = b""
    try:
        while data := os.read(master, 65536):
            written += data
    except OSError:  # how Linux says that the last process has closed the terminal
        pass
    return written.decode()


def plain(written: str) -> str:
    """What was written without its colours and cursor movements."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written)
