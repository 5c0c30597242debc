"""Colours for the press: greys on black alone, the theme's colours as the theme gives them, the rest by the profile."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cached_property

from PIL import Image, ImageCms, ImageFilter

from publish.errors import PublishError, Span, error

GRID = 33        # points along each side of the colour table; device links commonly have 17 to 33
Ink = tuple[float, float, float, float]


def theme_colours(styles: Mapping[str, str], theme: str) -> dict[tuple[int, int, int], Ink]:
    """Each colour that tokens or theme name with its process equivalent: {(r, g, b): (c, m, y, k)}, inks from 0 to 1.

    A token --NAME: #rrggbb; has a twin --NAME-cmyk: C M Y K; in percent. Error: a twin that is not four numbers.
    """
    found: dict[tuple[int, int, int], Ink] = {}
    values: dict[str, str] = {}
    for path in ("tokens.css", f"themes/{theme}.css"):
        values |= dict(re.findall(r"--([a-z0-9-]+)\s*:\s*([^;]+);", styles.get(path, "")))
    for name, value in values.items():
        twin = values.get(f"{name}-cmyk")
        if twin is None or not re.fullmatch(r"#[0-9a-fA-F]{6}", value.strip()):
            continue
        parts = twin.split()
        if len(parts) != 4 or not all(re.fullmatch(r"\d+(\.\d+)?", part) and float(part) <= 100 for part in parts):
            raise PublishError(error("theme-colour", f"--{name}-cmyk is '{twin.strip()}'",
                                     Span(f"styles/themes/{theme}.css"),
                                     "give four percentages: cyan, magenta, yellow, black"))
        number = value.strip()[1:]
        found[tuple(int(number[at:at + 2], 16) for at in (0, 2, 4))] = tuple(float(part) / 100 for part in parts)
    return found


class Inks:
    """Turns sRGB into process colours for one printing condition, within its limit of ink (a share: 2.8 is 280 %)."""

    def __init__(self, profile: bytes, limit: float, named: Mapping[tuple[int, int, int], Ink]) -> None:
        self.profile, self.limit, self.named = profile, limit, dict(named)

    def of(self, red: float, green: float, blue: float) -> Ink:
        """The inks of a colour given from 0 to 1: the theme's own, black alone for greys, else by the profile."""
        key = tuple(round(part * 255) for part in (red, green, blue))
        if key in self.named:
            return self.named[key]
        if max(key) - min(key) <= 1:
            return (0.0, 0.0, 0.0, round(1 - (red + green + blue) / 3, 4))
        pixel = self.separate(Image.new("RGB", (1, 1), key)).getpixel((0, 0))
        return tuple(round(part / 255, 4) for part in pixel)

    def separate(self, image: Image.Image) -> Image.Image:
        """An RGB image in process colours."""
        return image.convert("RGB").filter(self._table)

    @cached_property
    def _table(self) -> ImageFilter.Color3DLUT:
        steps = [round(step * 255 / (GRID - 1)) for step in range(GRID)]
        colours = bytes(part for blue in steps for green in steps for red in steps for part in (red, green, blue))
        grid = Image.frombytes("RGB", (GRID, GRID * GRID), colours)
        transform = ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(self.profile)), "RGB", "CMYK",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)
        inks = ImageCms.applyTransform(grid, transform).tobytes()
        table: list[float] = []
        for at in range(0, len(inks), 4):
            table += self._limited(*inks[at:at + 4])
        return ImageFilter.Color3DLUT(GRID, table, channels=4, target_mode="CMYK")

    def _limited(self, cyan: int, magenta: int, yellow: int, black: int) -> Ink:
        """The inks from 0 to 1, the coloured ones drawn back together where all exceed the limit."""
        coloured, most = cyan + magenta + yellow, self.limit * 255 - 1.5 - black
        share = min(1.0, most / coloured) if coloured else 1.0
        return (cyan * share / 255, magenta * share / 255, yellow * share / 255, black / 255)


def is_grey(image: Image.Image) -> bool:
    """Whether a picture has no colour: its channels differ by two steps in 255 at most."""
    from PIL import ImageChops
    red, green, blue = image.convert("RGB").split()
    return all(ImageChops.difference(one, other).getextrema()[1] <= 2 for one, other in ((red, green), (green, blue)))
