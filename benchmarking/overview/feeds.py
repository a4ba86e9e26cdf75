"""A person's feed: the secret address that a calendar fetches, made, renewed and shut."""

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse

from access import clock
from accounts.models import User
from benchmarking.overview.models import CalendarFeed

SECRET_BYTES = 24


def make_feed(*, by: User) -> str:
    """Give the person a feed with a new address, and return the address: it is shown once, and the old one dies."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.update_or_create(user=by, defaults={"secret_hash": _digest(secret), "made_at": clock.now()})
    return f"{settings.SITE_URL.rstrip('/')}{reverse('benchmarking:calendar_feed', args=[secret])}"


def shut_feed(*, by: User) -> None:
    """Let the person's address open nothing any more."""
    CalendarFeed.objects.filter(user=by).delete()


def feed_of(user: User) -> CalendarFeed | None:
    """Return the person's feed, if there is one."""
    return CalendarFeed.objects.filter(user=user).first()


def owner_of(secret: str) -> User | None:
    """Return whose feed a secret opens; None where it is unknown or shut, or its owner deactivated."""
    feeds = CalendarFeed.objects.select_related("user")
    found = feeds.filter(secret_hash=_digest(secret), user__is_active=True).first()
    return found.user if found else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
