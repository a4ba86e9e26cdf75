"""The tables of a workspace. Everything is a participation's, and names its room.

Steps, worksheets, fields and checklist items are the method version's (``benchmarking.method.content``) and
are named by their keys.
"""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from benchmarking.method.models import MethodVersion
from benchmarking.workspace.typed import Typed, with_history
from cohorts.models import Room, Seat

KEY = 80
FUNCTION = 12
#: The step and the worksheet of the entry that holds a room's facts: no key of a method is empty.
FACTS = ""


class Stage(models.TextChoices):
    """Where a step is. Late is not a state: it is a day that has passed."""

    NOT_STARTED = "not_started", "Ej påbörjat"
    ONGOING = "ongoing", "Pågår"
    DONE = "done", "Klar"


class MarkState(models.TextChoices):
    """Where a point of a checklist is."""

    OPEN = "open", "Öppen"
    DONE = "done", "Klar"
    NOT_RELEVANT = "not_relevant", "Inte aktuell"


class StepProgress(models.Model):
    """How far a room has come in a step. No row means not started.

    ``points_done`` and ``minutes_left`` are counted by ``progress.recount`` in the transaction of every act, so
    that an overview reads one row per step. ``due`` stands before the cohort's milestone; ``owner`` answers for the
    step, and ``planned_at`` is when either was last said. ``changed_at`` is the last change of an answer, a row or a
    mark; ``active_at`` is that or the last signature.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="step_progress")
    step_key = models.CharField(max_length=KEY)
    state = models.CharField(max_length=12, choices=Stage.choices, default=Stage.NOT_STARTED)
    due = models.DateField(null=True)
    owner = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(null=True)
    points_done = models.PositiveIntegerField(default=0)
    minutes_left = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    changed_after_sign_off = models.BooleanField(default=False)
    changed_at = models.DateTimeField(null=True)
    active_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["room", "step_key"], name="progress_once_per_step")]


class StepSignature(models.Model):
    """That a function has approved a step; signing again moves the day."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="step_signatures")
    step_key = models.CharField(max_length=KEY)
    function = models.CharField(max_length=FUNCTION)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "step_key", "function"], name="signature_once_per_function")
        ]


class Entry(models.Model):
    """A worksheet that is one form (position 0), or one row of a worksheet of rows (1, 2, …).

    One more entry in each room, of no step and no worksheet (``FACTS``), holds what is written once and shown in
    many places.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="entries")
    step_key = models.CharField(max_length=KEY)
    worksheet_key = models.CharField(max_length=KEY)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "step_key", "worksheet_key", "position"],
                name="entry_position_once",
                deferrable=models.Deferrable.IMMEDIATE,  # rows change places in one statement
            )
        ]


@with_history
class Answer(Typed):
    """What stands in one field of an entry: one joint answer, or one per function where the field asks each.

    Of the facts, ``field_key`` is the fact.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="answers")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="answers")
    field_key = models.CharField(max_length=KEY)
    function = models.CharField(max_length=FUNCTION, blank=True, default="")

    class Meta(Typed.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "field_key", "function"], name="answer_once_per_field")
        ]


class OlderScale(models.Model):
    """That an answer was given on a scale of an earlier method version, and how it read there.

    It is true while the answer has this ``version``: whoever answers anew answers on the scale of now.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    answer = models.OneToOneField(Answer, models.CASCADE, related_name="older")
    version = models.PositiveIntegerField()
    shown = models.TextField()
    method = models.ForeignKey(MethodVersion, models.PROTECT, related_name="+")

    class Meta:
        default_permissions: ClassVar = ()


class TalkMark(models.Model):
    """That a trio has talked about a question that its functions answered differently, who noted it and when."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="talk_marks")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="talk_marks")
    field_key = models.CharField(max_length=KEY)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "field_key"], name="talk_once_per_field")]


@pghistory.track()
class CheckMark(models.Model):
    """Where a point of a step's checklist is, by whom and when. No row means open."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="check_marks")
    step_key = models.CharField(max_length=KEY)
    item_key = models.CharField(max_length=KEY)
    state = models.CharField(max_length=12, choices=MarkState.choices, default=MarkState.OPEN)
    note = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "step_key", "item_key"], name="mark_once_per_item"),
            models.CheckConstraint(condition=~Q(state="not_relevant") | ~Q(note=""), name="not_relevant_says_why"),
        ]


@pghistory.track()
class Duty(models.Model):
    """Whose a point of a checklist is, and by what day. The owner is a seat: it outlives who sits there."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="duties")
    step_key = models.CharField(max_length=KEY)
    item_key = models.CharField(max_length=KEY)
    owner = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    due = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "step_key", "item_key"], name="duty_once_per_item")
        ]
