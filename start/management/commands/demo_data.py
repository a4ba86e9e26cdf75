"""``manage.py demo_data``: the 2019 round as it was, with invented people and answers."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from start.demo import people, story


class Command(BaseCommand):
    """Load the demo's round once."""

    help = "Load the 2019 round with invented people. Safe to run again: a round that is there is left alone."

    def handle(self, **_options: Any) -> None:
        """Tell the story, or say that it is told. Raises CommandError in production."""
        if settings.PRODUCTION:
            raise CommandError("The demo's people are invented and anyone may enter as them: not in production.")
        if story.is_told():
            self.stdout.write("The 2019 round is loaded already; nothing changed.")
            return
        cohort = story.tell()
        organisations = cohort.participations.count()
        self.stdout.write(f"{cohort}: {organisations} organisations, {len(people.everyone())} people.")
