"""What every test stands on: real engines, a database per process, real programs where a test asks for them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from shutil import which
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import TransactionTestCase, override_settings
from playwright.sync_api import Page, expect

from config import engines
from config.celery import app
from config.processes import Programs, listen
from tests import axe, database

DEEP = bool(os.environ.get("DEEP"))
# Playwright's loop runs in the thread of the test, which also reads the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

hypothesis.settings.register_profile("suite", max_examples=50, deadline=None, derandomize=True)
hypothesis.settings.register_profile("deep", max_examples=2000, deadline=None, derandomize=False, print_blob=True)
hypothesis.settings.load_profile("deep" if DEEP else "suite")


def pytest_configure() -> None:
    """Run tasks where they are rung, on the spot; argon2 is slow on purpose and asserted in one test.

    Static files are looked up when they are asked for: each test has a client of its own, which would list them all.
    """
    settings.WHITENOISE_AUTOREFRESH = True
    settings.CACHES["fast"]["LOCATION"] = _own_cache(settings.CACHES["fast"]["LOCATION"])
    app.conf.update(task_always_eager=True, task_eager_propagates=True, task_default_queue=f"test-{os.getpid()}")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    expect.set_options(timeout=20_000)  # a machine that others use too may be slow: no test asks how fast a page is


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let a program of its own make the template while the processes of a run read the tests, rather than after."""
    if getattr(session.config.option, "numprocesses", None):
        words = "import django; django.setup(); from tests.database import make_template; make_template()"
        making = subprocess.Popen([sys.executable, "-c", words], cwd=settings.BASE_DIR)
        session.config.add_cleanup(making.wait)


def _own_cache(address: str) -> str:
    """Return the address of this process's own part of the cache: the rows of two processes have the same numbers."""
    return f"{address.partition('?')[0]}?db={database.WORKER + 2}"


@pytest.fixture
def scale() -> Callable[[int, int], int]:
    """Choose a number: ``scale(40, 4000)`` is 40 in the suite and 4000 in ``make check-deep``."""
    return lambda small, large: large if DEEP else small


# Database -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, media) -> Iterator[None]:
    """Start the engines if need be and work on a copy of the template database.

    After a test that commits (``transaction=True``, ``server``) a fresh copy takes its place: a flush would
    wipe permissions and the method's content.
    """

    def begin_afresh(_test: TransactionTestCase) -> None:
        database.renew()
        caches["fast"].clear()

    with (
        engines.lent(settings.BASE_DIR),
        django_db_blocker.unblock(),
        database.own_copy(),
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.block(),
    ):
        patch.setattr(TransactionTestCase, "_fixture_teardown", begin_afresh)
        yield


@pytest.fixture(scope="session")
def media(tmp_path_factory) -> Iterator[Path]:
    """Keep stored files in a folder of the run."""
    folder = tmp_path_factory.mktemp("media")
    stored = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    with override_settings(STORAGES={**settings.STORAGES, "default": stored}):
        yield folder


# The running product --------------------------------------------------------------------------------


def _environment(address: str, home: Path, media: Path) -> dict[str, str]:
    """What a program of ours is told, to work on this process's database and queue."""
    return {
        "DATABASE_URL": database.address(),
        "CACHE_URL": settings.CACHES["fast"]["LOCATION"],
        "QUEUE": app.conf.task_default_queue,
        "MEDIA_ROOT": str(media),
        "EMAIL_URL": f"filemail:///{home / 'mail'}",
        "SITE_URL": address,
    }


@pytest.fixture(scope="session")
def _programs(django_db_setup, django_db_blocker, media, tmp_path_factory) -> Iterator[tuple[Programs, str]]:
    """The web server and a worker as processes of their own, on this process's database and queue."""
    home = tmp_path_factory.mktemp("programs")
    listener = listen(port=0)
    port = listener.getsockname()[1]
    with django_db_blocker.unblock():
        environment = _environment(f"http://127.0.0.1:{port}", home, media)
    with Programs(environment=environment, logs=home) as programs:
        programs.web(listener, workers=1)
        programs.worker(processes=1)
        programs.wait_for_web(port)
        programs.wait_for_worker()
        yield programs, environment["SITE_URL"]


@pytest.fixture
def server(_programs, transactional_db) -> Iterator[str]:
    """The address of the running product, for tests over HTTP; what the test commits, it sees.

    Tasks go to the real worker. A program that ends by itself fails the test.
    """
    programs, address = _programs
    app.conf.update(task_always_eager=False)
    yield address
    app.conf.update(task_always_eager=True)
    programs.check()


class WebServer:
    """A web server of the test's own, which it may stop and start again at the same address."""

    def __init__(self, programs: Programs) -> None:
        listener = listen(port=0)
        self._programs, self._port = programs, listener.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        listener.close()

    def start(self) -> None:
        """Start it, and return when it answers."""
        self._programs.web(listen(port=self._port), workers=1)
        self._programs.wait_for_web(self._port)

    def stop(self) -> None:
        """Kill it: nobody listens at its address."""
        self._programs.stop("web")


@pytest.fixture
def own_server(server, media, tmp_path) -> Iterator[WebServer]:
    """A web server for a test that stops it; it works on the same database as ``server``."""
    with Programs(environment=_environment(server, tmp_path, media), logs=tmp_path) as programs:
        web = WebServer(programs)
        web.start()
        yield web


@pytest.fixture
def delivered(server, _programs) -> Callable[[], list[EmailMessage]]:
    """``delivered()``: the letters the running product has sent so far, oldest first."""
    programs, _address = _programs
    mail = programs.logs / "mail"
    for file in mail.glob("*"):
        file.unlink()

    def read() -> list[EmailMessage]:
        files = sorted(mail.glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
        texts = [part for path in files for part in path.read_bytes().split(b"-" * 79 + b"\n") if part.strip()]
        return [BytesParser(policy=default).parsebytes(text) for text in texts]

    return read


# The browser ----------------------------------------------------------------------------------------

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Chromium of the machine (``CHROMIUM`` names another), without calls of its own to the outside.

    Its headless shell where there is one: what it draws is the same, with a third less work.
    """
    program = os.environ.get("CHROMIUM") or which("chromium-headless-shell") or which("chromium")
    return {"executable_path": program, "args": CHROMIUM}


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """``assert_accessible(page)``: axe finds nothing on the page as it stands."""

    def run(page: Page) -> None:
        found = axe.found_on(page, thorough=DEEP)
        assert found.violations_count == 0, found.generate_report()

    return run
