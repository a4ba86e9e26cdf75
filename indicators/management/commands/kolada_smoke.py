"""``manage.py kolada_smoke``: ask the real Kolada a few questions, by hand before going live. Writes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access import clock
from indicators.kolada.refusals import KoladaRefusal
from indicators.models import Indicator, Source
from indicators.refreshing import kolada

SAMPLE = "N00090"


class Command(BaseCommand):
    """Ask what the client takes for granted, and say what the service answers."""

    help = "Check that the real Kolada answers as the client expects. Writes nothing."

    def handle(self, **_options: Any) -> None:
        """Print a line for each check. Raises CommandError for the first that does not hold."""
        service = kolada()
        known = {kpi for each in Indicator.objects.filter(source=Source.KOLADA) for kpi in each.kpis} or {SAMPLE}
        year = clock.today().year
        try:
            described = {kpi.id: kpi for kpi in service.kpis(sorted(known))}
            self.stdout.write(f"descriptions: {len(described)} of {len(known)}")
            for gone in sorted(known - set(described)):
                self.stdout.write(f"  unknown to Kolada: {gone}")
            found = [value for page in service.values([SAMPLE], [year - 2, year - 1]) for value in page]
            self.stdout.write(f"values of {SAMPLE}: {len(found)}, areas: {len({value.area for value in found})}")
            self.stdout.write(f"  genders: {sorted({value.gender for value in found})}")
            self.stdout.write(f"  status: {sorted({value.status for value in found})}")
            changed = [value for page in service.values([SAMPLE], [year - 1], since=clock.today()) for value in page]
            self.stdout.write(f"changed today: {len(changed)}")
        except KoladaRefusal as refusal:
            raise CommandError(f"{type(refusal).__name__}: {refusal}") from refusal
        if not found:
            raise CommandError(f"Kolada has no values of {SAMPLE}.")
        self.stdout.write(f"calls: {service.calls}")
