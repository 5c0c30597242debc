"""Arguments -> pipeline -> exit code: 0 fine, 1 the work has errors, 2 wrong use or broken metadata."""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import NoReturn

import click

from publish import __version__
from publish.errors import Diagnostic, PublishError, error

YOUNG = (50_000, 10, 10)    # objects between two looks for garbage: Python's 700 cost a tenth of a build's time


@dataclass(frozen=True)
class Settings:
    """What holds for every command: the publication's folder and how much is said."""

    root: Path
    quiet: bool
    verbose: bool

    def shown(self) -> AbstractContextManager[Callable[..., None]]:
        """Steps on a terminal, or in a log for those who asked, while the block runs."""
        from publish import progress
        return progress.shown(self.quiet, self.verbose)

    def tell(self, line: str) -> None:
        """A result, for all but those who asked for silence."""
        if not self.quiet:
            click.echo(line)


def report(diagnostics: Iterable[Diagnostic], as_json: bool = False, quiet: bool = False) -> None:
    """Print findings on stderr, or as JSON on stdout, the gravest last."""
    from publish.errors import SEVERITIES
    from publish.progress import printable
    for one in sorted(dict.fromkeys(diagnostics), key=lambda found: SEVERITIES.index(found.severity)):
        if as_json:
            click.echo(json.dumps(one.as_dict(), ensure_ascii=False))
        elif not quiet or one.severity == "error":
            click.echo("\n".join(map(printable, str(one).split("\n"))), err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "folder", metavar="DIR", default=".", help="Work on the publication in DIR.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say what is being done.")
@click.version_option(__version__, prog_name="publish")
@click.pass_context
def publish(context: click.Context, folder: str, quiet: bool, verbose: bool) -> None:
    """Turn a raw text into a book that is ready to print and ready to read."""
    root = Path(folder)
    if not root.is_dir() and context.invoked_subcommand != "new":
        raise PublishError(error("no-folder", f"there is no folder '{folder}'", None, "check the path after -C"),
                           exit_code=2)
    context.obj = Settings(root, quiet, verbose)


def _publication(settings: Settings, jobs: int = 0, target: str = "", whole: bool = False):
    from publish.pipeline import Publication
    return Publication(settings.root, jobs=jobs or len(os.sched_getaffinity(0)), target=target, whole=whole)


@publish.command()
@click.argument("editions", nargs=-1, metavar="[EDITION]...")
@click.option("-j", "jobs", type=click.IntRange(1, 512), metavar="N", help="Use at most N processes.")
@click.option("-n", "dry", is_flag=True, help="Say what would be built, and build nothing.")
@click.option("--explain", is_flag=True, help="Give every reason, not only the first.")
@click.option("--strict", is_flag=True, help="Let warnings fail the build.")
@click.option("--target", default="", metavar="PRINTER", help="Print for this printer of printers.yaml.")
@click.option("--whole", is_flag=True, help="Typeset the book as one document.")
@click.option("--json", "as_json", is_flag=True, help="Give findings as JSON, one a line.")
@click.pass_obj
def build(settings: Settings, editions: tuple[str, ...], jobs: int | None, dry: bool, explain: bool, strict: bool,
          target: str, whole: bool, as_json: bool) -> None:
    """Bring editions up to date: those named, or all that the metadata asks for."""
    from publish.build import state
    wanted = editions or state.asked(settings.root)
    settings = replace(settings, quiet=settings.quiet or as_json)
    if wanted and not strict and not state.outdated(settings.root, wanted, state.options(target, whole)):
        settings.tell(f"nothing to do: {', '.join(wanted)} {'is' if len(wanted) == 1 else 'are'} up to date")
        return
    from publish import pipeline
    publication = _publication(settings, jobs or 0, target, whole)
    if dry:
        stale, verb = pipeline.outdated(publication, editions), "would build"
    else:
        try:
            with settings.shown() as publication.say:
                stale = pipeline.build(publication, editions, strict)
        finally:
            failed = sys.exc_info()[1]
            shown = failed.diagnostics if isinstance(failed, PublishError) else ()
            report([one for one in publication.diagnostics if one not in shown], as_json, settings.quiet)
        verb = "built"
    if not stale:
        settings.tell("nothing to do: everything is up to date")
    for name, why in stale.items():
        more = "" if explain or len(why) == 1 else f" (and {len(why) - 1} more)"
        settings.tell(f"{verb} {name}: {('; '.join(why) if explain else why[0])}{more}")


@publish.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("-o", "output", metavar="FILE", help="Write the Markdown here, not to standard output.")
@click.option("--ledger", metavar="FILE", help="Write every change here, as JSON.")
@click.option("--from", "format_", default="", metavar="FORMAT", help="Read as this format, whatever the file's name.")
@click.option("--diff", is_flag=True, help="Show the changes as a person reads them, instead of the text.")
@click.pass_obj
def normalise(settings: Settings, sources: tuple[str, ...], output: str | None, ledger: str | None, format_: str,
              diff: bool) -> None:
    """Turn any text (a file, or - for standard input) into clean Markdown."""
    from publish.intake import normalise_files
    with settings.shown() as say:
        text, entries, diagnostics = normalise_files(settings.root, sources, format_, diff, say)
    report(diagnostics, quiet=settings.quiet)
    from publish.intake import write_beside
    if ledger:
        write_beside(settings.root / ledger, entries)
    if output:
        write_beside(settings.root / output, text)
    else:
        sys.stdout.buffer.write(text)


