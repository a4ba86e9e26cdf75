"""What a group makes of a comparison. Every row is the group's and names its room.

A line of a comparison is a field of a worksheet, and whose answer it is where each function answers; a worksheet
of rows is one line, with ``WHOLE`` in place of the field.
"""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models

from access.scope import ScopedQuerySet
from benchmarking.workspace.models import FUNCTION, KEY
from benchmarking.workspace.typed import Typed, with_history
from cohorts.models import Participation, Room

#: Stands for the field where a line is a whole worksheet; no field of a method can be called so.
WHOLE = "_"


class Seen(models.TextChoices):
    """What the group sees when it reads the answers of a line beside each other."""

    SAME = "same", "Likhet"
    DIFFERENT = "different", "Skillnad"
    UNMARKED = "", "Inte markerad"


class Line(models.Model):
    """Which line of which step's comparison a row is about."""

    step_key = models.CharField(max_length=KEY)
    worksheet_key = models.CharField(max_length=KEY)
    field_key = models.CharField(max_length=KEY)
    function = models.CharField(max_length=FUNCTION, blank=True, default="")

    class Meta:
        abstract = True
        default_permissions: ClassVar = ()


@pghistory.track()
class LineMark(Line):
    """That the group sees a likeness or a difference, by whom and when. One per line: the latest stands."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    seen = models.CharField(max_length=10, choices=Seen.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta(Line.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "step_key", "worksheet_key", "field_key", "function"], name="line_marked_once"
            )
        ]


@with_history
class LineNote(Typed, Line):
    """The group's note on a line; or, with ``idea_of``, the idea that one of its organisations takes home from it."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    idea_of = models.ForeignKey(Participation, models.PROTECT, null=True, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta(Typed.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "step_key", "worksheet_key", "field_key", "function", "idea_of"],
                name="line_noted_once",
                nulls_distinct=False,
            )
        ]


class ShareRequest(models.Model):
    """That somebody in a group asked an organisation to share a step with it. ``of`` is the one that was asked."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    step_key = models.CharField(max_length=KEY)
    of = models.ForeignKey(Participation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        indexes: ClassVar = [models.Index(fields=["room", "step_key", "of"], name="request_of_step")]
