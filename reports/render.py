"""From HTML to an accessible PDF: the one module that knows WeasyPrint.

The document may read our own static files and nothing else: no network, no file system. A missing or
foreign address stops the rendering (CVE-2026-55073 and its kind never get a chance).
"""

import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

#: The document's own address: relative links resolve to it, and nothing else is ever read.
BASE = "asset:///"


class RenderFault(Exception):
    """The document asked for something that a report may not read, or could not be laid out."""


class AssetFetcher(URLFetcher):
    """Serves our own static files from memory, and refuses everything else."""

    def __init__(self) -> None:
        """Any refusal stops the rendering."""
        super().__init__(allowed_protocols=("asset", "data"), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return a static file of ours, or an inline ``data:`` image; raise for any other address."""
        if url.startswith("data:image/"):
            return super().fetch(url, headers)
        parts = urlsplit(url)
        path = unquote(parts.path)
        if parts.scheme != "asset" or parts.netloc or not path.startswith(settings.STATIC_URL):
            _refuse(url)
        body = _asset(path.removeprefix(settings.STATIC_URL))
        if body is None:
            _refuse(url)
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body, {"Content-Type": kind})


def _refuse(url: str) -> NoReturn:
    raise FatalURLFetchingError(f"A report may not read {url}")


@lru_cache(maxsize=128)
def _asset(name: str) -> bytes | None:
    """Return the bytes of a static file: from the collected ones in production, else from where it lies."""
    if settings.PRODUCTION:
        return staticfiles_storage.open(name).read() if staticfiles_storage.exists(name) else None
    found = finders.find(name)
    return Path(found).read_bytes() if found else None


@lru_cache(maxsize=1)
def fonts() -> FontConfiguration:
    """Return the font configuration of this process, made once: fonts are read once, not per report."""
    return FontConfiguration()


def render_pdf(html: str) -> tuple[bytes, int]:
    """Return the PDF/UA-1 file of ``html`` and its number of pages. Raises ``RenderFault``.

    Tagged, with the language and title that the HTML names; fonts are embedded as subsets.
    """
    options: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
    try:
        document = HTML(string=html, base_url=BASE, url_fetcher=AssetFetcher(), media_type="print").render(
            font_config=fonts(), **options
        )
        return document.write_pdf(**options), len(document.pages)
    except FatalURLFetchingError as fault:
        raise RenderFault(str(fault)) from fault
    except RecursionError as fault:
        raise RenderFault("The document is nested too deeply") from fault
