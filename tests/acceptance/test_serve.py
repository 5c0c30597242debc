"""`publish serve` in a real browser, and `publish watch` at a real folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

from tests.conftest import ROOT, run_publish
from tests.tools.browser import page_of
from tests.tools.process import node_module
from tests.tools.terminal import in_terminal, plain

METADATA = """title: A Short Book
creators: [{name: A. N. Author}]
language: en-GB
date: 2026
source: text.md
glossary: glossary.yaml
editions: [markdown, html, epub, pdf]
"""
GLOSSARY = "- term: foliage\n  definition: Leaves.\n- term: unheard-of\n  definition: Never used.\n"
PLAIN = "The wind moved the foliage of the old tree, and the light that fell through it moved on the wall. "
TEXT = "\n\n".join(f"# Chapter {name}\n\n" + "\n\n".join([PLAIN * 6] * 8) for name in ("One", "Two", "Three"))
TEXT += "\n\nThe wall was white.[^1]\n\n[^1]: A note on walls.\n"


def begin(folder: Path) -> Path:
    """A small publication with a note, a term, and a term that is never used."""
    folder.mkdir()
    for name, text in (("metadata.yaml", METADATA), ("glossary.yaml", GLOSSARY), ("text.md", TEXT)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def change(path: Path, before: str, after: str) -> None:
    """Change words of a file, as an author does: the whole file is written anew."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


@dataclass
class Running:
    """A command at work; `lines` are those of both its outputs, as they come."""

    process: subprocess.Popen[str]
    lines: Queue[str]
    seen: list[str]

    def until(self, words: str, seconds: float = 40) -> str:
        """The next line that has these words."""
        while True:
            try:
                line = self.lines.get(timeout=seconds)
            except Empty:
                raise AssertionError(f"no '{words}' in {seconds} s; there was:\n{''.join(self.seen)}") from None
            self.seen.append(line)
            if words in line:
                return line

    def interrupt(self) -> int:
        """Type Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


@contextmanager
def running(*arguments: str | Path) -> Iterator[Running]:
    """The real command at work until the block ends."""
    with subprocess.Popen([sys.executable, "-u", "-m", "publish", *map(str, arguments)], cwd=ROOT, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True) as process:
        lines: Queue[str] = Queue()
        Thread(target=lambda: [lines.put(line) for line in process.stdout], daemon=True).start()
        try:
            yield Running(process, lines, [])
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@dataclass(frozen=True)
class Served:
    """A publication and where it is shown."""

    folder: Path
    address: str
    command: Running

    @property
    def port(self) -> int:
        """The port."""
        return int(self.address.rsplit(":", 1)[1].strip("/"))


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    """A publication that is built and shown."""
    folder = begin(tmp_path_factory.mktemp("serve") / "book")
    with running("-C", folder, "serve", "--port", "0") as command:
        address = command.until("http://").strip()
        command.until(" built ")
        yield Served(folder, address, command)


@contextmanager
def opened(browser, served: Served, path: str = "", **context) -> Iterator:
    """A page of the site. Chromium notes that the framed page's script was not run; nothing else may be noted."""
    with page_of(browser, served.address + path, **context) as page:
        yield page
        assert [one for one in page.faults if "Blocked script execution" not in one] == []


def get(served: Served, path: str, host: str | None = None, method: str = "GET"):
    """The answer to a request, its headers, and its body."""
    connection = HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{served.port}")
    connection.endheaders()
    answer = connection.getresponse()
    body = b"" if answer.getheader("Content-Type", "").startswith("text/event-stream") else answer.read()  # no end
    connection.close()
    return answer.status, dict(answer.getheaders()), body


# what is shown ---------------------------------------------------------------

def test_every_edition_is_listed_with_its_files(browser, served):
    """The first page has a card for each edition with its files and their sizes."""
    with opened(browser, served) as page:
        assert page.locator(".card h2").all_inner_texts() == ["Web page", "EPUB", "PDF", "Markdown"]
        names = {one["name"] for one in json.loads((served.folder / "dist/manifest.json").read_text())["files"]}
        assert set(page.locator(".card .file a").all_inner_texts()) == names
        assert page.locator(".state").inner_text().endswith("it has not been built")
        page.wait_for_function("() => document.querySelector('.card .sheet img').naturalWidth > 0")


