"""``manage.py invite_leader MAIL``: let the first project leader in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.refusals import Refusal
from cohorts.forms import OfferForm
from cohorts.leaders import invite_leader


class Command(BaseCommand):
    """Offer a leader's seat in the programme room, and show the link once."""

    help = "Invite a project leader to the programme. Prints the link, which is shown only here and only now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address, and the name where the address does not hold it."""
        parser.add_argument("mail", help="the leader's mail address")
        parser.add_argument("--name", default="", help="the leader's name; else it is read out of the address")

    def handle(self, *, mail: str, name: str, **_options: Any) -> None:
        """Invite, or say in Swedish why not."""
        form = OfferForm({"email": mail, "name": name or _name_in(mail)})
        if not form.is_valid():
            raise CommandError(" ".join(str(error) for errors in form.errors.values() for error in errors))
        try:
            link = invite_leader(**form.cleaned_data)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Lämna den här länken till {form.cleaned_data['name']}. Den visas bara nu.\n{link}")


def _name_in(mail: str) -> str:
    """Return "Anna Berg" for anna.berg@…."""
    return mail.partition("@")[0].replace(".", " ").replace("_", " ").title()
