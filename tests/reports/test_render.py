"""What a document may read: our static files. What it may take: as much as a worker's child is given."""

import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager

import pypdfium2
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from weasyprint import HTML

from reports import printing
from reports.kinds import KINDS, Kind
from reports.render import RenderFault, render_pdf
from tests.floor_plan.plan import sources
from tests.reports import papers

SECRET = "hemligheten står i filen"

#: {net} is an address where somebody listens, {file} a file with a secret.
READ = {
    "stylesheet": '<link rel="stylesheet" href="{net}/a.css">',
    "import": '<style>@import url("{net}/a.css");</style>',
    "import from a style sheet of its own": '<link rel="stylesheet" href="data:text/css,@import url({net}/a.css)">',
    "picture": '<img alt="x" src="{net}/a.png">',
    "picture of a file": '<img alt="x" src="{file}">',
    "background": '<p style="background: url({net}/a.png)">x</p>',
    "mark of a list": '<ul style="list-style-image: url({net}/a.png)"><li>x</ul>',
    "content": '<style>p::before {{ content: url("{net}/a.png") }}</style><p>x</p>',
    "object": '<object data="{net}/a.png" type="image/png">x</object>',
    "embedded": '<embed src="{net}/a.png" type="image/png">',
    "attachment": '<link rel="attachment" href="{net}/a.txt">',
    "attached file": '<link rel="attachment" href="{file}">',
    "attached by a link": '<a rel="attachment" href="{file}">x</a>',
    "base": '<base href="{net}/"><link rel="attachment" href="a.txt">',
    "text of its own": '<link rel="stylesheet" href="data:text/css,p{{color:red}}">',
    "out of the static files": '<link rel="attachment" href="/static/../config/settings.py">',
    "out of them, written otherwise": '<link rel="attachment" href="/static/%2e%2e/%2e%2e/config/settings.py">',
    "no such static file": '<link rel="stylesheet" href="/static/css/none.css">',
    "a folder": '<link rel="stylesheet" href="/static/css/">',
    "a page of ours": '<link rel="stylesheet" href="/omgangar/">',
    "the name of our host before another": '<img alt="x" src="https://report.invalid@127.0.0.1/static/img/mark.svg">',
    "a longer name than our host's": '<img alt="x" src="https://report.invalid.example/static/img/mark.svg">',
}
#: What WeasyPrint does not read at all, or leaves out when it hears our no.
LEFT = {
    "drawing": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{net}/a.png" width="9" height="9"/></svg>',
    "drawing within": (
        "<img alt=x src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E"
        "%3Cimage href='{net}/a.png' width='9' height='9'/%3E%3C/svg%3E\">"
    ),
    "script": '<script src="{net}/a.js"></script>',
    "frame": '<iframe src="{net}/"></iframe>',
    "refresh": '<meta http-equiv="refresh" content="0;url={net}/">',
    "form": '<form action="{net}/"><input type="submit"></form>',
    "typeface": '<style>@font-face {{ font-family: X; src: local("{net}/a.woff2") }}</style>',
}


@contextmanager
def listening():
    """Count the connections to an address of this machine."""
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                seen.append(1)
                connection.close()

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", seen


