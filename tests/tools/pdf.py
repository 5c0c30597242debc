"""What qpdf, poppler, Ghostscript and pikepdf say of a PDF."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.tools.process import Finding, command, run

PLATES = ("Cyan", "Magenta", "Yellow", "Black")


@dataclass(frozen=True)
class Font:
    """A font of a PDF as pdffonts lists it."""

    name: str
    kind: str
    embedded: bool
    subset: bool
    unicode: bool


def qpdf_check(pdf: Path) -> tuple[Finding, ...]:
    """Every warning and error of qpdf --check; empty for a file whose syntax and streams are sound."""
    done = run(command("qpdf", "qpdf"), "--check", "--no-warn", pdf, accept=(0, 2, 3))
    if done.returncode == 0:
        return ()
    kind = {2: "error", 3: "warning"}[done.returncode]
    lines = run(command("qpdf", "qpdf"), "--check", pdf, accept=(0, 2, 3)).stderr.splitlines()
    return tuple(Finding(kind, "qpdf", line) for line in lines) or (Finding(kind, "qpdf", done.stdout),)


def pdffonts(pdf: Path) -> tuple[Font, ...]:
    """The fonts that a PDF uses."""
    rows = run(command("pdffonts", "poppler-utils"), pdf).stdout.splitlines()[2:]
    pattern = re.compile(r"(\S*)\s+(.+?)\s+(\S+)\s+(yes|no)\s+(yes|no)\s+(yes|no)\s+(?:\d+\s+\d+|\[none\])$")
    return tuple(Font(name, kind, embedded == "yes", subset == "yes", unicode == "yes")
                 for name, kind, _encoding, embedded, subset, unicode in (pattern.match(row).groups() for row in rows))


def pdftotext(pdf: Path, *options: str) -> tuple[str, ...]:
    """The text of each page."""
    text = run(command("pdftotext", "poppler-utils"), "-enc", "UTF-8", *options, pdf, "-").stdout
    return tuple(text.split("\f")[:-1])


def ink_coverage(pdf: Path) -> tuple[tuple[float, float, float, float], ...]:
    """For each page the share of its area (0 to 1) that cyan, magenta, yellow and black cover."""
    done = run(command("gs", "ghostscript"), "-q", "-dSAFER", "-o", "-", "-sDEVICE=inkcov", pdf)
    rows = (line.split() for line in done.stdout.splitlines() if line.rstrip().endswith("OK"))
    return tuple(tuple(map(float, row[:4])) for row in rows)


def plates(pdf: Path, folder: Path, dpi: int = 72) -> dict[tuple[int, str], Path]:
    """The colour separations as grey TIFF files in `folder`, by page from 1 and ink; black where ink falls."""
    run(command("gs", "ghostscript"), "-q", "-dSAFER", f"-r{dpi}", "-sDEVICE=tiffsep", "-o", folder / "page%d.tif", pdf)
    found = {}
    for path in folder.glob("page*(*).tif"):
        page, ink = re.fullmatch(r"page(\d+)\((.+)\)", path.stem).groups()
        found[int(page), ink] = path
    return found


def page_images(pdf: Path, folder: Path, dpi: int = 72) -> tuple[Path, ...]:
    """Every page as a PNG file in `folder`, in order."""
    run(command("pdftoppm", "poppler-utils"), "-png", "-r", str(dpi), pdf, folder / "page")
    return tuple(sorted(folder.glob("page-*.png")))


def pdfa(pdf: Path, flavour: str = "3b") -> tuple[Finding, ...]:
    """What pikepdf's PDF/A verifier does not approve of (1b, 2b or 3b); empty when it approves the file."""
    from pikepdf.pdfa import validate_written

    report = validate_written(pdf, flavour)
    return () if report.passed else tuple(Finding("error", "pdfa", str(finding)) for finding in report.findings)


def outloud(pdf: Path) -> tuple[Finding, ...]:
    """What outloud, a checker of PDF/UA-1 (ISO 14289-1) and of reading aloud, warns of or calls an error."""
    import outloud as checker

    found = checker.check(str(pdf))
    crashed = [one.rule for one in found.runs if one.status == "crashed"]
    assert not found.error and not crashed, found.error or crashed
    return tuple(sorted(Finding(one.severity, one.rule, one.message, f"page {one.page}") for one in found.findings
                        if one.severity != "info"))
