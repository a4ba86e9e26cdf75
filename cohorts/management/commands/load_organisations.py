"""``manage.py load_organisations``: write the 310 municipalities and regions from the project's data."""

from typing import Any

from django.core.management.base import BaseCommand

from cohorts.organisations import load_organisations


class Command(BaseCommand):
    """Load the public facts about every municipality and region."""

    help = "Load all Swedish municipalities and regions. Safe to run again."

    def handle(self, **_options: Any) -> None:
        """Run and say how many there are."""
        self.stdout.write(f"{load_organisations()} organisations")