@pytest.fixture
def hostile(tmp_path):
    """``hostile(body)``: the document, the connections it has led to, and what it may be after."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    with listening() as (net, seen):

        def document(body):
            return f'<html lang="sv"><title>x</title>{body.format(net=net, file=secret.as_uri())}', seen

        yield document


@pytest.mark.parametrize("name", READ)
def test_a_document_that_would_read_anything_else_is_refused(hostile, name):
    html, seen = hostile(READ[name])
    with pytest.raises(RenderFault):
        render_pdf(html)
    assert seen == []


@pytest.mark.parametrize("name", LEFT)
def test_what_is_no_part_of_a_page_is_not_read(hostile, name):
    html, seen = hostile(LEFT[name])
    render_pdf(html)
    assert seen == []


def test_without_our_fetcher_somebody_would_have_been_called(hostile):
    html, seen = hostile(READ["stylesheet"])
    HTML(string=html).write_pdf()
    assert seen


def test_our_own_style_is_read_and_a_picture_of_its_own_is_drawn():
    square = (
        '<img alt="x" src="data:image/svg+xml,'
        "%3Csvg xmlns='http://www.w3.org/2000/svg' width='99' height='99'%3E%3Crect width='99' height='99'/%3E"
        '%3C/svg%3E">'
    )
    style = '<link rel="stylesheet" href="/static/css/report.css">'
    pdf, pages = render_pdf(f'<html lang="sv"><title>x</title>{style}<body class="sheet">{square}')
    assert pages == 1
    assert pypdfium2.PdfDocument(pdf)[0].render().to_pil().convert("L").getextrema()[0] == 0


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("Łucja Şirin Жанна → – å ä ö é", "Łucja Şirin Жанна → – å ä ö é"),
        ("🎉 漢字 \ufffe", "□ □□ □"),
        ("\u202eomvänd\u202c אבג", "אבג"),
    ],
)
def test_every_sign_stands_on_the_page(said, stands):
    pdf, _ = render_pdf(
        f'<html lang="sv"><link rel="stylesheet" href="/static/css/paper-fonts.css"><title>x</title>'
        f'<body style="font-family: Source Sans 3"><h1>x</h1><p>{said}</p>'
    )
    assert papers.faults(pdf) == []
    assert stands in papers.texts(pdf)[0]


# What it may take ----------------------------------------------------------------------------------------

BOMBS = {
    "nested": "<div>" * 3000,
    "wide": '<table><tr><td colspan="1000000">x</td></tr></table>',
    "large": '<p style="font-size: 1e9px">x</p>',
}


@pytest.fixture
def bomb(monkeypatch, tmp_path, settings):
    """``bomb(name)``: from now on a meeting report is such a document; ``bomb(None)`` ends it."""
    meant = KINDS["meeting"]
    for name, body in BOMBS.items():
        (tmp_path / f"{name}.html").write_text(f'<html lang="sv"><title>x</title>{body}')
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]

    def lay(name):
        kind = Kind(meant.key, f"{name}.html", meant.gather, meant.order, meant.fetch) if name else meant
        monkeypatch.setitem(KINDS, "meeting", kind)

    return lay


@pytest.fixture
def soft_limit():
    """``soft_limit(seconds)``: do then what Celery does to a child whose soft limit has come."""

    def alarm(_number, _frame):
        raise SoftTimeLimitExceeded

    before = signal.signal(signal.SIGALRM, alarm)
    yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.django_db
def test_a_report_that_takes_too_much_fails_with_a_reason_and_the_next_is_made(bomb, soft_limit, order, done):
    for name in BOMBS:
        bomb(name)
        report = order()
        soft_limit(4)
        printing.print_report(report.pk)
        soft_limit(0)
        report.refresh_from_db()
        assert (report.state, report.reason) == ("failed", printing.COULD_NOT), name
    bomb(None)
    assert done().pages


def test_a_childs_limits():
    """A child asks for more memory than a report may take, and is told no instead of taking the machine.

    It alone reads WeasyPrint: the web server, which only rings the task, starts without.
    """
    assert 0 < settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT
    words = (
        "import sys, django; django.setup()\n"
        "from celery.signals import worker_process_init\n"
        "import config.wsgi, config.urls, reports.tasks\n"
        "print('weasyprint' in sys.modules)\n"
        "worker_process_init.send(sender=None)\n"
        "print('weasyprint' in sys.modules)\n"
        "try: bytearray(reports.tasks.MEMORY)\n"
        "except MemoryError: print('told no')\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", words],
        env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert child.stdout.split("\n", 2) == ["False", "True", "told no\n"]


def test_one_module_knows_weasyprint():
    named = re.compile(r"^\s*(?:import|from) weasyprint", re.MULTILINE)
    assert [path for path in sources() if named.search(path.read_text())] == [settings.BASE_DIR / "reports/render.py"]
