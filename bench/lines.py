"""The lines of ``make bench``. A ratio is of one run of one machine; milliseconds are nobody's business."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack

from django.conf import settings
from django.db import connection
from django.test import override_settings

from bench import autosave, groups, importing, pages, paper, ratio
from bench.world import SIZES
from config import engines
from tests import database

Line = tuple[str, float | int]
#: The same code twice differs by no more than this, or the machine is too busy to measure on.
CALM = (0.95, 1.05)


def main() -> None:
    """Measure on a database of its own, a copy of the tests' template, and print."""
    with ExitStack() as stack:
        stack.enter_context(engines.lent(settings.BASE_DIR))
        stack.enter_context(override_settings(ROOT_URLCONF="bench.bare"))
        stack.enter_context(database.own_copy())
        for name, value in _lines():
            print(name, value if isinstance(value, int) else f"{value:.2f}", flush=True)
            if name == "control" and not CALM[0] <= value <= CALM[1]:
                print("The machine is too busy: the lines below say little. Run again.", file=sys.stderr)


def _lines() -> Iterator[Line]:
    indicators = pages.indicators()  # loads the country's organisations, which the others then find
    overviews = {size: pages.overview(size) for size in SIZES}
    step, comparison = pages.step(), pages.comparison()
    typing, paper_pair = autosave.pair(), paper.pair()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself a minute after many rows have come
    control, *larger = SIZES[1], *SIZES[1:]
    yield "control", ratio.of(overviews[control].page, overviews[control].page)
    for size in larger:
        yield f"overview_{size}_vs_bare", ratio.of(overviews[size].page, overviews[size].bare)
    yield "overview_sql", _statements(overviews.values())
    for name, page in (("step_page", step), ("comparison", comparison)):
        yield f"{name}_vs_bare", ratio.of(page.page, page.bare)
        yield f"{name}_sql", len(page.statements)
    yield "indicator_page_vs_bare", ratio.of(indicators.page, indicators.bare, rounds=5, calls=1)
    yield "indicator_page_sql", len(indicators.statements)
    yield "autosave_vs_bare_update", ratio.of(*typing, calls=9)
    yield "meeting_report_vs_write_pdf", ratio.of(*paper_pair, rounds=9, calls=1)
    yield f"proposal_{groups.ORGANISATIONS}_{groups.MENTORS}_vs_nearest_first", groups.cost()
    yield "import_vs_bulk_create", importing.against_bulk_create()
    yield "import_exponent", importing.exponent()


def _statements(overviews: Iterable[pages.Page]) -> int:
    """Return how many statements an overview takes; that they are the same ones for every size is part of the line."""
    asked = {overview.statements for overview in overviews}
    if len(asked) > 1:
        raise SystemExit("The overview asks the database other things when the round is larger.")
    return len(asked.pop())
