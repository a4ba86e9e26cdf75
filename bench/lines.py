"""The lines of ``make bench``. A ratio is of one run of this machine; milliseconds are nobody's business."""

from collections.abc import Iterator
from contextlib import ExitStack

from django.conf import settings
from django.test import override_settings

from bench import autosave, pages, paper, ratio
from bench.world import SIZES
from config import engines
from tests import database

Line = tuple[str, float | int]


def main() -> None:
    """Measure on a database of its own, a copy of the tests' template, and print."""
    with ExitStack() as stack:
        stack.enter_context(engines.lent(settings.BASE_DIR))
        stack.enter_context(override_settings(ROOT_URLCONF="bench.bare"))
        stack.enter_context(database.own_copy())
        for measure in (_control, _overview, _autosave, _paper):
            for name, value in measure():
                print(name, value if isinstance(value, int) else f"{value:.2f}", flush=True)


def _control() -> Iterator[Line]:
    """Measure the same code twice: what is not about 1 here says that the machine is too busy to measure on."""
    page = pages.overview(SIZES[1]).page
    yield "control", ratio.of(page, page)


def _overview() -> Iterator[Line]:
    found = [pages.overview(size) for size in SIZES]
    for overview in found[1:]:
        yield f"overview_{overview.size}_vs_bare", ratio.of(overview.page, overview.bare)
    statements = {overview.statements for overview in found}
    if len(statements) > 1:
        raise SystemExit("The overview asks the database other things when the round is larger.")
    yield "overview_sql", len(statements.pop())


def _autosave() -> Iterator[Line]:
    yield "autosave_vs_bare_update", ratio.of(*autosave.pair())


def _paper() -> Iterator[Line]:
    yield "meeting_report_vs_write_pdf", ratio.of(*paper.pair(), calls=1)
