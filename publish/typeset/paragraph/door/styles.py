"""Styles that elements share, and what follows from a style alone found once for all boxes that have it.

WeasyPrint 70.0 shares the computed style of elements that the same rules match, but not where one has an id, as most of
a book's have; nor of what stands before and after elements, nor of pages. A style is computed property by property, and
a book asks fifty of each. Here what has an id of its own borrows the rest from a style that all alike share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from publish.typeset.paragraph.door import inside_styles as inside

OWN = frozenset({"anchor", "link"})     # what differs between elements that are alike; it is not inherited
NOTES = ("note", "footnote")            # how the names of pseudo-elements begin whose styles WeasyPrint writes to
SPACES = ("margin_left", "margin_right", "margin_top", "margin_bottom", "padding_left", "padding_right",
          "padding_top", "padding_bottom", "width", "min_width", "max_width", "height", "min_height", "max_height",
          "border_left_width", "border_right_width", "border_top_width", "border_bottom_width")
SQUARE = {f"border_{corner}_radius": (0, 0) for corner in ("top_left", "top_right", "bottom_right", "bottom_left")}
USED, BARE = "_used", "_bare"           # what is remembered beside a style


class Borrowed(inside.ComputedStyle):
    """A style with what is its own; all else is that of the style which it borrows from."""

    def __init__(self, lender: inside.ComputedStyle, cascaded: dict) -> None:
        super().__init__(lender.parent_style, cascaded, lender.pseudo_type, lender.root_style, lender.base_url,
                         lender.font_config, lender.initial_page_sizes)
        self.lender = lender
        self.specified = lender.specified

    @property
    def anonymous_style(self):
        """The style of boxes without an element in such a box, which inherits nothing that is its own."""
        return self.lender.anonymous_style

    def __missing__(self, key: str):
        if key in OWN and key in self.cascaded:
            return super().__missing__(key)
        value = self[key] = self.lender[key]
        return value


def lender(style):
    """The style that a style borrows from, else itself."""
    return style.lender if type(style) is Borrowed else style


class Styles:
    """The stand-ins, bound to WeasyPrint's own functions of the same names."""

    def __init__(self, originals: dict[str, Callable]) -> None:
        self.originals = originals

    def set_computed_styles(self) -> Callable:
        """The method that gives an element, a pseudo-element or a page its style."""
        original = self.originals["set_computed_styles"]

        def stand_in(styles, element, parent, root=None, pseudo_type=None, base_url=None, target_collector=None):
            computed = styles.get_computed_styles()
            cascaded = styles.get_cascaded_styles().get((element, pseudo_type), {})
            if parent is None or _floats_to_foot(cascaded):
                return original(styles, element, parent, root, pseudo_type, base_url, target_collector)
            above = lender(computed[parent, None])
            own = not OWN.isdisjoint(cascaded)
            shared = {name: value for name, value in cascaded.items() if name not in OWN} if own else cascaded
            element_like = isinstance(element, Element)
            # The page that shares of the page are taken of is known when the first one is made.
            key = (id(above), pseudo_type, styles.initial_page_sizes["box"], *shared,
                   *[id(value) for value, _ in shared.values()],
                   *[weight if element_like else (*weight[:2], *weight[2]) for _, weight in shared.values()])
            known = styles.__dict__.setdefault("_shared", {})
            style = known.get(key)
            if style is None:
                style = known[key] = inside.ComputedStyle(above, shared, pseudo_type, computed[root, None], base_url,
                                                          styles.font_config, styles.initial_page_sizes)
            if own or not element_like or pseudo_type and pseudo_type.startswith(NOTES):
                style = Borrowed(style, cascaded)
            computed[element, pseudo_type] = style
            if target_collector and own and style["anchor"]:
                target_collector.collect_anchor(style["anchor"])
        return stand_in

    def resolve_percentages(self, box, containing_block) -> None:
        """The used lengths of a box, remembered with its style where they do not depend on what contains it."""
        style = lender(box.style)
        used = style.__dict__.get(USED)
        if used and not isinstance(box, inside.AbsolutePlaceholder):    # which hands on what it is given to its box
            box.__dict__.update(used)
            return
        self.originals["resolve_percentages"](box, containing_block)
        if used is None:
            fixed = not isinstance(box, inside.PageBox) and style["border_collapse"] != "collapse" and all(
                value == "auto" or getattr(value, "unit", "") not in ("", "%") or isinstance(value, (int, float))
                for value in map(style.__getitem__, SPACES))
            style.__dict__[USED] = {name: box.__dict__[name] for name in SPACES} if fixed else {}

    def layout_box_backgrounds(self, page, box, get_image_from_uri, layout_children=True, style=None) -> None:
        """What is painted behind a box: nothing, for most."""
        plain = lender(box.style)
        bare = plain.__dict__.get(BARE)
        if bare is None:
            bare = plain.__dict__[BARE] = _bare(plain)
        if style is not None or not bare or box is page or isinstance(box, inside.AbsolutePlaceholder):
            self.originals["layout_box_backgrounds"](page, box, get_image_from_uri, layout_children, style)
            return
        box.__dict__.update(SQUARE)
        if layout_children:
            for child in box.all_children():
                self.layout_box_backgrounds(page, child, get_image_from_uri)
        box.background = None


def _floats_to_foot(cascaded: dict) -> bool:
    """Whether an element is a note, whose style WeasyPrint writes to."""
    value, _ = cascaded.get("float", (None, None))
    return value == "footnote" or isinstance(value, inside.Pending)


def _bare(style) -> bool:
    """Whether a box of this style has no background, no picture at its border and no round corner."""
    return (style["border_image_source"][0] == "none" and style["mask_border_source"][0] == "none"
            and style["visibility"] != "hidden" and not style["box_shadow"]
            and all(kind == "none" for kind, _ in style["background_image"])
            and inside.get_color(style, "background_color").alpha == 0
            and all((0, "px") in style[name] for name in SQUARE))


@contextmanager
def shared_styles() -> Iterator[None]:
    """Within the context, documents that WeasyPrint lays out share their styles."""
    before = [(place, name, getattr(place, name)) for place, name in inside.REPLACED]
    styles = Styles({name: function for _, name, function in before})
    stand_ins = {"set_computed_styles": styles.set_computed_styles(), "resolve_percentages": styles.resolve_percentages,
                 "layout_box_backgrounds": styles.layout_box_backgrounds}
    for place, name, _ in before:
        setattr(place, name, stand_ins[name])
    try:
        yield
    finally:
        for place, name, function in before:
            setattr(place, name, function)
