"""A book on its way through the composing room: galleys, page numbers, margins, joined pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from publish.errors import Diagnostic, PublishError, note, warning
from publish.model import Composition, Face, Layout
from publish.typeset import folios, makeup, markup, specimen
from publish.typeset.founts import foreign
from publish.typeset.galley import Galley, Overlay
from publish.typeset.joining import Joining, Mark, join
from publish.typeset.makeup import Place, Run
from publish.typeset.markup import Numbers
from publish.typeset.overlays import Overlays
from publish.typeset.paragraph import Account
from publish.typeset.shop import Shop, Task
from publish.typeset.sides import Sides

ROUNDS = 6                  # after which page numbers that still change are reported; two or three are the rule


class Book:
    """One book. `css` is the whole stylesheet of its pages, `depth` the height of their text block in points.

    `longest_head` is the number of characters of the longest running head.
    """

    def __init__(self, composition: Composition, css: str, depth: float, longest_head: int,
                 faces: Sequence[Face], shop: Shop, say: Callable[..., None]) -> None:
        self.composition, self.css, self.depth, self.faces = composition, css, depth, faces
        self.longest_head, self.shop, self.say = longest_head, shop, say
        self.leaves = composition.leaves
        self.project = composition.project
        self.first = next((leaf.id for leaf in self.leaves if leaf.matter == "body"), "")
        self.sketches = tuple(markup.sketch(leaf, leaf.id == self.first, longest_head) for leaf in self.leaves)
        self.overlays = Overlays(shop, css, self.project.language, self.project.title)
        self.sides = Sides()
        self.found: list[Diagnostic] = []

    # what is known before anything is set -----------------------------------

    @cached_property
    def titles(self) -> dict[str, str]:
        """The words for every place that can be linked to, by id."""
        return {name: words for one in self.sketches for name, words in one.titles.items()}

    @cached_property
    def targets(self) -> frozenset[str]:
        """The ids that links lead to."""
        return frozenset(name for one in self.sketches for name in one.links)

    @cached_property
    def broken(self) -> frozenset[str]:
        """The ids that links lead to and that are not there."""
        missing = frozenset(name for name in self.targets if name not in self.titles)
        self.found += [warning("link-broken", f"the text links to '#{name}', which is not in it")
                       for name in sorted(missing)]
        return missing

    @cached_property
    def specimen(self) -> specimen.Specimen:
        """What the stylesheet says of the pages."""
        displays = {leaf.kind: markup.paged(leaf, False, Numbers(), 0, self.broken, self.longest_head)
                    for leaf in self.leaves if leaf.kind in specimen.TRIALS}
        proofs = self._proofs(specimen.documents(self.sketches, self.project.language, displays))
        if more := specimen.further(proofs, self.project.language, displays):
            proofs += self._proofs((more,))
        found = specimen.read(proofs, self.sketches, self.depth)
        for leaf in self.leaves:
            count = markup.long_notes(leaf, found.longest_note) if 'class="note"' in leaf.xhtml else 0
            if count:
                self.found.append(note("long-note", f"{count} notes of '{leaf.title}' are too long for the foot of a "
                                       "page, alone or on one line with others, and stand at its end"))
        return found

    def _proofs(self, documents: Sequence[str]) -> list[Galley]:
        sheets = self.css, _rules("galleys.css")
        return self._set([Task("proof", (xhtml, *sheets), len(xhtml)) for xhtml in documents])

    def _text(self, run: Run, numbers: Numbers) -> str:
        pages = [markup.paged(leaf, leaf.id == self.first, numbers, self.specimen.longest_note, self.broken,
                              self.longest_head)
                 for leaf in run.leaves]
        tight = self.specimen.tightness
        pages = [specimen.tightened(page, f"{leaf.kind} {tight[leaf.kind]}") if tight.get(leaf.kind) else page
                 for leaf, page in zip(run.leaves, pages)]
        return markup.html("".join(pages), self.project.language, self.project.title)

    # the two ways to set it ----------------------------------------------------

    def joined(self, made_up: Callable[[Layout], None] = lambda layout: None) -> Layout:
        """The pages, set leaf by leaf and joined; `made_up` is told of them before they are written."""
        runs = makeup.runs(self.leaves, self.specimen.opens, [one.numbered for one in self.sketches])
        galleys = self._galleys(runs)
        places = makeup.places(runs, galleys)
        margins = self._margins(galleys, places)
        self.shop.close()           # before the build parts, which goes ill with threads
        made_up(makeup.laid_out(galleys, places, margins))
        galleys = [self.shop.written(galley) for galley in galleys]
        self._notice(galleys)
        return self._layout(galleys, places, margins, self.specimen.shift)

    def whole(self) -> Layout:
        """The pages, set as one document by WeasyPrint alone."""
        run, numbers, rule = Run(self.leaves, "recto"), Numbers(), ""
        for _ in range(ROUNDS):
            galley, = self._set([_galley(self._text(run, numbers), self.css, rule)])
            places = makeup.whole_places(galley, self.first)
            before = numbers, rule
            numbers = makeup.numbers(places, [galley])
            start = next((index for index, place in enumerate(places) if not place.roman), len(places))
            openings = folios.openings(places, [galley], self.sketches)
            rule = f"\n@page :nth({start + 1}) {{ counter-reset: page 1 }}" + "".join(
                folios.without_head(page) for page, opening in enumerate(openings, 1) if opening)
            if (numbers, rule) == before:
                break
        words = [Overlay(b"", (), one, ()) for one in galley.margins]
        self._notice([galley])
        return self._layout([galley], places, words, 0)

    # galleys -----------------------------------------------------------------------

    def _galleys(self, runs: Sequence[Run]) -> list[Galley]:
        """Every run's galley, some still to be written; those that show page numbers are set until these stay."""
        numbered = {one.id for one in self.sketches if one.numbered}
        waits = [any(leaf.id in numbered for leaf in run.leaves) for run in runs]
        plain = [number for number, wait in enumerate(waits) if not wait]
        texts = ["" for _ in runs]
        self.sides = Sides(runs)
        galleys: list[Galley | None] = [None for _ in runs]
        self._round(runs, plain, Numbers(), texts, galleys)
        # The contents come last: they show the pages of all that the rounds before them may have moved.
        order = [[number for number, run in enumerate(runs) if waits[number]
                  and (run.leaves[0].matter == "front") == front] for front in (False, True)]
        for _ in range(ROUNDS):
            changed = self._turn(runs, texts, galleys)
            for part in order:
                numbers = makeup.numbers(makeup.places(runs, galleys), galleys)
                changed |= self._round(runs, part, numbers, texts, galleys, self._foreseen(runs, galleys))
            if not changed:
                break
        else:
            self.found.append(warning("unstable-pages", "page numbers in the text move the pages that they name", None,
                                      "give one of the paragraphs with a reference other words"))
        return galleys

    def _foreseen(self, runs: Sequence[Run], galleys: Sequence[Galley | None]) -> list[folios.Margins]:
        """The margins of a short book's pages that no run which is yet to be set can move, to be set meanwhile."""
        if all(galleys) or not self.shop.halves(sum(len(leaf.xhtml) for leaf in self.leaves)):
            return []
        supposed = [galley or makeup.supposed(run, self.sketches) for run, galley in zip(runs, galleys)]
        found, moving = [], set()
        places = makeup.places(runs, supposed)
        for place, margins in zip(places, folios.margins(places, supposed, self.sketches)):
            if margins and place.roman not in moving:
                found.append(margins)
            if place.galley >= 0 and not galleys[place.galley]:
                moving.add(place.roman)
        return found

    def _round(self, runs: Sequence[Run], which: Sequence[int], numbers: Numbers, texts: list[str],
               galleys: list[Galley | None], margins: Sequence[folios.Margins | None] = ()) -> bool:
        """Set those of the runs whose text is not what it was, and some margins; whether there were any runs."""
        fresh = {number: self._text(runs[number], numbers) for number in which}
        stale = [number for number in which if fresh[number] != texts[number]]
        tasks = [self._run(number, fresh[number]) for number in stale]
        for number, galley in zip(stale, self._set(tasks, "galleys", margins)):
            texts[number], galleys[number] = fresh[number], galley
        return bool(stale)

    def _turn(self, runs: Sequence[Run], texts: Sequence[str], galleys: list[Galley | None]) -> bool:
        """Set those of the runs again whose pages face others than was supposed and depend on it; whether any do."""
        verso = {place.galley for place in makeup.places(runs, galleys) if not (place.page or place.recto)}
        wrong = [number for number, galley in enumerate(galleys)
                 if galley and galley.account.sided and (number in verso) != (number in self.sides.turned)]
        self.sides.turned.symmetric_difference_update(wrong)
        tasks = [_galley(texts[number], *self._sheets(number)) for number in wrong]
        for number, galley in zip(wrong, self._set(tasks, "galleys")):
            galleys[number] = galley
        return bool(wrong)

    def _sheets(self, number: int) -> tuple[str, ...]:
        """The stylesheets of a run."""
        return self.css, _rules("galleys.css"), *self.sides.rules(number)

    def _set(self, tasks: Sequence[Task], what: str = "",
             margins: Sequence[folios.Margins | None] = ()) -> list[Galley]:
        """The results of tasks, kept or new, and margins besides; where they are called something progress is told."""
        keys = [self._key(task) for task in tasks]
        results: list[Any] = [self._kept(task, key) for task, key in zip(tasks, keys)]
        missing = [number for number, result in enumerate(results) if result is None]
        besides, batches = self.overlays.missing(margins)

        def done(index: int, result: Any) -> None:
            if index >= len(missing):
                self.overlays.take(batches[index - len(missing)], result)
                return
            number = missing[index]
            results[number] = result
            self.shop.keep(keys[number], result)
            self.sides.made(tasks[number].run, result)

        def begin(index: int) -> Task:
            run = fresh[index].run
            if run < 0:
                return fresh[index]
            self.sides.turn(run, self.sides.verso(run))
            task = self._run(run, fresh[index].arguments[0])
            keys[missing[index]] = self._key(task)
            return task
        fresh = [*(tasks[number] for number in missing), *besides]
        self.shop.do(fresh, self._told(fresh, what, done) if what else done, begin)
        return results

    def _run(self, number: int, text: str) -> Task:
        """The task of setting a run that has this text."""
        return replace(_galley(text, *self._sheets(number)), run=number)

    def _key(self, task: Task) -> str:
        return self.shop.key(task.name, *(one if isinstance(one, str) else repr(one) for one in task.arguments))

    def _kept(self, task: Task, key: str) -> Any:
        """What was kept of a task; of a run also if it was set for the other side."""
        result = self.shop.kept(key)
        if result is None and task.run >= 0:
            verso = task.run in self.sides.turned
            self.sides.turn(task.run, not verso)
            result = self.shop.kept(self._key(self._run(task.run, task.arguments[0])))
            self.sides.turn(task.run, (result is None) == verso)
        self.sides.made(task.run, result)
        return result

    def _told(self, tasks: Sequence[Task], what: str, done: Callable[[int, Any], None]) -> Callable[[int, Any], None]:
        """`done`, which also says how much of the tasks has been done, in characters of XHTML."""
        sizes = [task.weight for task in tasks]
        ready: list[int] = []

        def say() -> None:
            self.say(f"typeset: {what}, {len(ready)} of {len(tasks)}", sum(sizes[index] for index in ready), sum(sizes))

        def counted(index: int, result: Any) -> None:
            done(index, result)
            ready.append(index)
            say()
        if tasks:
            say()
        return counted

    def _notice(self, galleys: Sequence[Galley]) -> None:
        """Remember what WeasyPrint said of the galleys that stand, and say how their paragraphs were set."""
        account = Account()
        for galley in galleys:
            self.found += [one for one in galley.found if one not in self.found]
            account.add(galley.account)
        self.say(f"typeset: {account}")
        if faults := [one for one in self.found if one.severity == "error"]:
            raise PublishError(*faults)

    # heads and folios ------------------------------------------------------------------

    def _margins(self, galleys: Sequence[Galley], places: Sequence[Place]) -> list[Overlay | None]:
        """What stands in the margins of each page."""
        wanted = folios.margins(places, galleys, self.sketches)
        tasks, batches = self.overlays.missing(wanted)
        self.shop.do(tasks, self._told(tasks, "heads and folios", lambda index, result:
                                       self.overlays.take(batches[index], result)))
        self.found += [one for one in self.overlays.found if one not in self.found]
        return [self.overlays.made[one] if one else None for one in wanted]

    # the document --------------------------------------------------------------------------

    def _layout(self, galleys: Sequence[Galley], places: Sequence[Place], margins: Sequence[Overlay | None],
                shift: float) -> Layout:
        overlays = [one if one and one.content else None for one in margins]
        marks = [Mark(heading.id, heading.title, heading.depth) for leaf in self.leaves for heading in
                 (leaf.headings or ()) if heading.title]
        titles = {name: self.titles[name] for name in self.targets if name in self.titles}
        programs = {sha256(face.data).hexdigest(): face.data for face in self.faces}
        self.found += foreign(one for galley in galleys for one in galley.founts)
        self.found += markup.flat(self.leaves)
        self.say(f"typeset: joining {len(places)} pages")
        pdf = join(Joining(galleys, places, overlays, shift, marks, titles, programs, self.project.language))
        layout = makeup.laid_out(galleys, places, margins)
        return replace(layout, pdf=pdf, diagnostics=tuple(dict.fromkeys(self.found)))


def _galley(xhtml: str, *css: str) -> Task:
    """The task of setting a document."""
    return Task("set", (xhtml, *css), len(xhtml))


_rules = markup.rules
