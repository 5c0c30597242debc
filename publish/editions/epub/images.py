"""Pictures within the stores' limits."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from publish.model import Context, Resource

if TYPE_CHECKING:
    from PIL import Image

PIXELS = 4_000_000      # Apple's limit for a picture inside a book, width by height (Apple Books Asset Guide)
QUALITY = 88
RASTERS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def scaled(picture: Resource, keep: Callable = Context.keep) -> bytes:
    """The picture's bytes, made smaller when it has more pixels than the stores take; `keep` as in model.Context."""
    if picture.media_type not in RASTERS:
        return picture.data
    from PIL import Image
    with Image.open(io.BytesIO(picture.data)) as image:
        width, height = image.size
        if width * height <= PIXELS:
            return picture.data
        factor = (PIXELS / (width * height)) ** 0.5
        return keep(("scaled", picture.media_type, picture.data), lambda: _smaller(image, factor, picture.media_type))


def _smaller(image: Image.Image, factor: float, media_type: str) -> bytes:
    from PIL import Image
    smaller = image.resize((int(image.width * factor), int(image.height * factor)), Image.Resampling.LANCZOS)
    held = io.BytesIO()
    options = {"quality": QUALITY} if media_type != "image/png" else {"optimize": True}
    smaller.save(held, RASTERS[media_type], **options)
    return held.getvalue()
