"""The databases of a test run: one template, a copy of it for every process, and what the run keeps beside it.

The template is migrated, with permissions and the method's content; it is made anew when the product's
files have changed. A copy takes a tenth of a second. What many modules begin with (``Kept``: the standing
cast's world) is made once per run, in a database of its own that every process takes its copies from.
"""

import base64
import hashlib
import io
import os
import pickle
import zlib
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
LOCK = 2019
#: Which of the run's processes this is.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
#: The databases of this run are named by the process that began it, those of this process alone by both.
RUN = f"test_steg_{os.getppid() if 'PYTEST_XDIST_WORKER' in os.environ else os.getpid()}"
OWN = f"{RUN}_{os.getpid()}"
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
def _server(lock: int = LOCK) -> Iterator[CursorWrapper]:
    """Talk to the database server, one process at a time of those that ask for the same lock."""
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - Django's own way to make a test database
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
        yield cursor


def _use(name: str) -> None:
    for one in connections.all(initialized_only=True):
        one.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _comment(cursor: CursorWrapper, name: str) -> str | None:
    """Return what is written on a database that is whole."""
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
    return (cursor.fetchone() or [None])[0]


def make_template() -> None:
    """Make the template, so that it is there when the first test asks for a copy."""
    with engines.lent(settings.BASE_DIR), _server() as cursor:
        _make_template(cursor)


def _make_template(cursor: CursorWrapper) -> None:
    digest = _digest()
    if _comment(cursor, TEMPLATE) == digest:
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
    """Drop the databases of runs that were killed."""
    cursor.execute("SELECT DISTINCT (regexp_match(datname, '^test_steg_([0-9]+)'))[1] FROM pg_database")
    for (pid,) in cursor.fetchall():
        if pid and not Path(f"/proc/{pid}").exists():
            _drop(cursor, f"test_steg_{pid}_")


def _drop_own(cursor: CursorWrapper) -> None:
    """Drop this process's databases; the last of a run drops those of the run too."""
    _drop(cursor, OWN)
    cursor.execute("SELECT count(*) FROM pg_database WHERE datname ~ %s", [f"^{RUN}_[0-9]"])
    if cursor.fetchone() == (0,):
        _drop(cursor, f"{RUN}_")


def _drop(cursor: CursorWrapper, start: str) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [start])
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _copy(cursor: CursorWrapper, name: str, template: str = TEMPLATE) -> None:
    cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


@contextmanager
def own_copy() -> Iterator[None]:
    """Work on a copy of the template; it is dropped afterwards."""
    former = connection.settings_dict["NAME"]
    with _server() as cursor:
        _drop_left_behind(cursor)
        _make_template(cursor)
        _copy(cursor, OWN)
    _use(OWN)
    try:
        yield
    finally:
        _use(former)
        with _server() as cursor:
            _drop_own(cursor)


def renew(template: str = TEMPLATE) -> None:
    """Put a fresh copy in the place of this process's own; connections of other programs are cut."""
    for one in connections.all(initialized_only=True):
        one.close()
    with _server() as cursor:
        _copy(cursor, connection.settings_dict["NAME"], template)


Made = TypeVar("Made")


class Kept(Generic[Made]):
    """What ``make`` writes into a database and returns, made when it is first asked for, once per run.

    It starts from the template, or from what ``after`` keeps, which ``make`` is then given.
    """

    def __init__(self, make: Callable[..., Made], *, after: "Kept[Any] | None" = None) -> None:
        self.name, self._copied = f"{RUN}_{make.__name__}", f"{OWN}_{make.__name__}"
        self._make, self._after = make, after
        self._pickled: str | None = None
        self._is_copied = False

    @contextmanager
    def inside(self) -> Iterator[Made]:
        """Work in a copy of this process's own, and leave nothing there: what is written is rolled back."""
        made = self.made()
        if not self._is_copied:
            with _server() as cursor:
                _copy(cursor, self._copied, self.name)
            self._is_copied = True
        with _used(self._copied), transaction.atomic():
            yield made
            transaction.set_rollback(True)

    def committed(self) -> Made:
        """Put a copy of it in the place of this process's own database, for other programs to see."""
        made = self.made()
        renew(self.name)
        return made

    def made(self) -> Made:
        """Make it if no process of the run has, and return the caller's own copy of what was returned."""
        if self._pickled is None:
            with _server(zlib.crc32(self.name.encode())) as cursor:
                self._pickled = _comment(cursor, self.name) or self._write(cursor)
        return pickle.loads(base64.b64decode(self._pickled))

    def _write(self, cursor: CursorWrapper) -> str:
        given = [self._after.made()] if self._after else []
        with _server() as server:
            _copy(server, self.name, self._after.name if self._after else TEMPLATE)
        with _used(self.name):
            pickled = base64.b64encode(pickle.dumps(self._make(*given))).decode()
        cursor.execute(f"COMMENT ON DATABASE {self.name} IS '{pickled}'")
        return pickled


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
