"""``manage.py demo_people``: one demo person per line, slug and name."""

from typing import Any

from django.core.management.base import BaseCommand

from start.demo import people


class Command(BaseCommand):
    """List whom the demo can be entered as."""

    help = "List the demo's people: slug and name, one per line."

    def handle(self, **_options: Any) -> None:
        """Print the list."""
        for person in people.everyone():
            self.stdout.write(f"{person.slug} {person.name}")
