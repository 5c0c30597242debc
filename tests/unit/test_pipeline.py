"""The stages in order: what a build reads, keeps and makes again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from publish import intake, pipeline, schedule
from publish.errors import PublishError

METADATA = (
    "title: A Test\ncreators: [{name: A. Writer}]\nlanguage: en\nsource: text.md\nglossary: terms.yaml\n"
    "editions: [markdown]\n"
)
TEXT = "# One\n\nSome words here.\n\n# Two\n\nOther words, with a term.\n"
TERMS = "- {term: term, definition: A word.}\n"


def publication(folder: Path, **files: str) -> Path:
    """A small publication; keywords are files, with _ for the dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"metadata_yaml": METADATA, "text_md": TEXT, "terms_yaml": TERMS, **files}.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def build(folder: Path, *names: str) -> dict[str, bytes]:
    """The finished files after a build."""
    pipeline.build(pipeline.Publication(folder), names)
    return {path.name: path.read_bytes() for path in (folder / "dist").iterdir() if path.is_file()}


def picture(place: Path, colour: str) -> None:
    """A small picture of one colour."""
    Image.new("RGB", (8, 8), colour).save(place)


def test_a_picture_that_changed_is_taken_anew(tmp_path):
    """The text is the same, the picture is not: the editions hold the new one."""
    folder = publication(tmp_path, text_md="# One\n\n![A map](map.png)\n")
    picture(tmp_path / "map.png", "red")
    build(folder)
    first = pipeline.Publication(folder).composition.resources[0].data
    picture(tmp_path / "map.png", "blue")
    assert list(pipeline.outdated(pipeline.Publication(folder), ()))
    assert pipeline.Publication(folder).composition.resources[0].data != first
    (tmp_path / "map.png").unlink()
    with pytest.raises(PublishError, match=r"text.md:3: error\["):
        assert pipeline.Publication(folder).composition


def test_the_covers_picture_is_proved_like_those_of_the_text(tmp_path):
    """A cover's picture that cannot be read is named with its line; what runs in a drawing goes."""
    folder = publication(tmp_path, metadata_yaml=f"{METADATA}cover:\n  image: map.svg\n", map_svg="nothing drawn")
    with pytest.raises(PublishError, match=r"metadata.yaml:8: error\[image-broken\]"):
        assert pipeline.Publication(folder).cover_picture
    publication(folder, metadata_yaml=f"{METADATA}cover: {{image: map.svg}}\n",
                map_svg='<svg xmlns="http://www.w3.org/2000/svg"><script>1</script><rect width="9" height="9"/></svg>')
    drawing, = pipeline.Publication(folder).cover_picture
    assert (drawing.name, drawing.media_type) == ("map.svg", "image/svg+xml")
    assert b"<rect" in drawing.data and b"script" not in drawing.data


def test_only_the_chapter_that_changed_is_read_again(tmp_path, monkeypatch):
    """After a change of one chapter pandoc composes that chapter alone, with the same result as from nothing."""
    from publish import pandoc

    texts = []
    real = pandoc.convert_each

    def convert(some, source, target, extra=(), jobs=1):
        some = list(some)
        texts.extend((target, text) for text in some)
        return real(some, source, target, extra, jobs)

    monkeypatch.setattr(pandoc, "convert_each", convert)
    folder = publication(tmp_path / "a")
    build(folder)
    texts.clear()
    publication(folder, text_md=TEXT.replace("Other words", "Changed words"))
    again = pipeline.Publication(folder).composition
    composed = [text for target, text in texts if target == "html5"]
    assert len(composed) == 1 and "Changed words" in composed[0] and "Some words" not in composed[0]
    fresh = publication(tmp_path / "b", text_md=TEXT.replace("Other words", "Changed words"))
    assert pipeline.Publication(fresh).composition.leaves == again.leaves


def test_an_edition_on_demand_stays_out_of_a_full_build(tmp_path):
    """Editions named on the command line are made; a full build then keeps only what the metadata asks for."""
    folder = publication(tmp_path)
    assert "a-test.html" in build(folder, "html") and "a-test.html" not in build(folder)


def test_words_outlive_builds_that_set_nothing(tmp_path):
    """A description that changes sets no page anew; the shapes of the text's words are there for the build after it."""
    def kept():
        return [path.name for path in (tmp_path / "dist/.build/cache").rglob("*") if path.is_file()
                and b"publish.typeset.paragraph.shape" in path.read_bytes()]
    words = " ".join(f"committ{one}{two}al" for one in "aeiouy" for two in "bcdfghjklmnprstvwz")
    metadata = METADATA.replace("[markdown]", "[pdf]")
    build(publication(tmp_path, metadata_yaml=metadata, text_md=f"# One\n\n{words}\n"))
    before = kept()
    build(publication(tmp_path, metadata_yaml=f"{metadata}description: Another\n", text_md=f"# One\n\n{words}\n"))
    assert before and kept() == before


