"""The databases of a test run: one template, a copy of it for every process, and what a process keeps beside it.

The template is migrated, with permissions and the method's content; it is made anew when the product's
files have changed. A copy takes a tenth of a second. What many modules begin with (``Kept``: the standing
cast's world) is made once per process, in a database of its own.
"""

import hashlib
import io
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper

from config import engines

TEMPLATE = "test_steg_template"
COPY = "test_steg_{pid}"
LOCK = 2019
FOLDERS = ["access", "accounts", "benchmarking", "cohorts", "config", "indicators", "mentoring", "reports", "start"]


def _digest() -> str:
    """Return what the template is made of, as a digest."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".yaml", ".csv"}:
                digest.update(str(path).encode() + path.read_bytes())
    digest.update((settings.BASE_DIR / "requirements/run.txt").read_bytes())
    return digest.hexdigest()


@contextmanager
def _server() -> Iterator[CursorWrapper]:
    """Talk to the database server, one process at a time."""
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - Django's own way to make a test database
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield cursor


def _use(name: str) -> None:
    for one in connections.all(initialized_only=True):
        one.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _make_template(cursor: CursorWrapper) -> None:
    digest = _digest()
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [TEMPLATE])
    if cursor.fetchone() == (digest,):
        return
    cursor.execute(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
    cursor.execute(f"CREATE DATABASE {TEMPLATE}")
    _use(TEMPLATE)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_method", settings.BASE_DIR / "benchmarking/content/2019", verbosity=0, stdout=io.StringIO())
    connection.close()
    cursor.execute(f"COMMENT ON DATABASE {TEMPLATE} IS '{digest}'")


def _drop_left_behind(cursor: CursorWrapper) -> None:
    """Drop the copies of processes that were killed."""
    cursor.execute("SELECT DISTINCT (regexp_match(datname, '^test_steg_([0-9]+)'))[1] FROM pg_database")
    for (pid,) in cursor.fetchall():
        if pid and not Path(f"/proc/{pid}").exists():
            _drop(cursor, pid)


def _drop(cursor: CursorWrapper, pid: str) -> None:
    """Drop the copy of a process, and what it keeps."""
    copy = COPY.format(pid=pid)
    cursor.execute(
        "SELECT datname FROM pg_database WHERE datname = %s OR starts_with(datname, %s)", [copy, f"{copy}_"]
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _copy(cursor: CursorWrapper, name: str, template: str = TEMPLATE) -> None:
    cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


@contextmanager
def own_copy() -> Iterator[None]:
    """Work on a copy of the template; it is dropped afterwards."""
    former = connection.settings_dict["NAME"]
    name = COPY.format(pid=os.getpid())
    with _server() as cursor:
        _drop_left_behind(cursor)
        _make_template(cursor)
        _copy(cursor, name)
    _use(name)
    try:
        yield
    finally:
        _use(former)
        with _server() as cursor:
            _drop(cursor, str(os.getpid()))


def renew(template: str = TEMPLATE) -> None:
    """Put a fresh copy in the place of this process's own; connections of other programs are cut."""
    for one in connections.all(initialized_only=True):
        one.close()
    with _server() as cursor:
        _copy(cursor, connection.settings_dict["NAME"], template)


Made = TypeVar("Made")


class Kept(Generic[Made]):
    """What ``make`` writes into a database and returns, made when it is first asked for, once per process.

    It starts from the template, or from what ``after`` keeps, which ``make`` is then given.
    """

    def __init__(self, make: Callable[..., Made], *, after: "Kept[Any] | None" = None) -> None:
        self.name = f"{COPY.format(pid=os.getpid())}_{make.__name__}"
        self._make, self._after = make, after
        self._pickled: bytes | None = None

    @contextmanager
    def inside(self) -> Iterator[Made]:
        """Work in its database, and leave nothing there: what is written is rolled back."""
        made = self.made()
        with _used(self.name), transaction.atomic():
            yield made
            transaction.set_rollback(True)

    def committed(self) -> Made:
        """Put a copy of it in the place of this process's own database, for other programs to see."""
        made = self.made()
        renew(self.name)
        return made

    def made(self) -> Made:
        """Make it if that is not done, and return the caller's own copy of what was returned."""
        if self._pickled is None:
            given = [self._after.made()] if self._after else []
            with _server() as cursor:
                _copy(cursor, self.name, self._after.name if self._after else TEMPLATE)
            with _used(self.name):
                self._pickled = pickle.dumps(self._make(*given))
        return pickle.loads(self._pickled)


@contextmanager
def _used(name: str) -> Iterator[None]:
    former = connection.settings_dict["NAME"]
    _use(name)
    try:
        yield
    finally:
        _use(former)


def address() -> str:
    """Return the address of this process's copy, for another program."""
    url = urlsplit(os.environ.get("DATABASE_URL") or engines.database_url(settings.BASE_DIR))
    return url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
