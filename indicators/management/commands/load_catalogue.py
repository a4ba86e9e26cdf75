"""``manage.py load_catalogue``: write the indicators that the catalogue starts with."""

from typing import Any

from django.core.management.base import BaseCommand

from indicators.catalogue import load_catalogue


class Command(BaseCommand):
    """Load the catalogue; what the programme's leader has edited is left as it is."""

    help = "Load the catalogue of indicators. Safe to run again."

    def handle(self, **_options: Any) -> None:
        """Run and say how many there are."""
        self.stdout.write(f"{load_catalogue()} indicators")
