"""Verbs that let a person in, and shut a person out."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from access import clock
from access.refusals import Refusal
from accounts.models import Rhythm, User


class PersonDeactivated(Refusal):
    """The address belongs to a person whose account is shut."""

    sentence = "Kontot med den adressen är avstängt. Be projektledaren om hjälp."


@transaction.atomic
def create(*, email: str, name: str) -> User:
    """Return the person with that address, made now if nobody has it.

    The caller has proof that the person reads mail at the address (an invitation was opened), so
    it is stored as verified: sign-in by code works at once. A new person has no usable password.
    A known one keeps the name it has. Raises `PersonDeactivated`.
    """
    user, _ = User.objects.get_or_create(email=email, defaults={"name": name, "password": make_password(None)})
    if not user.is_active:
        raise PersonDeactivated
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def choose_rhythm(user: User, rhythm: Rhythm) -> None:
    """Let the person have the letters that can wait in that rhythm from now on."""
    User.objects.filter(pk=user.pk).update(rhythm=rhythm)


@transaction.atomic
def deactivate(user: User, *, by: User) -> None:
    """Shut the account: no way in, and every open session is anonymous at its next request.

    The password is thrown away too, so that an old session does not come back to life should the
    account be opened again.
    """
    user.is_active = False
    user.deactivated_at = clock.now()
    user.deactivated_by = by
    user.set_unusable_password()
    user.save(update_fields=["is_active", "deactivated_at", "deactivated_by", "password"])
