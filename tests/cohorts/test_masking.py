"""No secret of an address reaches a line of the log, or the history of rows."""

import io
import logging

import pytest

from config.masking import MaskSecrets, masked
from tests import factories


@pytest.fixture
def log():
    """What the console's handler writes during the test."""
    handlers = [each for each in logging.getLogger().handlers if any(isinstance(f, MaskSecrets) for f in each.filters)]
    written = io.StringIO()
    (handler,) = handlers
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_a_refused_link_is_masked_in_the_log(offered, client, log):
    client.force_login(factories.person())
    client.get(offered.url)
    client.post(offered.url + "tacka-ja/")
    assert log.getvalue().splitlines() == ["Forbidden: /inbjudan/…/", "Forbidden: /inbjudan/…/tacka-ja/"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("GET /inbjudan/abc-DEF_1/tacka-ja/ 200", "GET /inbjudan/…/tacka-ja/ 200"),
        ("https://steg.example/inbjudan/abc", "https://steg.example/inbjudan/…"),
        ("/konto/losenord/nytt/1-set-password/", "/konto/losenord/nytt/…/"),
        ("/konto/losenord/nytt/", "/konto/losenord/nytt/"),
        ("/konto/losenord/nytt/skickat/", "/konto/losenord/nytt/skickat/"),
        ("/kalender/abcdef.ics", "/kalender/…"),
        ("/omgangar/2019/kalender/", "/omgangar/2019/kalender/"),
        ("/omgangar/2019/deltagare/", "/omgangar/2019/deltagare/"),
    ],
)
def test_masked(text, kept):
    assert masked(text) == kept
