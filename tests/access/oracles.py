"""What the tests of access watch: the rows of the database, and the statements that a page runs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from django.db import connection, transaction
from django.template.base import Template

#: Tables that change with every request and hold nothing of ours.
UNWATCHED = frozenset({"django_session", "django_cache", "django_migrations"})


@cache
def _watched_tables() -> tuple[str, ...]:
    return tuple(sorted(set(connection.introspection.table_names()) - UNWATCHED))


def digest_of_rows(only: Sequence[str] | None = None) -> dict[str, tuple[int, int]]:
    """Return table → (rows, checksum) in one statement, of all tables or those named.

    Even a row written anew with equal values differs.
    """
    tables = _watched_tables() if only is None else only
    if not tables:
        return {}
    parts = [
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t.xmin::text || t::text, 0)), 0) FROM {table} t"
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (rows, checksum) for table, rows, checksum in cursor.fetchall()}


def touched() -> dict[str, int]:
    """Return table → how many rows the present transaction has written there, undone or not; far cheaper to ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return {table: rows for table, rows in cursor.fetchall() if table not in UNWATCHED}


@contextmanager
def undone() -> Iterator[None]:
    """Roll back what is written within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class QueryInTemplate(AssertionError):
    """A template asked the database: the view handed it something lazy."""


@contextmanager
def watched(monkeypatch) -> Iterator[list[str]]:
    """Collect the statements of a request, but for the savepoints that tests add; refuse any that a template asks."""
    rendering = [0]
    told: list[str] = []
    render = Template._render  # noqa: SLF001 - after the context processors, which may read access

    def marked(template, context):
        rendering[0] += 1
        try:
            return render(template, context)
        finally:
            rendering[0] -= 1

    def note(execute, sql, params, many, context):
        if rendering[0]:
            raise QueryInTemplate(sql)
        if "SAVEPOINT" not in sql:
            told.append(sql)
        return execute(sql, params, many, context)

    with monkeypatch.context() as patch, connection.execute_wrapper(note):
        patch.setattr(Template, "_render", marked)
        yield told
