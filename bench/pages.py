"""Pages against a bare view of the same rows: the overview of a round, a step, and a step side by side."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.test import Client
from django.urls import reverse

from bench import bare, figures, world

_LIST = re.compile(r"\((?:%s(?:, )?)+\)")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the product shows it, as bare rows, and what is asked of the database for it."""

    page: Callable[[], object]
    bare: Callable[[], object]
    statements: tuple[str, ...]


def overview(size: int) -> Page:
    """Make a round of so many organisations, and the two ways to see it."""
    cohort = world.round_of(size)
    return _against_bare(world.leader(), reverse("benchmarking:overview", kwargs={"cohort": cohort.slug}))


def comparison() -> Page:
    """Return the largest step of four organisations beside each other, every field filled in and noted."""
    group, step, strategist = world.compared()
    here = {"cohort": group.cohort.slug, "group": group.slug, "step": step}
    return _against_bare(strategist, reverse("benchmarking:comparison", kwargs=here))


def indicators() -> Page:
    """Return 20 indicators of a group beside 310 organisations, with 20 years of figures behind each."""
    group, strategist, query = figures.compared()
    here = {"cohort": group.cohort.slug, "group": group.slug}
    return _against_bare(strategist, reverse("benchmarking:comparison_indicators", kwargs=here) + query)


def step() -> Page:
    """Return the same step as the workspace of one of the four shows it: read, with one row open in each worksheet."""
    group, step, strategist = world.compared()
    here = {"cohort": group.cohort.slug, "organisation": world.COMPARED[0].lower(), "step": step}
    return _against_bare(strategist, reverse("benchmarking:step", kwargs=here))


def _against_bare(user: Any, address: str) -> Page:
    browser, plain = bare.browser(user), bare.browser(user, middleware=bare.MIDDLEWARE)

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
        raise SystemExit("Session and user are not what the page asks for first: the bare view would cheat.")
    return Page(page, rows, tuple(_LIST.sub("(…)", sql) for sql, _ in asked))


def _get(browser: Client, address: str) -> None:
    answer = browser.get(address)
    if answer.status_code != HTTPStatus.OK:
        raise SystemExit(f"{address} answers {answer.status_code}")
