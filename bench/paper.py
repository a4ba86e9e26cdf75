"""A meeting report from order to stored file against plain ``write_pdf`` of the same HTML."""

from collections.abc import Callable

from weasyprint import HTML

from bench import world
from reports import ordering, printing
from reports.kinds import KINDS
from reports.render import ACCESSIBLE, BASE, AssetFetcher, fonts


def pair() -> tuple[Callable[[], object], Callable[[], object]]:
    """Return the two acts. The plain one has our typeface read already too, and makes the same PDF/UA-1."""
    meeting, leader = world.meeting()
    room, kind = meeting.room, KINDS["meeting"]

    def whole() -> None:
        report = ordering.order(room, kind=kind.key, subject=meeting.pk, title="Anteckningar", by=leader)
        printing.print_report(report.pk)
        report.refresh_from_db()
        if report.state != "done":
            raise SystemExit(report.reason)

    html = printing.document(kind, kind.gather(room, meeting.pk))

    def plain() -> None:
        HTML(string=html, base_url=BASE, url_fetcher=AssetFetcher()).write_pdf(font_config=fonts(), **ACCESSIBLE)

    return whole, plain
