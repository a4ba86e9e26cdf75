"""The tables of meetings. Each names its room: the group's."""

import datetime as dt

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.scope import ScopedQuerySet
from benchmarking.workspace.typed import Typed, with_history
from cohorts.models import Participation, Room, Seat


class MeetingState(models.TextChoices):
    """Where a meeting is in its life."""

    PLANNED = "planned", "Planerad"
    INVITED = "invited", "Kallelsen är skickad"
    HELD = "held", "Genomförd"
    NOTES_SENT = "notes_sent", "Anteckningarna är utskickade"
    APPROVED = "approved", "Anteckningarna är godkända"
    LOCKED = "locked", "Anteckningarna är låsta"
    CANCELLED = "cancelled", "Inställd"


#: While notes may be written; from "notes sent" on the text is what others read, and stands still.
DRAFT_STATES = (MeetingState.PLANNED, MeetingState.INVITED, MeetingState.HELD)
#: When notes are out, they are read by those who never read drafts.
OUT_STATES = (MeetingState.NOTES_SENT, MeetingState.APPROVED, MeetingState.LOCKED)


class Meeting(models.Model):
    """A meeting of a group. `kind` and `step_key` are keys of the method that the cohort follows.

    `state_by` is who brought it where it is; `notes_version` counts how many times the notes have been sent out,
    `sequence` how many times it has been moved or cancelled: calendars ask for that.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=80)
    step_key = models.CharField(max_length=80)
    title = models.CharField(max_length=160)
    day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=160, blank=True)
    link = models.URLField(max_length=500, blank=True)
    host = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="+")
    chair = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    note_taker = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    notes_version = models.PositiveSmallIntegerField(default=0)
    sequence = models.PositiveSmallIntegerField(default=0)
    cancel_reason = models.CharField(max_length=200, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    notes_sent_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["day", "starts_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="meeting_number_once_in_group"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
        ]

    @property
    def notes_are_out(self) -> bool:
        """Tell whether the notes have been sent and stand still since."""
        return self.state in OUT_STATES

    @property
    def takes_notes(self) -> bool:
        """Tell whether notes may be written now."""
        return self.state in DRAFT_STATES


@with_history
class AgendaItem(Typed):
    """One point of a meeting's agenda; the typed value is what was noted under it."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    key = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    minutes = models.PositiveSmallIntegerField()
    presenter = models.CharField(max_length=160, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "key"], name="agenda_key_once_in_meeting")]


class Presence(models.TextChoices):
    """How somebody took part."""

    ON_SITE = "on_site", "På plats"
    REMOTE = "remote", "Digitalt"
    ABSENT = "absent", "Frånvarande"
    UNKNOWN = "unknown", "Inte ifyllt"


class Attendance(models.Model):
    """How a seat took part in a meeting. `name` is its holder that day: a seat outlives its holder.

    `substitute` names who came in the holder's place; the presence is then the substitute's.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    name = models.CharField(max_length=150, blank=True)
    presence = models.CharField(max_length=8, choices=Presence.choices, default=Presence.UNKNOWN)
    substitute = models.CharField(max_length=150, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="attendance_once_per_seat")]


@pghistory.track()
class Decision(models.Model):
    """Something the group agreed on, numbered within its meeting."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    due = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="decision_number_once_in_meeting",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]


class FollowUpState(models.TextChoices):
    """How far something promised has come."""

    OPEN = "open", "Ej påbörjat"
    ONGOING = "ongoing", "Pågår"
    DONE = "done", "Klar"


@pghistory.track()
class FollowUp(models.Model):
    """Something somebody promised to do. It comes back on later meetings until it is done."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="follow_ups")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="follow_ups")
    what = models.TextField()
    owner = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    due = models.DateField()
    state = models.CharField(max_length=8, choices=FollowUpState.choices, default=FollowUpState.OPEN)
    state_at = models.DateTimeField(null=True, blank=True)
    state_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["due", "pk"]

    @property
    def done_at(self) -> dt.datetime | None:
        """Return when it was done, if it is."""
        return self.state_at if self.state == FollowUpState.DONE else None


class HostTaskMark(models.Model):
    """That the host has done a task of the method's list, by whom and when."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="host_marks")
    key = models.CharField(max_length=80)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["meeting", "key"], name="host_task_marked_once")]
