"""A file that is only measured: its bytes go through SHA-256 and are kept nowhere."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_BYTES = 25 * 1024 * 1024


class HashingUploadHandler(FileUploadHandler):
    """Takes the digest of an upload as it comes in; more than 25 MB ends the connection."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with an empty digest."""
        super().new_file(*args, **kwargs)
        self._digest, self._size = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Digest a piece and hand it on to nobody."""
        self._size += len(raw_data)
        if self._size > MOST_BYTES:
            raise StopUpload(connection_reset=True)
        self._digest.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Hand over an empty file that carries the digest as its name."""
        return UploadedFile(ContentFile(b""), name=self._digest.hexdigest(), size=file_size)
