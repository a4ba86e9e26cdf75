"""What somebody uploads, refused by its size before any of it is kept."""

import io
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

#: The largest file that any page takes is 20 MB; around it are the other fields.
MOST_BYTES = 21 * 1024 * 1024


class Bounded(FileUploadHandler):
    """Passes over the files of a request that is too large, and keeps none of it in memory or on disk.

    The form still gets a file, empty and with the size of the request, and refuses it by that in its own words.
    """

    _size = 0

    def handle_raw_input(self, input_data: IO[bytes], META: dict[str, str], content_length: int, *rest: Any) -> None:  # noqa: ARG002, N803 (the names are Django's)
        """Read how large the request says it is."""
        self._size = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Keep the file from those who would store it."""
        super().new_file(*args, **kwargs)
        if self._size > MOST_BYTES:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002 (Django's)
        """Let go of what is too large; hand on the rest."""
        return None if self._size > MOST_BYTES else raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":  # noqa: ARG002 (Django's)
        """Return the empty file that has the size of the request."""
        if self._size <= MOST_BYTES:
            return None
        return UploadedFile(io.BytesIO(), self.file_name or "", self.content_type, self._size)
