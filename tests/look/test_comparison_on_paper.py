"""A comparison on paper: the title of a row stands by what it names, and nothing that is told of is cut in two."""

from io import BytesIO

import pypdfium2
import pytest

TABLE = """{% extends "base.html" %}{% block body_class %}lying{% endblock %}{% block content %}
{% for _ in filler %}<p>Utfyllnad</p>{% endfor %}
<table class="cmp__table"><thead><tr><th class="cmp__q">Fråga</th><th>Kalmar</th></tr></thead><tbody>
<tr><th class="cmp__q"><div class="cmp__stick">Rad1.</div></th>
<td><div class="rich"><p>Början1.</p><p>Mer text.</p><p>Slut1.</p></div></td></tr>
{% for n in "23" %}<tr><th class="cmp__q"><div class="cmp__stick">Rad{{ n }}.</div></th><td>
<div class="cmp__row"><p class="cmp__title">Början{{ n }}.</p>
<dl><dt>Ansvarig</dt><dd>Ada</dd><dt>Läge</dt><dd>Slut{{ n }}.</dd></dl></div>
{% for _ in "2345678" %}<div class="cmp__row"><p class="cmp__title">Nästa</p><dl><dt>Läge</dt><dd>Göra</dd></dl></div>
{% endfor %}</td></tr>{% endfor %}
</tbody></table>{% endblock %}"""


@pytest.mark.parametrize("filler", [15, 17, 18])
def test_a_title_is_on_the_page_of_what_it_names(show, filler):
    show(TABLE, filler=range(filler))
    paper = pypdfium2.PdfDocument(BytesIO(show.page.pdf(prefer_css_page_size=True)))
    pages = ["".join(sheet.get_textpage().get_text_range().split()) for sheet in paper]
    for n in "123":
        (on,) = (number for number, text in enumerate(pages) if f"Rad{n}." in text)
        assert f"Början{n}." in pages[on]
        assert f"Slut{n}." in pages[on]
