"""What ISO 19005-3 (PDF/A-3) forbids and a picture can bring into the pages."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, Pdf

SCREEN_SPACES = frozenset(("/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB", "/ICCBased", "/Lab"))


def settle(pdf: Pdf) -> tuple[str, ...]:
    """Switch off what can be switched off without a change to the eye; what is left to forbid the claim, in words.

    Smoothing of enlarged pictures is forbidden (6.2.8), as are colours of another device than the output intent's
    (6.2.4.3).
    """
    found = []
    for picture in _pictures(pdf):
        if "/Interpolate" in picture:
            del picture["/Interpolate"]
        space = _space(picture.get("/ColorSpace"))
        if space and space not in SCREEN_SPACES:
            found.append(f"a picture has its colours in {space.lstrip('/')}")
    return tuple(dict.fromkeys(found))


def _pictures(pdf: Pdf) -> list[Object]:
    """Every image of the pages, and of the forms on them, once."""
    found: dict[tuple[int, int], Object] = {}
    waiting = [page.obj.get("/Resources", Dictionary()) for page in pdf.pages]
    seen: set[tuple[int, int]] = set()
    while waiting:
        for thing in dict(waiting.pop().get("/XObject", {})).values():
            if thing.get("/Subtype") == Name.Image:
                found[thing.objgen] = thing
                if "/SMask" in thing:
                    found[thing.SMask.objgen] = thing.SMask
            elif thing.objgen not in seen:
                seen.add(thing.objgen)
                waiting.append(thing.get("/Resources", Dictionary()))
    return list(found.values())


def _space(value: Object | None) -> str:
    """The family of a colour space; the base of an indexed one."""
    if value is None:
        return ""
    if isinstance(value, Array):
        return _space(value[1]) if value[0] == Name.Indexed else str(value[0])
    return str(value)
