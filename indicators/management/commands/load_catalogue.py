"""``manage.py load_catalogue``: write the indicators that the catalogue starts with."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from indicators.catalogue import load_catalogue
from indicators.models import Refresh
from indicators.refreshing import order_refresh


class Command(BaseCommand):
    """Load the catalogue; what the programme's leader has edited is left as it is."""

    help = "Load the catalogue of indicators. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether the first figures are to be fetched at once, and not first by night."""
        parser.add_argument("--fetch", action="store_true", help="order the first fetch of figures, if none has been")

    def handle(self, *, fetch: bool, **_options: Any) -> None:
        """Run and say how many there are; the sweep rings the fetch."""
        self.stdout.write(f"{load_catalogue()} indicators")
        if fetch and not Refresh.objects.exists():
            order_refresh(by=None)
