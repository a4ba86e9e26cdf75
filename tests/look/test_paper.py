"""paper.html and report.css on real paper: PDF/UA-1, running head and foot, repeated table heads, our typeface."""

from io import BytesIO
from pathlib import Path

import page as page_validation
import pikepdf
import pypdfium2
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

SHEET = """{% extends "paper.html" %}{% block title %}Träff 1{% endblock %}{% block sheets %}
<article class="sheet" data-foot="Jämna steg · Omgång 2019">
<p class="sheet__kind">Minnesanteckningar</p><h1>Första träffen</h1><p class="doc-state">Godkänd 24 januari 2020</p>
<dl class="sheet__facts"><dt>Grupp</dt><dd>Kalmar – Södertälje</dd><dt>Värd</dt><dd>Łucja Şirin</dd></dl>
<section><h2>Deltagare</h2><table class="tbl">
<thead><tr><th scope="col">Namn</th><th scope="col">Närvaro</th></tr></thead>
<tbody>{% for n in rows %}
<tr><th scope="row">Person {{ n }}</th><td>På plats,<br>slutet av rad {{ n }}</td></tr>
{% endfor %}</tbody>
</table></section></article>
<article class="sheet" data-foot="Jämna steg · Omgång 2019"><h1>Andra bladet</h1></article>
{% endblock %}"""


class StaticOnly(URLFetcher):  # type: ignore[misc]
    """Serves the static files of the product and nothing else."""

    def fetch(self, url, headers=None):  # noqa: ARG002  the signature of WeasyPrint
        path = Path(str(finders.find(url.split(settings.STATIC_URL)[1])))
        kind = "text/css" if path.suffix == ".css" else "font/woff2"
        return URLFetcherResponse(url, BytesIO(path.read_bytes()), {"Content-Type": kind})


@pytest.fixture(scope="module")
def pdf():
    html = engines["django"].from_string(SHEET).render({"rows": range(30)})
    document = HTML(string=html, base_url="https://jamna.test/", url_fetcher=StaticOnly(fail_on_errors=True))
    return document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)


@pytest.fixture(scope="module")
def pages(pdf):
    return [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(pdf)]


def test_it_is_accessible_pdf_in_swedish(pdf):
    report = page_validation.validate_pdf_bytes(pdf, profile=page_validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure.message for failure in report.failures]
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.Lang == "sv"


def test_only_our_typeface_is_in_it_also_for_names_from_elsewhere(pdf):
    with pikepdf.open(BytesIO(pdf)) as document:
        fonts = {str(font.BaseFont) for sheet in document.pages for font in sheet.Resources.Font.values()}
    assert fonts
    assert all("Source-Sans-3" in name for name in fonts), fonts


def test_title_and_state_run_from_the_second_page_on(pages):
    assert len(pages) == 3
    assert pages[0].count("Första träffen") == 1
    assert "Första träffen" in pages[1]
    assert "Godkänd 24 januari 2020" in pages[1]
    assert "Första träffen" not in pages[2]


def test_the_foot_says_round_and_page(pages):
    for number, text in enumerate(pages, start=1):
        assert "Jämna steg · Omgång 2019" in text
        assert f"Sida {number} av 3" in text


def test_the_table_head_repeats_and_no_row_is_split(pages):
    assert all("Närvaro" in text for text in pages[:2])
    for number in range(30):
        together = [text for text in pages if f"Person {number}\r" in text or f"Person {number} " in text]
        assert len(together) == 1
        assert f"slutet av rad {number}" in together[0]