def test_the_web_page_is_shown_in_a_sandbox(browser, served):
    """The web page is whole, in its own faces, and its frame allows no script."""
    with opened(browser, served, "editions/html") as page:
        frame = page.frame_locator("iframe")
        assert "The wind moved the foliage" in frame.locator("body").inner_text()
        assert frame.locator("body").evaluate("document.fonts.ready.then(() => document.fonts.size)") > 0
        assert page.locator("iframe").get_attribute("sandbox") == "allow-same-origin"


def chapter_of(page):
    """The frame in which the reading system shows a document of the EPUB."""
    return next(one for one in page.frames if one.url.startswith("blob:"))


def test_the_epub_is_shown_by_a_reading_system(browser, served):
    """The EPUB can be paged through, its contents lead to chapters, and its notes pop up."""
    with opened(browser, served, "editions/epub") as page:
        reader = page.frame_locator("iframe")
        reader.locator("body[data-ready='1']").wait_for()
        assert "Chapter Two" in reader.locator("#contents").inner_text()
        assert "A Short Book" in chapter_of(page).inner_text("body")
        reader.locator("#contents").select_option(label="Chapter Three")
        page.wait_for_function("() => frames[0].document.querySelector('#contents').value.includes('three')")
        assert "Chapter Three" in chapter_of(page).inner_text("body")
        before = reader.locator("#place").inner_text()
        reader.locator("#on").click()
        page.wait_for_function("old => frames[0].document.querySelector('#place').textContent !== old", arg=before)
        chapter_of(page).locator("[role~=doc-noteref]").first.evaluate("link => link.click()")
        reader.locator("#note[open]").wait_for()


DARK = """image => {
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight), pen = canvas.getContext('2d')
    pen.drawImage(image, 0, 0)
    return pen.getImageData(0, 0, canvas.width, canvas.height).data.filter((v, i) => i % 4 === 0 && v < 100).length
}"""


def test_the_pdf_is_shown_page_by_page(browser, served):
    """Each page of the PDF is an image with a name, in the page's proportions, and has ink."""
    entry = next(one for one in json.loads((served.folder / "dist/manifest.json").read_text())["files"]
                 if one["name"].endswith(".pdf"))
    with opened(browser, served, "editions/pdf") as page:
        images = page.locator(".sheet img")
        assert images.count() == entry["pages"] > 10
        page.wait_for_function("() => document.querySelectorAll('.sheet img')[0].naturalWidth > 0")
        page.wait_for_function("() => document.querySelectorAll('.sheet img')[8].naturalWidth === 0")  # none too early
        ninth = images.nth(8)
        ninth.scroll_into_view_if_needed()
        page.wait_for_function("() => document.querySelectorAll('.sheet img')[8].naturalWidth > 0")
        assert ninth.get_attribute("alt") == f"Page 9 of {entry['pages']}"
        assert ninth.evaluate(DARK) > 500