def test_a_new_name_takes_the_old_files_away(tmp_path):
    """When the slug changes, the files of the old name go."""
    folder = publication(tmp_path)
    build(folder)
    publication(folder, metadata_yaml=METADATA + "slug: other\n")
    assert sorted(build(folder)) == ["manifest.json", "other.ledger.json", "other.md"]


def test_findings_of_the_glossary_come_with_every_build(tmp_path):
    """A warning is said again when the composition comes from the cache."""
    folder = publication(tmp_path, terms_yaml=TERMS + "- {term: nothing, definition: x, see: [nowhere]}\n")
    codes = []
    for _ in range(2):
        one = pipeline.Publication(folder)
        assert one.composition
        codes.append([finding.code for finding in one.diagnostics])
    assert codes[0] == codes[1] and {"glossary-see", "glossary-unused"} <= set(codes[0])


def test_warnings_fail_a_strict_build(tmp_path):
    """--strict: nothing is written when there is a warning."""
    folder = publication(tmp_path, terms_yaml=TERMS + "- {term: nothing, definition: x}\n")
    with pytest.raises(PublishError, match="glossary-unused"):
        pipeline.build(pipeline.Publication(folder), strict=True)
    assert not (folder / "dist" / "a-test.md").exists()


def test_what_is_made_and_what_is_read_back_have_one_fingerprint(tmp_path, monkeypatch):
    """The second build finds the composition and all that is made from it, though nothing of it is in memory."""
    folder = publication(tmp_path)
    first = pipeline.Publication(folder)
    fixed = first._fixed
    monkeypatch.setattr(pipeline.Publication, "_compose", None)
    assert pipeline.Publication(folder)._fixed == fixed


def test_a_strict_build_judges_what_is_up_to_date(tmp_path):
    """A warning that an earlier build only told fails a strict one, which writes nothing."""
    folder = publication(tmp_path, terms_yaml=TERMS + "- {term: nothing, definition: x}\n")
    before = build(folder)
    with pytest.raises(PublishError, match="glossary-unused"):
        pipeline.build(pipeline.Publication(folder), strict=True)
    assert {name: (folder / "dist" / name).read_bytes() for name in before} == before
    publication(folder)
    build(folder)
    assert pipeline.build(pipeline.Publication(folder), strict=True) == {}


def test_fragments_outlive_builds_that_do_not_need_them(tmp_path, monkeypatch):
    """What a composition was made of is kept as long as the composition is."""
    folder = publication(tmp_path)
    build(folder)
    (folder / "dist" / "a-test.md").unlink()
    build(folder)
    from publish import pandoc

    monkeypatch.setattr(pandoc, "convert_each", lambda texts, *rest, **named: map(pytest.fail, texts))
    publication(folder, metadata_yaml=METADATA + "subtitle: Other\n")
    assert "Other" in pipeline.Publication(folder).composition.leaves[0].xhtml


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """A publication that was built, and its files."""
    folder = publication(tmp_path_factory.mktemp("whole") / "a")
    return folder, build(folder)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_happens_to_the_build_folder_the_bytes_are_the_same(whole, tmp_path_factory, data):
    """Random bytes in cache, state and manifest, or files gone: a build gives what a clean one gives."""
    folder, files = whole
    copy = Path(shutil.copytree(folder, tmp_path_factory.mktemp("copy") / "a"))
    places = sorted(path for path in (copy / "dist").rglob("*") if path.is_file() and path.name != "lock")
    for place in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=6, unique=True)):
        kind, at = data.draw(st.sampled_from(("bytes", "cut", "gone", "json"))), data.draw(st.integers(0, 400))
        old = place.read_bytes()
        place.write_bytes(
            {
                "bytes": old[:at] + data.draw(st.binary(max_size=9)) + old[at + 9 :],
                "cut": old[:at],
                "gone": b"",
                "json": json.dumps({"version": 1, "asked": ["html"], "editions": {}, "files": []}).encode(),
            }[kind]
        )
        if kind == "gone":
            place.unlink()
    assert build(copy) == files


def test_a_new_publication_is_whole(tmp_path):
    """publish new writes what builds; it never writes into a folder that holds something."""
    assert [Path(name).name for name in intake.begin(tmp_path / "x")] == [
        "metadata.yaml",
        "text.md",
        "glossary.yaml",
        "Makefile",
    ]
    assert "a-new-publication.md" in build(tmp_path / "x", "markdown")
    with pytest.raises(PublishError, match=r"error\[not-empty\]"):
        intake.begin(tmp_path / "x")


