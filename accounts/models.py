"""A person, and a letter to one.

Both tables are GLOBAL: a person may sit in many rooms, and a letter is tied to a room only by
`cohorts.Dispatch` (design §3, §6).
"""

import uuid
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from access import clock


class AddressField(models.EmailField[str, str]):
    """A mail address that is stored, and looked up, in lower case whatever was typed."""

    def get_prep_value(self, value: Any) -> Any:
        """Lower the address on its way to the database, in writes and in lookups."""
        prepared = super().get_prep_value(value)
        return prepared.lower() if isinstance(prepared, str) else prepared

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 (Django's own signature)
        """Lower the address on the object too, so that it reads as it was stored."""
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


class UserManager(BaseUserManager["User"]):
    """Makes people; `accounts.people.create` is the verb that product code calls."""

    def create_user(self, email: str, password: str | None = None, *, name: str) -> "User":
        """Store a person with that address; without a password none will ever match."""
        user = self.model(email=email, name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class Rhythm(models.TextChoices):
    """How often a person wants the letters that can wait."""

    AT_ONCE = "at_once", "På en gång"
    DAILY = "daily", "En gång om dagen, klockan 7"
    WEEKLY = "weekly", "En gång i veckan, måndag klockan 7"


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in with a mail address.

    `is_superuser` comes with the mixin that guardian's groups need and opens nothing: rights are
    seats (design §3). `rhythm` is empty until the person has chosen one.
    """

    email = AddressField("e-postadress", unique=True)
    name = models.CharField("namn", max_length=150)
    rhythm = models.CharField("hur ofta brev", max_length=8, choices=Rhythm, blank=True)
    is_active = models.BooleanField("aktiv", default=True)
    date_joined = models.DateTimeField("sedan", default=timezone.now)
    deactivated_at = models.DateTimeField("avstängd sedan", null=True, blank=True)
    deactivated_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
        )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name, for the libraries that ask for a full one."""
        return self.name


def new_message_id() -> str:
    """Return a Message-ID of our own domain, made once so that a second try carries the same."""
    return f"<{uuid.uuid4()}@{urlsplit(settings.SITE_URL).hostname}>"


class Letter(models.Model):
    """A mail: a row first, sent by a task (`accounts.letters` holds its verbs).

    The body of an invitation holds the placeholder `{länk}`, and `secret_kind` with `secret_ref`
    say which function of `settings.LETTER_SECRETS` mints the link in the sending task. A body with
    a secret of its own (a sign-in code) has `valid_until`: it is never sent later than that, and
    is blanked when it has left the queue.

    `created_at` and `sent_at` are what people read, in the days of the domain (`access.clock`);
    the other times drive the sending and are the machine's own.
    """

    class State(models.TextChoices):
        """Where the letter is."""

        HELD = "held", "väntar på att släppas"
        QUEUED = "queued", "på väg ut"
        SENDING = "sending", "skickas"
        SENT = "sent", "skickat"
        UNSURE = "unsure", "osäkert om det gick iväg"
        STOPPED = "stopped", "stoppat"

    to_email = AddressField("till")
    to_name = models.CharField("mottagarens namn", max_length=150, blank=True)
    subject = models.CharField("ämne", max_length=200)
    body = models.TextField("text", blank=True)
    ics = models.TextField("kalenderdel", blank=True)
    kind = models.SlugField("slag")
    secret_kind = models.SlugField("slag av hemlig länk", blank=True)
    secret_ref = models.PositiveBigIntegerField("den hemliga länkens rad", null=True, blank=True)
    valid_until = models.DateTimeField("texten gäller till", null=True, blank=True)
    message_id = models.CharField("Message-ID", max_length=255, unique=True, default=new_message_id, editable=False)
    state = models.CharField("läge", max_length=8, choices=State, default=State.QUEUED)
    blanked = models.BooleanField("texten är borttagen", default=False)
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    not_before = models.DateTimeField("skickas tidigast", default=timezone.now)
    reason = models.CharField("varför det stannade", max_length=200, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("skrivet", default=clock.now, editable=False)
    claimed_at = models.DateTimeField("skickas sedan", null=True, blank=True)
    sent_at = models.DateTimeField("skickat", null=True, blank=True)

    class Meta:
        verbose_name = "brev"
        verbose_name_plural = "brev"
        ordering = ("pk",)
        indexes = (
            models.Index(
                fields=["not_before"],
                name="letter_on_its_way",
                condition=models.Q(state__in=["queued", "sending"]),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(secret_kind="", secret_ref=None)
                | (~models.Q(secret_kind="") & models.Q(secret_ref__isnull=False)),
                name="letter_secret_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_email}"
