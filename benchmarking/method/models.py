"""Method versions as frozen rows, and which cohort follows which.

Method and MethodVersion are GLOBAL: they say the same to everybody. A pin belongs to its cohort, whose key is
its room's.
"""

import pgtrigger
from django.conf import settings
from django.db import models

from access import clock


class Method(models.Model):
    """A method by its key; what it says is in its versions."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class MethodVersion(models.Model):
    """One version of a method as one JSON document (benchmarking.method.content.Content).

    The row is frozen when it is written: the database itself refuses every later UPDATE and DELETE, since
    answers, sign-offs and releases are read against exactly this text.
    """

    method = models.ForeignKey(Method, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=60)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=clock.now)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["method", "name"], name="method_version_name_once"),)
        triggers = (pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.method.key} {self.name}"


class Adoption(models.Model):
    """That a cohort went over to another version in the middle of its round, and what was told of it then.

    ``by`` is nobody where it was done from the command line. ``report`` is ``workspace.adoption.to_json``.
    """

    room = models.ForeignKey("cohorts.Room", on_delete=models.PROTECT, related_name="adoptions")
    before = models.ForeignKey(MethodVersion, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(MethodVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    report = models.JSONField()

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)
        triggers = (pgtrigger.Protect(name="adopted", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.room_id}: {self.before_id} → {self.after_id}"


class CohortMethod(models.Model):
    """The pin: the method version that a cohort follows."""

    cohort = models.OneToOneField(
        "cohorts.Cohort", on_delete=models.PROTECT, primary_key=True, related_name="method_pin"
    )
    version = models.ForeignKey(MethodVersion, on_delete=models.PROTECT, related_name="pins")
    pinned_at = models.DateTimeField(default=clock.now)
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.version_id}"
