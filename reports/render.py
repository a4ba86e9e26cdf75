"""From HTML to an accessible PDF: the one module that knows WeasyPrint.

The document may read our own static files and nothing else: no network, no file system. A missing or
foreign address stops the rendering (CVE-2026-55073 and its kind never get a chance).
"""

import logging
import mimetypes
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

#: The document's own address, to which relative links resolve. No such host can exist (RFC 2606): what this
#: module does not serve from memory would not be found on any network either.
BASE = "https://report.invalid/"
#: PDF/UA-1, with tags.
ACCESSIBLE: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
#: A style sheet as templates/paper.html links it for paper; those for screens have a medium.
_LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)">')


class RenderFault(Exception):
    """The document asked for something that a report may not read, or could not be laid out."""


class AssetFetcher(URLFetcher):
    """Serves our own static files from memory, and refuses everything else."""

    def __init__(self) -> None:
        """Any refusal stops the rendering."""
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return a static file of ours, or an inline ``data:`` image; raise for any other address."""
        if url.startswith("data:image/"):
            return super().fetch(url, headers)
        root = BASE.rstrip("/") + settings.STATIC_URL
        body = _asset(unquote(url.removeprefix(root))) if url.startswith(root) else None
        if body is None:
            raise FatalURLFetchingError(f"A report may not read {url}")
        return URLFetcherResponse(url, body, {"Content-Type": mimetypes.guess_type(url)[0] or "font/woff2"})


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

    Tagged, with the language and title that the HTML names; fonts are embedded as subsets. A sign that no font
    here can draw stands as ``□``: a hole in its place would not be PDF/UA (ISO 14289-1, 7.21.8).
    """
    undrawn = _Undrawn()
    log = logging.getLogger("weasyprint")
    log.addHandler(undrawn)
    try:
        pdf, pages = _lay_out(html)
        return _lay_out(html.translate(undrawn.signs)) if undrawn.signs else (pdf, pages)
    except FatalURLFetchingError as fault:
        raise RenderFault(str(fault)) from fault
    except (RecursionError, MemoryError) as fault:
        raise RenderFault("The document is too large or nested too deeply") from fault
    finally:
        log.removeHandler(undrawn)


def _lay_out(html: str) -> tuple[bytes, int]:
    styles = [_style(address) for address in _LINK.findall(html)]
    source = HTML(string=_LINK.sub("", html), base_url=BASE, url_fetcher=AssetFetcher())
    document = source.render(font_config=fonts(), stylesheets=styles, **ACCESSIBLE)
    return document.write_pdf(**ACCESSIBLE), len(document.pages)


@lru_cache(maxsize=32)
def _style(address: str) -> CSS:
    """Return a linked style sheet, and have the typefaces it names ready; read once in a process, not per report."""
    return CSS(url=urljoin(BASE, address), url_fetcher=AssetFetcher(), font_config=fonts())


class _Undrawn(logging.Handler):
    """Collects the signs that WeasyPrint says it found in no font, as a table for ``str.translate``."""

    def __init__(self) -> None:
        super().__init__()
        self.signs: dict[int, str] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Note the code point of a sign that was not drawn; all else is about styles that paper does not know."""
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.signs[int(str(record.args[1]))] = "□"
