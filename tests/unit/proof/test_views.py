"""What of dist/ is shown, and what never is."""

from __future__ import annotations

import json

import pytest

from publish.proof import views


def publish(root, **files: tuple[str, bytes]) -> None:
    """Put files into dist/ with a manifest: name with "_" for "." -> (edition, bytes)."""
    dist = root / "dist"
    dist.mkdir(exist_ok=True)
    entries = []
    for name, (edition, data) in files.items():
        name = name.replace("_", ".")
        (dist / name).write_bytes(data)
        entries.append({"name": name, "edition": edition, "sha256": "f" * 64, "bytes": len(data)})
    (dist / "manifest.json").write_text(json.dumps({"files": entries}))


def test_editions_come_in_the_order_of_readers(tmp_path):
    """Editions that were asked for, built or not, and those that were built; the text before its ledger."""
    publish(tmp_path, a_ledger_json=("markdown", b"[]"), a_md=("markdown", b"x"), a_html=("html", b"<p>"))
    found = views.shelves(tmp_path, ("pdf", "markdown"))
    assert [(one.label, [proof.kind for proof in one.proofs]) for one in found] == [
        ("Web page", ["frame"]), ("PDF", []), ("Markdown", ["text", "ledger"])]


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", "sub/../../secret.txt", "link.txt", "gone.txt", "."])
def test_a_manifest_opens_nothing_outside_dist(tmp_path, name):
    """Whatever a manifest names, only files that really lie in dist/ are opened."""
    (tmp_path / "secret.txt").write_text("secret")
    publish(tmp_path)
    (tmp_path / "dist/link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "dist/manifest.json").write_text(json.dumps({"files": [{"name": name, "edition": "html"}]}))
    assert views.proof(tmp_path, name) is None
    assert [one.proofs for one in views.shelves(tmp_path, ("html",))] == [()]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"files": 3}', b'{"files": [{"name": 1}]}'])
def test_a_broken_manifest_shows_nothing(tmp_path, data):
    """A manifest that cannot be read is as none."""
    publish(tmp_path)
    (tmp_path / "dist/manifest.json").write_bytes(data)
    assert views.shelves(tmp_path, ("html",)) == (views.Shelf("html", "Web page", ()),)


def test_a_broken_pdf_has_no_pages(tmp_path):
    """A file that is no PDF is listed without pages."""
    publish(tmp_path, a_pdf=("pdf", b"not a PDF"))
    assert views.shelves(tmp_path, ())[0].proofs[0].leaves == ()


def test_findings_are_counted_and_the_gravest_comes_first():
    """Findings by severity, in words."""
    found = [{"severity": "note"}, {"severity": "error"}, {"severity": "warning"}, {"severity": "error"}]
    assert [severity for severity, _ in views.graded(found)] == ["error", "warning", "note"]
    assert views.counted(found) == "2 errors, 1 warning, 1 note"
    assert views.counted(()) == "no findings"
