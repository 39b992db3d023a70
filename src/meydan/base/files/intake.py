"""Takes files people send: photos are drawn anew, papers must be PDF, everything else is refused."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Protocol

# The imaging library is loaded with the first photo: programs that write files alone need not wait for it.
if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 10 * 1024 * 1024
# A 50-megapixel phone photo passes; a small file that unpacks into gigabytes does not.
MAX_PIXELS = 60_000_000
LONGEST_SIDE_PX = 2048
PHOTO_FORMATS = ("JPEG", "PNG", "WEBP", "MPO")
PDF_MARK = b"%PDF-"
# A PDF that also opens as something else, or runs something, is not a paper.
PDF_REFUSED = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"<script", b"<html", b"<svg")


class FileRefused(Exception):
    """The file cannot be taken; ``reason`` is one of too_large, not_a_photo, not_a_paper, too_many_pixels."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Upload(Protocol):
    """What a form or a test hands over."""

    def read(self, size: int = ...) -> bytes:
        """Return up to ``size`` bytes."""


@dataclass(frozen=True)
class PreparedFile:
    """A file fit to keep."""

    content: bytes
    content_type: str
    suffix: str
    width_px: int | None = None
    height_px: int | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def prepare_photo(upload: Upload | IO[bytes]) -> PreparedFile:
    """
    Draw a photo anew: upright, at most 2048 px, without EXIF, place, thumbnail or anything appended.

    :raises FileRefused: if it is too large, not JPEG, PNG or WebP, or unpacks into too many pixels
    """
    from PIL import Image

    data = _read(upload)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=PHOTO_FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise FileRefused("too_many_pixels")
                return _redrawn(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise FileRefused("too_many_pixels") from fault
    except FileRefused:
        raise
    except Exception as fault:
        # Pillow raises many kinds of fault over damaged files; to the person they are all one.
        raise FileRefused("not_a_photo") from fault


def _redrawn(image: Image.Image) -> PreparedFile:
    from PIL import Image, ImageOps

    image.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    if upright.mode in ("RGBA", "LA", "P"):
        layer = upright.convert("RGBA")
        plain = Image.new("RGB", layer.size, "white")
        plain.paste(layer, mask=layer.getchannel("A"))
    else:
        plain = upright.convert("RGB")
    # A copy of the pixels alone, so that nothing the file said about itself travels on.
    bare = Image.frombytes("RGB", plain.size, plain.tobytes())
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=85, optimize=True)
    return PreparedFile(out.getvalue(), "image/jpeg", ".jpg", bare.width, bare.height)


def prepare_evidence(upload: Upload | IO[bytes]) -> PreparedFile:
    """
    Take a photo (drawn anew) or a PDF paper.

    :raises FileRefused: for anything else
    """
    data = _read(upload)
    if not data.startswith(PDF_MARK):
        return prepare_photo(io.BytesIO(data))
    if any(mark.lower() in data.lower() for mark in PDF_REFUSED) or b"%%EOF" not in data[-2048:]:
        raise FileRefused("not_a_paper")
    return PreparedFile(data, "application/pdf", ".pdf")


def _read(upload: Upload | IO[bytes]) -> bytes:
    data = upload.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FileRefused("too_large")
    return data