def test_normalising_by_itself(tmp_path):
    """Any file beside or without a metadata.yaml, whose decisions hold for its own sources alone."""
    folder = publication(tmp_path)
    text, ledger, _ = intake.normalise_files(folder, ("text.md",), "", False, lambda *_: None)
    assert text.decode() == TEXT and json.loads(ledger) == []
    with pytest.raises(PublishError, match=r"error\[file-missing\]: 'none.md' does not exist"):
        intake.normalise_files(folder, ("none.md",), "", False, lambda *_: None)
    (folder / "sub").mkdir()
    picture(folder / "sub" / "map.png", "red")
    (folder / "sub" / "text.md").write_text("![A map](map.png)\n", encoding="utf-8")
    for name in ("sub/text.md", str(folder / "sub" / "text.md")):
        assert b"![A map](" in intake.normalise_files(folder, (name,), "", False, lambda *_: None)[0]
    (folder / "sub" / "text.md").write_text("![A map](../map.png)\n", encoding="utf-8")
    with pytest.raises(PublishError, match=r"error\[path\]"):
        intake.normalise_files(folder, ("sub/text.md",), "", False, lambda *_: None)
    with pytest.raises(PublishError, match=r"error\[cannot-write\]: there is no folder"):
        intake.write_beside(folder / "no" / "x.md", b"")


@pytest.mark.parametrize("text", ["# One\n\nSome 漢 words, with a term.\n", "# 村\n\n村子的边上有一座老房子。\n"])
def test_a_character_that_no_face_has(tmp_path, text):
    """On pages it would be missing, which is an error; on a reader's device it is shown, and the editor is told."""
    folder = publication(tmp_path, text_md=text)
    found = pipeline.Publication(folder)
    pipeline.build(found, ("html", "epub"))
    assert [(one.severity, one.code) for one in found.diagnostics if one.code == "glyph-missing"] == [
        ("warning", "glyph-missing")
    ]
    with pytest.raises(PublishError, match=r"text.md:\d: error\[glyph-missing\]: no face of the theme 'classic' has '"):
        pipeline.build(pipeline.Publication(folder), ("pdf",))


def test_what_is_composed_beside_is_as_if_composed_here(tmp_path, monkeypatch):
    """Composing in another process gives the same composition, findings, inputs and errors."""
    monkeypatch.setattr(schedule, "ENGINE", "nothing")
    monkeypatch.setattr(pipeline.Publication, "make_ready", lambda one: None)
    beside, here = (pipeline.Publication(publication(tmp_path / name)) for name in ("beside", "here"))
    schedule.compose(beside)
    assert vars(beside)["composition"] == here.composition
    assert (beside.diagnostics, beside.read_files) == (here.diagnostics, {**here.read_files})
    assert beside.cache.used == here.cache.used and beside._fixed == here._fixed
    torn = pipeline.Publication(publication(tmp_path / "torn", text_md="# One\n\n![A map](map.png)\n"))
    with pytest.raises(PublishError, match=r"text.md:3: error\[") as raised:
        schedule.compose(torn)
    assert raised.value.exit_code == 1 and "text.md" in torn.read_files


def test_metadata_that_was_found_good_is_not_held_against_the_schema_again(tmp_path, monkeypatch):
    """A build remembers it under a seal of the user's own; another version of the metadata is looked at anew."""
    folder = publication(tmp_path)
    pipeline.build(pipeline.Publication(folder), ("markdown",))
    monkeypatch.setattr("publish.config.validation._schema_faults", lambda *_: pytest.fail("looked at again"))
    assert pipeline.Publication(folder).project.title
    place = folder / "metadata.yaml"
    place.write_text(place.read_text(encoding="utf-8") + "\nnonsense: 1\n", encoding="utf-8")
    monkeypatch.undo()
    with pytest.raises(PublishError, match="unknown-key"):
        pipeline.Publication(folder).project  # noqa: B018


def test_a_cover_is_made_again_for_other_metadata_or_another_number_of_pages_alone(tmp_path, monkeypatch):
    """A changed word changes neither its picture nor its sheet."""
    from publish.editions import cover
    folder, made = publication(tmp_path), []
    monkeypatch.setattr(cover, "front", lambda *arguments, really=cover.front: (made.append(1), really(*arguments))[1])
    monkeypatch.setattr(cover, "_press", lambda *arguments, really=cover._press: (made.append(2), really(*arguments))[1])
    for word, wanted in (("words", [1, 2]), ("signs", [])):
        (folder / "text.md").write_text(TEXT.replace("words", word), encoding="utf-8")
        made.clear()
        pipeline.build(pipeline.Publication(folder), ("cover",))
        assert made == wanted


def test_a_build_folder_that_leads_elsewhere_is_refused(tmp_path):
    """A publication whose build folder is a link to somewhere else is not built."""
    (tmp_path / "else" / "lock").mkdir(parents=True)
    (tmp_path / "book" / "dist").mkdir(parents=True)
    (tmp_path / "book" / "dist" / ".build").symlink_to(tmp_path / "else")
    with pytest.raises(PublishError, match="leads outside"):
        pipeline.Publication(tmp_path / "book")
    assert (tmp_path / "else" / "lock").is_dir()