@publish.command()
@click.argument("editions", nargs=-1, metavar="[EDITION]...")
@click.option("--json", "as_json", is_flag=True, help="Give findings as JSON, one a line.")
@click.option("--strict", is_flag=True, help="Let warnings fail the check.")
@click.option("--target", default="", metavar="PRINTER", help="Check for this printer of printers.yaml.")
@click.option("--page", is_flag=True,
              help="Also name loose and tight lines, ladders, runts, widows, orphans and rivers.")
@click.pass_obj
def check(settings: Settings, editions: tuple[str, ...], as_json: bool, strict: bool, target: str, page: bool) -> None:
    """Preflight: every check of every edition, each finding with its place and a hint."""
    from publish.preflight import preflight
    publication = _publication(settings, target=target)
    with settings.shown() as publication.say:
        found = preflight(publication, editions, page)
    report(found, as_json, settings.quiet)
    counts = {severity: sum(one.severity == severity for one in found) for severity in ("error", "warning", "note")}
    if not as_json:
        settings.tell(", ".join(f"{number} {severity}{'s' * (number != 1)}" for severity, number in counts.items()))
    if counts["error"] or (strict and counts["warning"]):
        raise SystemExit(1)


@publish.command()
@click.argument("editions", nargs=-1, metavar="[EDITION]...")
@click.pass_obj
def watch(settings: Settings, editions: tuple[str, ...]) -> None:
    """Build now and whenever something changes, until Ctrl-C."""
    from publish.proof.watch import follow

    def tell(outcome) -> None:
        report(outcome.findings, quiet=settings.quiet)
        settings.tell(str(outcome))
    with suppress(KeyboardInterrupt):
        follow(settings.root, editions, len(os.sched_getaffinity(0)), settings.shown, tell)


@publish.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="N",
              help="Listen on this port of 127.0.0.1; 0 takes any that is free.")
@click.pass_obj
def serve(settings: Settings, port: int) -> None:
    """Show every edition in a browser, built now and whenever something changes, until Ctrl-C."""
    from publish.proof.serve import serve as run

    def tell(outcome) -> None:
        report(outcome.findings, quiet=settings.quiet)
        settings.tell(str(outcome))
    with suppress(KeyboardInterrupt):
        run(settings.root, port, len(os.sched_getaffinity(0)), settings.shown, tell, settings.tell)


@publish.command()
@click.argument("folder", metavar="DIR")
@click.pass_obj
def new(settings: Settings, folder: str) -> None:
    """Begin a publication that builds at once, each setting explained."""
    from publish.intake import begin
    for name in begin(settings.root / folder):
        settings.tell(f"wrote {name}")
    settings.tell(f"now type: publish -C {folder} build")


@publish.command("list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """List the editions and their state."""
    from publish import pipeline
    from publish.materials import known_editions
    publication = _publication(settings)
    stale = pipeline.outdated(publication, known_editions())
    for name in known_editions():
        mark = "asked for" if name in publication.project.editions else "on demand"
        condition = "up to date" if name not in stale else f"out of date: {stale[name][0]}"
        settings.tell(f"{name:<10} {mark:<10} {condition}")


@publish.command()
@click.pass_obj
def clean(settings: Settings) -> None:
    """Remove what was built, and nothing else."""
    from publish.intake import sweep
    for name in sweep(settings.root):
        settings.tell(f"removed {name}")


class Stop:
    """Ends a command on Ctrl-C or SIGTERM, once: what comes within a second of it belongs to the same stop."""

    def __init__(self) -> None:
        self.last = float("-inf")

    def __call__(self, number: int, frame: object) -> None:
        before, self.last = self.last, monotonic()
        if self.last - before > 1:
            raise KeyboardInterrupt


def main() -> NoReturn:
    """Run a command; every fault ends in a finding and an exit code, never in a traceback."""
    gc.set_threshold(*YOUNG)
    _open_what_is_closed()
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:      # as nohup and shells in the background ask
            signal.signal(number, stop)
    code = _run()
    for number in (signal.SIGINT, signal.SIGTERM):      # it ends anyhow
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError):
        _flush()
    # Not by way of Python's end: it takes a build's whole memory apart, and after an interrupt that came while a string
    # was executed, as dataclasses do when they are imported, it ends with the signal although that was caught.
    atexit._run_exitfuncs()
    os._exit(code)


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()


def _open_what_is_closed() -> None:
    """Let nobody hear what a process says whose standard streams are closed, before another file takes their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 (it is open as long as the process lives)


def _run() -> int:
    """A command's exit code, its faults told."""
    as_json = "--json" in sys.argv
    try:
        code = publish.main(standalone_mode=False)
        _flush()
        return code or 0
    except PublishError as trouble:
        report(trouble.diagnostics, as_json)
        return trouble.exit_code
    except click.UsageError as trouble:
        hint = f"see '{trouble.ctx.command_path} --help'" if trouble.ctx else "see 'publish --help'"
        report([error("usage", trouble.format_message(), None, hint)], as_json)
        return 2
    except (click.Abort, KeyboardInterrupt):
        report([error("interrupted", "stopped before the end", None, "dist/ is whole; run the command again")], as_json)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except MemoryError:
        report([error("memory", "there was not enough memory", None, "close other programs, or use fewer jobs: -j 1")],
               as_json)
    except Exception as trouble:  # noqa: BLE001 (the last resort: a fault of ours is still told in one line)
        if "-v" in sys.argv or "--verbose" in sys.argv:
            raise
        report([error("internal", f"{type(trouble).__name__}: {trouble}"[:500], None,
                      "this is a fault of publish; run it again as 'publish -v …' and report what it prints")], as_json)
    return 1
