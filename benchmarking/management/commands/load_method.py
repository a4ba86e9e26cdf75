"""`manage.py load_method FOLDER`: check a method's YAML, store it as a frozen version, say what it holds."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from benchmarking.method.content import Content
from benchmarking.method.loader import load
from benchmarking.method.marked import MethodFault
from benchmarking.method.versions import VersionFrozen, store


class Command(BaseCommand):
    """Load a method version; exit 1 with `file:line: reason` when the folder has a fault."""

    help = "Load a method version from a folder of YAML and freeze it. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, help="for example benchmarking/content/2019")

    def handle(self, *, folder: Path, **_options: Any) -> None:
        """Load, store and print name, digest and counts."""
        try:
            content = load(folder)
            version = store(content)
        except (MethodFault, VersionFrozen) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{content.key} {content.name} {version.sha256}")
        self.stdout.write(_counts(content))


def _counts(content: Content) -> str:
    worksheets = [worksheet for step in content.steps for worksheet in step.worksheets]
    return (
        f"{len(content.steps)} steps, {len(worksheets)} worksheets, "
        f"{sum(len(worksheet.fields) for worksheet in worksheets)} fields, "
        f"{sum(len(step.checklist) for step in content.steps)} checklist items, "
        f"{len(content.meeting_kinds)} meeting kinds, {len(content.areas)} areas"
    )
