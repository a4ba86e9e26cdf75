"""`manage.py adopt_method COHORT VERSION [--dry-run]`: a running round goes over to another version of its method."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.refusals import Refusal
from benchmarking.overview.adopting import adopt, preview
from benchmarking.workspace.adoption import Report
from cohorts.models import Cohort


class Command(BaseCommand):
    """Tell what is kept, what moves and what needs a look; without --dry-run also do it, whole or not at all."""

    help = "Let a round follow another stored version of its method. Everything written follows by key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the round, the version, and whether only to tell."""
        parser.add_argument("cohort", help="the round's name in its address, for example 2019")
        parser.add_argument("version", help="the name of a stored version, for example 2020")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen and write nothing")

    def handle(self, *, cohort: str, version: str, dry_run: bool, **_options: Any) -> None:
        """Print the report; exit 1 with a sentence when it is refused."""
        found = Cohort.objects.filter(slug=cohort).select_related("room").first()
        if found is None:
            raise CommandError(f"Det finns ingen omgång ”{cohort}”.")
        try:
            report = preview(found, version) if dry_run else adopt(found, version)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("\n".join(_told(report)))
        done = "Inget är ändrat." if dry_run else f"Omgången följer nu version {report.after}."
        self.stdout.write(f"\n{done} {report.look} {'sak' if report.look == 1 else 'saker'} att se över.")


def _told(report: Report) -> Iterator[str]:
    yield f"Från version {report.before} till version {report.after}"
    for step in report.steps:
        yield f"\n{step.title}"
        if step.kept:
            yield f"  Kvar: {step.kept}"
        for name, lines in (("Flyttat", step.moved), ("Nytt", step.new), ("Att se över", step.look)):
            for line in lines:
                yield f"  {name}: {line}"
