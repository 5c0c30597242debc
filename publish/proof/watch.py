"""Build whenever something changes; a build that fails does not end it."""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path

from publish import config, pipeline
from publish.build import fingerprint
from publish.errors import Diagnostic, PublishError, error
from publish.proof import changes

STAGES = ("readers", "transforms", "glossary", "merge", "compose", "stylesheet", "typeset", "editions")
BUSY = 0.5  # seconds before trying again while another build is at work


@dataclass(frozen=True)
class Outcome:
    """A build that has ended: when (local, HH:MM:SS), how long it took (s), what was built and why, what was found.

    `editions` are those that were asked for; `built` has those that were out of date, each with its reasons.
    """

    clock: str
    seconds: float
    title: str
    editions: tuple[str, ...]
    built: Mapping[str, tuple[str, ...]]
    findings: tuple[Diagnostic, ...]
    failed: bool

    def __str__(self) -> str:
        if self.failed:
            return f"{self.clock} not built: {self._counted()}"
        if not self.built:
            verb = "is" if len(self.editions) == 1 else "are"
            return f"{self.clock} nothing to do: {', '.join(self.editions)} {verb} up to date"
        why = tuple(dict.fromkeys(reason for reasons in self.built.values() for reason in reasons))
        more = f" (and {len(why) - 1} more)" if len(why) > 1 else ""
        return f"{self.clock} built {', '.join(self.built)} in {self.seconds:.1f} s: {why[0]}{more}"

    def _counted(self) -> str:
        number = sum(one.severity == "error" for one in self.findings)
        return f"{number} error{'' if number == 1 else 's'}"

    def as_dict(self) -> dict[str, object]:
        """The outcome for JSON, with its line and its findings as sentences."""
        return {**asdict(self), "line": str(self), "findings": [one.as_dict() for one in self.findings]}


Shown = Callable[[], AbstractContextManager[Callable[..., None]]]


def follow(root: Path, names: tuple[str, ...], jobs: int, shown: Shown, tell: Callable[[Outcome], None],
           begin: Callable[[], None] = lambda: None, proofread: bool = False) -> None:
    """Build now and after every change until KeyboardInterrupt, telling of each outcome.

    `shown` gives what shows the steps of a build, `begin` is called when one begins; with `proofread`, every outcome
    has the findings about all editions. Errors: wrong use, that is an unknown edition or no publication to begin with.
    """
    _ready(root, names)
    seen = changes.listing(root)
    while True:
        begin()
        with shown() as say:
            outcome = attempt(root, names, jobs, say, proofread)
        tell(outcome)
        if not outcome.built:
            warm()
        seen = changes.wait(root, seen)
        while not outcome.failed and not _stale(root, names):
            seen = changes.wait(root, seen)


def warm() -> None:
    """Load what the stages need, so that the next build begins at once."""
    for name in STAGES:
        stage = importlib.import_module(f"publish.{name}")
        for module in pkgutil.walk_packages(getattr(stage, "__path__", ()), f"{stage.__name__}."):
            importlib.import_module(module.name)


def attempt(root: Path, names: tuple[str, ...], jobs: int, say: Callable[..., None], proofread: bool) -> Outcome:
    """One build of what is out of date, whatever becomes of it."""
    fingerprint.styles.cache_clear()
    publication = pipeline.Publication(root, say, jobs)
    clock, begun = time.strftime("%H:%M:%S"), time.monotonic()
    built: Mapping[str, tuple[str, ...]] = {}
    failures: tuple[Diagnostic, ...] = ()
    try:
        built = _when_free(publication, names)
        if proofread and set(built) != set(pipeline.asked(publication, names)):
            publication.diagnostics += pipeline.check(publication, names)
    except PublishError as trouble:
        failures = trouble.diagnostics
    except Exception as trouble:  # noqa: BLE001 (a fault of ours must not end the watch either)
        failures = (error("internal", f"{type(trouble).__name__}: {trouble}"[:500], None,
                          "this is a fault of publish; run 'publish -v build' and report what it prints"),)
    findings = tuple(dict.fromkeys((*publication.diagnostics, *failures)))
    project = publication.__dict__.get("project")  # as far as it came
    return Outcome(clock, time.monotonic() - begun, project.title if project else "",
                   names or (project.editions if project else ()), built, findings, bool(failures))


def _when_free(publication: pipeline.Publication, names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Build; while another build is at work in the publication, wait for it."""
    while True:
        try:
            return pipeline.build(publication, names)
        except PublishError as trouble:
            if [one.code for one in trouble.diagnostics] != ["locked"]:
                raise
            publication.say("wait: another build is at work")
            time.sleep(BUSY)


def _ready(root: Path, names: tuple[str, ...]) -> None:
    publication = pipeline.Publication(root)
    if names:
        pipeline.asked(publication, names)
    if not (root / config.FILE).is_file():
        publication.project  # noqa: B018 (says what is missing)


def _stale(root: Path, names: tuple[str, ...]) -> bool:
    """Whether a build has something to do, broken metadata included."""
    fingerprint.styles.cache_clear()
    try:
        return bool(pipeline.outdated(pipeline.Publication(root), names))
    except PublishError:
        return True
