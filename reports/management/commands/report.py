"""``manage.py report``: order and print a report in this process, by the same claim and lease as a worker."""

import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from access.refusals import Refusal
from accounts.models import User
from benchmarking.meetings.models import Meeting
from cohorts.models import BenchmarkGroup, Cohort, Participation, Room
from reports import ordering, printing
from reports.fetching import require_fetchable
from reports.kinds import KINDS
from reports.models import Report, ReportState

PAUSE = 0.5


class Command(BaseCommand):
    """Print a meeting report, or the results sheets of a round or of one organisation."""

    help = "Print a report: meeting <cohort> <group> <n>, or results <cohort> [<organisation>]."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the kind, what of, as whom, and where to."""
        kinds = parser.add_subparsers(dest="kind", required=True, metavar="meeting|results")
        meeting = kinds.add_parser("meeting", help="the report of a group's meeting")
        meeting.add_argument("cohort")
        meeting.add_argument("group")
        meeting.add_argument("number", type=int)
        results = kinds.add_parser("results", help="the results sheets")
        results.add_argument("cohort")
        results.add_argument("organisation", nargs="?")
        for each in (meeting, results):
            each.add_argument("--as", dest="person", required=True, help="mail address, or the part before @")
            each.add_argument("--out", type=Path, required=True, help="the file to write")

    def handle(self, **options: Any) -> None:
        """Order as the person, print, and write the file."""
        person = _person(options["person"])
        room, subject = _meeting(options) if options["kind"] == "meeting" else _results(options)
        try:
            title = KINDS[options["kind"]].gather(room, subject).title
            report = ordering.order(room, kind=options["kind"], subject=subject, title=title, by=person)
            _print(report)
            require_fetchable(report)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        with default_storage.open(report.file_name) as source, options["out"].open("wb") as target:
            shutil.copyfileobj(source, target)
        self.stdout.write(f"{options['out']}: {report.title}, sidor: {report.pages}")


def _print(report: Report) -> None:
    """Print the report here, or wait for the worker that has it. Raises ``CommandError`` with why there is no file."""
    while report.is_open:
        printing.print_report(report.pk)
        report.refresh_from_db()
        if report.is_open:
            time.sleep(PAUSE)
    if report.state == ReportState.FAILED:
        raise CommandError(report.reason)


def _person(word: str) -> User:
    people = User.objects.filter(Q(email=word.lower()) | Q(email__startswith=f"{word.lower()}@"), is_active=True)
    try:
        return people.get()
    except (User.DoesNotExist, User.MultipleObjectsReturned) as fault:
        raise CommandError(f"Ingen, eller flera, heter {word}. Skriv hela e-postadressen.") from fault


def _meeting(options: dict[str, Any]) -> tuple[Room, int]:
    try:
        group = BenchmarkGroup.objects.select_related("room__parent__parent").get(
            cohort__slug=options["cohort"], slug=options["group"]
        )
        return group.room, Meeting.objects.get(room=group.room, number=options["number"]).pk
    except (BenchmarkGroup.DoesNotExist, Meeting.DoesNotExist) as fault:
        raise CommandError(
            f"Gruppen {options['group']} har ingen träff {options['number']} i omgång {options['cohort']}."
        ) from fault


def _results(options: dict[str, Any]) -> tuple[Room, int | None]:
    try:
        cohort = Cohort.objects.select_related("room__parent").get(slug=options["cohort"])
        if options["organisation"] is None:
            return cohort.room, None
        return cohort.room, Participation.objects.get(cohort=cohort, organisation__slug=options["organisation"]).pk
    except (Cohort.DoesNotExist, Participation.DoesNotExist) as fault:
        where = f" med {options['organisation']}" if options["organisation"] else ""
        raise CommandError(f"Det finns ingen omgång {options['cohort']}{where}.") from fault
