"""The overview of a round against a bare view of the same rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.test import Client
from django.urls import reverse

from bench import bare, world

_LIST = re.compile(r"\((?:%s(?:, )?)+\)")


@dataclass(frozen=True, slots=True)
class Overview:
    """One round's overview: as the product shows it, as bare rows, and what is asked of the database for it."""

    size: int
    page: Callable[[], object]
    bare: Callable[[], object]
    statements: tuple[str, ...]


def overview(size: int) -> Overview:
    """Make a round of so many organisations, and the two ways to see it."""
    cohort = world.round_of(size)
    leader = world.leader()
    address = reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})
    browser, plain = bare.browser(leader), bare.browser(leader, middleware=bare.MIDDLEWARE)

    def page() -> None:
        _get(browser, address)

    def rows() -> None:
        bare.script[:] = script
        _get(plain, "/bench/rows/")

    script: list[bare.Statement] = []
    page()
    asked = bare.recorded(page)
    own = bare.recorded(rows)
    script = asked[len(own) :]
    if [sql for sql, _ in asked[: len(own)]] != [sql for sql, _ in own]:
        raise SystemExit("Session and user are not what the overview asks for first: the bare view would cheat.")
    return Overview(size, page, rows, tuple(_LIST.sub("(…)", sql) for sql, _ in asked))


def _get(browser: Client, address: str) -> None:
    answer = browser.get(address)
    if answer.status_code != HTTPStatus.OK:
        raise SystemExit(f"{address} answers {answer.status_code}")
