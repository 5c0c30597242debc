"""Pictures within the stores' limits."""

from __future__ import annotations

import io

from publish.model import Resource

PIXELS = 4_000_000      # Apple's limit for a picture inside a book, width by height (Apple Books Asset Guide)
QUALITY = 88
RASTERS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def scaled(picture: Resource) -> bytes:
    """The picture's bytes, made smaller when it has more pixels than the stores take."""
    if picture.media_type not in RASTERS:
        return picture.data
    from PIL import Image
    with Image.open(io.BytesIO(picture.data)) as image:
        width, height = image.size
        if width * height <= PIXELS:
            return picture.data
        factor = (PIXELS / (width * height)) ** 0.5
        smaller = image.resize((int(width * factor), int(height * factor)), Image.Resampling.LANCZOS)
        held = io.BytesIO()
        options = {"quality": QUALITY} if picture.media_type != "image/png" else {"optimize": True}
        smaller.save(held, RASTERS[picture.media_type], **options)
        return held.getvalue()
