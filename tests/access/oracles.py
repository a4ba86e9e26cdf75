"""What the tests of access watch: the rows of the database, and the statements that a page runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import connection
from django.template.base import Template

#: Tables that change with every request and hold nothing of ours.
UNWATCHED = frozenset({"django_session", "django_cache", "django_migrations"})


@cache
def _watched_tables() -> tuple[str, ...]:
    return tuple(sorted(set(connection.introspection.table_names()) - UNWATCHED))


def digest_of_rows(*only: str) -> dict[str, tuple[int, int]]:
    """Return table → (rows, checksum) in one statement, of all tables or those named.

    Even a row written anew with equal values differs.
    """
    tables = only or _watched_tables()
    parts = [
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t.xmin::text || t::text, 0)), 0) FROM {table} t"
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (rows, checksum) for table, rows, checksum in cursor.fetchall()}


class QueryInTemplate(AssertionError):
    """A template asked the database: the view handed it something lazy."""


@contextmanager
def templates_that_never_query(monkeypatch) -> Iterator[None]:
    """Fail on any statement that runs while a template renders, however deep."""
    rendering = [0]
    render = Template._render  # noqa: SLF001 - after the context processors, which may read access

    def watched(template, context):
        rendering[0] += 1
        try:
            return render(template, context)
        finally:
            rendering[0] -= 1

    def refuse(execute, sql, params, many, context):
        if rendering[0]:
            raise QueryInTemplate(sql)
        return execute(sql, params, many, context)

    with monkeypatch.context() as patch, connection.execute_wrapper(refuse):
        patch.setattr(Template, "_render", watched)
        yield


def own_statements(queries) -> list[str]:
    """Return the statements of a request without the savepoints that tests add."""
    return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