def test_the_text_and_the_findings_are_shown(browser, served):
    """The Markdown edition as text with its ledger, and the findings with place and hint."""
    with opened(browser, served, "editions/markdown") as page:
        assert "# Chapter Two" in page.locator("pre").inner_text()
        assert "Normalisation made" in page.locator(".ledger").inner_text()
        page.get_by_role("link", name="Findings").click()
        finding = page.locator(".findings li.warning")
        assert "'unheard-of' does not occur in the text" in finding.inner_text()
        assert "glossary.yaml:3" in finding.inner_text()


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (320, "dark")])
def test_the_site_is_accessible_and_fits(browser, served, width, scheme):
    """axe finds nothing on any page, light or dark, and at 320 px nothing has to be scrolled sideways."""
    with opened(browser, served, width=width, color_scheme=scheme, bypass_csp=True) as page:
        for path in ("", "findings", "editions/html", "editions/pdf", "editions/markdown", "editions/epub"):
            page.goto(served.address + path)
            if path.endswith("epub"):
                page.frame_locator("iframe").locator("body[data-ready='1']").wait_for()
            page.add_script_tag(path=str(node_module("axe-core/axe.min.js")))
            found = page.evaluate("axe.run({exclude: [['iframe']]}, {resultTypes: ['violations']})")["violations"]
            assert [(path, one["id"], one["nodes"][0]["html"]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.goto(served.address + "read/" + next((served.folder / "dist").glob("*.epub")).name)
        page.locator("body[data-ready='1']").wait_for()
        page.add_script_tag(path=str(node_module("axe-core/axe.min.js")))
        found = page.evaluate("axe.run({exclude: [['foliate-view']]}, {resultTypes: ['violations']})")["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# what changes ----------------------------------------------------------------

KEPT = """before => {
    const { body } = frames[0].document
    const heading = [...body?.querySelectorAll('h1, h2') ?? []].find(one => one.textContent.includes('Chapter Three'))
    const isNear = heading && Math.abs(heading.getBoundingClientRect().top - before) < 40
    return isNear && body.textContent.includes('hedgehog')
}"""


def test_a_change_is_shown_and_the_readers_place_is_kept(browser, served):
    """When a build ends every edition that is open shows it, without a reload, where the reader was."""
    with opened(browser, served, "editions/html") as web, opened(browser, served, "editions/epub") as epub, \
            opened(browser, served, "editions/pdf") as pdf:
        for page in (web, epub, pdf):
            page.evaluate("window.stayed = true")
        reader = epub.frame_locator("iframe")
        reader.locator("body[data-ready='1']").wait_for()
        reader.locator("#contents").select_option(label="Chapter Three")
        epub.wait_for_function("() => frames[0].document.querySelector('#contents').value.includes('three')")
        chapter = web.frame_locator("iframe").get_by_role("heading", name="Chapter Three")
        chapter.evaluate("heading => heading.scrollIntoView()")
        before = chapter.evaluate("heading => heading.getBoundingClientRect().top")
        source = pdf.locator(".sheet img").first.get_attribute("src")
        change(served.folder / "text.md", "# Chapter Two\n", f"# Chapter Two\n\nThe hedgehog came. {PLAIN * 20}\n")
        assert "text.md has changed" in served.command.until(" built ")
        web.wait_for_function("() => document.querySelector('#state').textContent.includes('text.md has changed')")
        web.wait_for_function(KEPT, arg=before)
        reader.locator("body[data-ready='2']").wait_for()
        assert "three" in reader.locator("#contents").input_value()
        pdf.wait_for_function("old => document.querySelector('.sheet img').getAttribute('src') !== old", arg=source)
        assert all(page.evaluate("window.stayed") for page in (web, epub, pdf))


def test_a_failure_is_told_and_what_was_built_stays(browser, served):
    """A build that fails is an alert with its findings above the build before it; it goes when the fault is mended."""
    with opened(browser, served, "editions/markdown") as page:
        change(served.folder / "metadata.yaml", "language: en-GB", "langauge: en-GB")
        served.command.until("not built: ")
        page.get_by_role("alert").get_by_text("unknown key 'langauge'").wait_for()
        assert "metadata.yaml:3" in page.get_by_role("alert").inner_text()
        assert page.locator(".title").inner_text() == "A Short Book"
        assert "# Chapter Two" in page.locator("pre").inner_text()
        change(served.folder / "metadata.yaml", "langauge: en-GB", "language: en-GB")
        served.command.until("up to date")
        page.wait_for_function("() => document.querySelector('#alert').textContent.trim() === ''")


# what is refused -------------------------------------------------------------

@pytest.mark.parametrize("host", [
    "evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example/127.0.0.1", "",
    "192.168.0.1", "[::1]"])
@pytest.mark.parametrize("path", ["/", "/events", "/files/a-short-book.pdf"])
def test_another_host_is_refused(served, host, path):
    """A page of another site that has its own name point here (DNS rebinding) is answered nothing."""
    status, _, body = get(served, path, host or " ")
    assert status == 400 and b"Short Book" not in body


def test_the_own_names_are_answered(served):
    """127.0.0.1 and localhost, with the port."""
    assert get(served, "/", f"localhost:{served.port}")[0] == get(served, "/", f"127.0.0.1:{served.port}")[0] == 200


@pytest.mark.parametrize("path", [
    "/files/../metadata.yaml", "/files/..%2fmetadata.yaml", "/files/%2e%2e/metadata.yaml", "/files/..%5cmetadata.yaml",
    "/files//etc/passwd", "/files/%2fetc%2fpasswd", "/files/metadata.yaml", "/files/.build/state.json",
    "/files/.build%2fstate.json", "/files/manifest.json%00", "/site/../app.py", "/site/%2e%2e/app.py",
    "/site/..%2fapp.py", "/foliate/..%2f..%2fcli.py", "/site//etc/passwd", "/pages/a-short-book.pdf/99999.png",
    "/pages/a-short-book.pdf/0.png", "/pages/a-short-book.pdf/1.png?width=100000",
    "/pages/a-short-book.pdf/1.png?width=x", "/pages/a-short-book.html/1.png",
    "/books/a-short-book.epub/../../metadata.yaml", "/books/a-short-book.epub/..%2f..%2fmetadata.yaml",
    "/books/a-short-book.pdf", "/read/a-short-book.pdf", "/frames/a-short-book.md", "/editions/nonsense", "/nonsense"])
def test_nothing_but_finished_files_is_given(served, path):
    """Paths that lead elsewhere, in whatever spelling, are not there."""
    assert get(served, path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_changed_through_the_site(served, method):
    """The site only reads."""
    assert get(served, "/", method=method)[0] == 405


@pytest.mark.parametrize("path, policies", [
    ("/", ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")),
    ("/frames/a-short-book.html", ("default-src 'none'", "sandbox allow-same-origin", "frame-ancestors 'self'")),
    ("/files/a-short-book.html", ("default-src 'none'", "sandbox allow-scripts allow-popups", "frame-ancestors")),
    ("/files/a-short-book.md", ("default-src 'none'", "sandbox")),
    ("/read/a-short-book.epub", ("default-src 'none'", "script-src http://127.0.0.1:", "frame-ancestors 'self'")),
    ("/books/a-short-book.epub/mimetype", ("default-src 'none'", "sandbox"))])
def test_every_answer_says_what_it_may_do(served, path, policies):
    """Each answer has a policy, and may neither be guessed at nor be embedded by others."""
    status, headers, _ = get(served, path)
    assert status == 200
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    given = [one.strip() for one in headers["content-security-policy"].split(";")]
    assert all(any(one.startswith(policy) for one in given) for policy in policies)


ATTACK = """<p id="p">book</p><script>{code}</script><img src="x" onerror="{code}"/>
<a id="a" href="javascript:{code}">a</a><script src="/site/site.js"></script>
<iframe src="javascript:{code}"></iframe><img src="http://evil.example/"/>"""
CODE = "document.title='owned';top.document.title='owned';fetch('/')"
SHOW = """import socket, sys
from pathlib import Path
from publish.proof.app import run
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
run(Path(sys.argv[1]), listener, 0)"""


@pytest.fixture
def hostile(tmp_path) -> Iterator[Served]:
    """A web page and an EPUB full of scripts, as if every other defence had failed."""
    (tmp_path / "dist").mkdir()
    body = ATTACK.format(code=CODE)
    (tmp_path / "dist/a.html").write_text(f"<!DOCTYPE html><title>book</title>{body}")
    with zipfile.ZipFile(tmp_path / "dist/a.epub", "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>""")
        book.writestr("a.opf", """<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>book</dc:title><dc:language>en</dc:language></metadata><manifest>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="s" href="s.js" media-type="text/javascript"/>
</manifest><spine><itemref idref="a"/></spine></package>""")
        book.writestr("s.js", CODE)
        book.writestr("a.xhtml", f"""<html xmlns="http://www.w3.org/1999/xhtml"><head><title>book</title>
<script src="s.js"></script></head><body>{body}</body></html>""")
    (tmp_path / "dist/manifest.json").write_text(json.dumps({"files": [
        {"name": "a.html", "edition": "html"}, {"name": "a.epub", "edition": "epub"}]}))
    with subprocess.Popen([sys.executable, "-c", SHOW, tmp_path], cwd=ROOT, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        yield Served(tmp_path, f"http://127.0.0.1:{process.stdout.readline().strip()}/", Running(process, Queue(), []))
        process.stdin.close()
        assert process.wait(20) == 0, "the process that shows ends when the one that builds is gone"


def test_a_books_scripts_never_run(browser, hostile):
    """Scripts, handlers and addresses that are scripts do nothing in the frame, in the reading system or in a tab."""
    for path in ("editions/html", "editions/epub"):
        with page_of(browser, hostile.address + path) as page:
            if path.endswith("epub"):
                page.frame_locator("iframe").locator("body[data-ready='1']").wait_for()
            book = next(one for one in page.frames[1:] if one.locator("#p").count())
            assert book.inner_text("#p") == "book"
            book.locator("#a").evaluate("link => link.click()")
            page.wait_for_timeout(200)
            shown = [one for one in page.frames if one.url.startswith(("http", "blob"))]
            assert "owned" not in [one.title() for one in shown] and len(shown) > 1
            assert not any("evil.example" in one.url for one in page.frames)
    with page_of(browser, hostile.address + "files/a.html") as page:
        assert page.evaluate("origin") == "null", "in a tab of its own a web page has no origin and reaches nothing"
        assert page.evaluate("fetch('/').then(() => 'reached', () => 'refused')") == "refused"


# how it begins and ends --------------------------------------------------------

def test_a_port_that_is_taken_is_a_finding(served):
    """Exit code 2 and advice."""
    done = run_publish("-C", served.folder, "serve", "--port", str(served.port), accept=(2,))
    assert f"error[port]: port {served.port}: " in done.stderr and "--port 0" in done.stderr


def test_only_this_machine_is_answered(served):
    """The site listens on 127.0.0.1 and on no other address: one of loopback's others stands for all of them."""
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", served.port), timeout=5).close()


def test_the_reading_system_is_the_published_one():
    """The files of foliate-js that are shipped are those of its release, unchanged, with its licence."""
    shipped = ROOT / "publish/proof/foliate"
    assert {path.name for path in shipped.iterdir()} >= {"view.js", "epub.js", "paginator.js", "LICENSE.txt"}
    for path in shipped.iterdir():
        name = path.name.removesuffix(".txt")
        assert path.read_bytes() == node_module(f"foliate-js/{name}").read_bytes(), name


def test_serve_ends_with_ctrl_c_and_leaves_nothing_running(tmp_path):
    """Ctrl-C ends it with exit code 0; nobody answers any more."""
    with running("-C", begin(tmp_path / "book"), "serve", "--port", "0") as command:
        address = command.until("http://").strip()
        assert command.interrupt() == 0
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1].strip("/"))), timeout=5).close()


def test_watch_builds_on_change_and_survives_errors(tmp_path):
    """A line for each build with what and why; findings are shown; a failure does not end it; Ctrl-C does, with 0."""
    folder = begin(tmp_path / "book")
    text = folder / "dist/a-short-book.md"
    with running("-C", folder, "watch", "markdown") as command:
        assert command.until(" built ").rstrip().endswith(": it has not been built")
        change(folder / "text.md", "# Chapter Two\n", "# Chapter Two\n\nThe hedgehog came.\n")
        assert command.until(" built ")[9:].startswith("built markdown in ")
        assert "The hedgehog came." in text.read_text()
        change(folder / "glossary.yaml", "term: foliage", "tern: foliage")
        command.until("glossary.yaml:1: error[")
        command.until("not built: 2 errors")
        change(folder / "glossary.yaml", "tern: foliage", "term: foliage")
        command.until("up to date")
        (folder / "styles").mkdir()
        (folder / "styles/tokens.css").write_text((ROOT / "styles/tokens.css").read_text())
        assert "styles/" in command.until(" built ")
        assert command.interrupt() == 0
    assert not [line for line in command.seen if "Traceback" in line]


def test_watch_of_an_edition_that_is_not_there_ends_at_once(tmp_path):
    """Wrong use is exit code 2 with advice, not a watch that waits for nothing."""
    done = run_publish("-C", begin(tmp_path / "book"), "watch", "htlm", accept=(2,))
    assert "did you mean 'html'?" in done.stderr


def test_a_build_in_a_terminal_shows_its_stages_and_leaves_the_results(tmp_path):
    """While a build runs the terminal shows what is done; afterwards it shows what was built and nothing else."""
    command = (sys.executable, "-m", "publish", "-C", str(begin(tmp_path / "book")), "build")
    written = in_terminal(*command)
    assert "editions" in plain(written) and "typeset" in plain(written)
    *_, end = written.split("\x1b[2K")
    lines = [line for line in plain(end).splitlines() if line]
    assert [line.partition(":")[0] for line in lines if line.startswith("built")] == [
        "built markdown", "built html", "built epub", "built pdf"]
    assert not any(line.startswith(("editions", "typeset")) for line in lines)
    assert "\x1b" not in in_terminal(*command), "with nothing to do nothing is drawn"
