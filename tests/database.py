"""The databases of a test run: one template, and a copy of it for every process.

The template is migrated, with permissions and the method's content; it is made anew when the product's
files have changed. A copy takes a tenth of a second.
"""

import hashlib
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
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
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_steg\\_%%'")
    for (name,) in cursor.fetchall():
        pid = re.fullmatch(COPY.format(pid=r"(\d+)"), name)
        if pid and not Path(f"/proc/{pid[1]}").exists():
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _copy(cursor: CursorWrapper, name: str) -> None:
    cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    cursor.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")


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
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def renew() -> None:
    """Put a fresh copy in the place of this process's own; connections of other programs are cut."""
    for one in connections.all(initialized_only=True):
        one.close()
    with _server() as cursor:
        _copy(cursor, connection.settings_dict["NAME"])


def address() -> str:
    """Return the address of this process's copy, for another program."""
    url = urlsplit(os.environ.get("DATABASE_URL") or engines.database_url(settings.BASE_DIR))
    return url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
