"""What was done in a round, by whom: read from the rows that the acts themselves left, in two statements.

What says who and when in a row of its own is read from there; a seat says it in its history. The rest is written
down where it is done (``cohorts.acts``).
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat
from pghistory.models import Context

from accounts.models import User
from benchmarking.method.models import Adoption
from benchmarking.sharing.models import PublicRequest, Release
from cohorts.models import (
    Act,
    ActKind,
    Application,
    ApplicationState,
    Cohort,
    CohortState,
    Invitation,
    InvitationState,
    LeaderNote,
    Mailing,
    StateChange,
)
from cohorts.roles import Function

PAGE = 50

#: What each kind of act is called after the name of who did it; ``{about}`` is the row's own word.
TOLD: Mapping[str, str] = {
    "state": "ändrade omgångens läge: {about}",
    "offered": "bjöd in till en plats: {about}",
    "accepted": "tackade ja till en plats: {about}",
    "declined": "tackade nej till en plats: {about}",
    "filled": "tillsatte en plats: {about}",
    "vacated": "lämnade en plats tom: {about}",
    "ended": "stängde en plats: {about}",
    "decided": "gav besked: {about}",
    "shared": "delade {about}",
    "withdrew": "tog tillbaka {about}",
    "approved": "godkände att visa öppet: {about}",
    "refused": "sa nej till att visa öppet: {about}",
    "mailing": "skrev brev till flera: {about}",
    "adopted": "bytte metodversion till {about}",
    "noted": "skrev en anteckning till kollegorna",
    "unnoted": "tog bort en anteckning till kollegorna",
    **{kind.value: f"{kind.label}: {{about}}" for kind in ActKind},
}
_COLUMNS = ("moment", "who", "act", "place", "regarding")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One act: when, in which room, and what in words. ``who`` is "" where nobody is on record."""

    at: dt.datetime
    place: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Log:
    """A page of the log, the latest act first."""

    lines: tuple[LogLine, ...]
    page: int
    pages: int


def log_of(cohort: Cohort, *, room: int | None = None, page: int = 1) -> Log:
    """Return a page of what was done in a round, or in one organisation's ``room`` of it."""
    acts = _acts(cohort, room)
    count = acts.count()
    pages = max(1, -(-count // PAGE))
    page = min(max(page, 1), pages)
    rows = acts.order_by("-moment", "act", "place", "regarding")[(page - 1) * PAGE : page * PAGE]
    return Log(tuple(_line(*row) for row in rows), page, pages)


def _line(moment: dt.datetime, who: str, act: str, place: str, about: str) -> LogLine:
    if act == "state":
        about = CohortState(about).label.lower()
    elif act in {"filled", "vacated", "ended", "offered", "accepted", "declined"}:
        function, _, name = about.partition("/")
        about = ", ".join(filter(None, [Function(function).label.lower(), name]))
    elif act == "decided":
        state, _, name = about.partition("/")
        about = f"{name}, {ApplicationState(state).label.lower()}"
    text = TOLD[act].format(about=about).removesuffix(": ")
    return LogLine(moment, place, who, text)


def _acts(cohort: Cohort, room: int | None) -> QuerySet[Any, Any]:
    first, *others = (_columns(*source) for source in _sources(cohort, room))
    return first.union(*others, all=True)


def _columns(rows: QuerySet[Any], moment: Any, *texts: Any) -> QuerySet[Any, Any]:
    cast = {name: Cast(value, CharField()) for name, value in zip(_COLUMNS[1:], texts, strict=True)}
    told: QuerySet[Any, Any] = rows.order_by().annotate(moment=moment, **cast).values_list(*_COLUMNS)
    return told


def _sources(cohort: Cohort, room: int | None) -> Iterator[tuple[Any, ...]]:
    """Yield each kind of row with its moment, its person, the act, the room and what it was about."""
    here = Q(room=cohort.pk) | Q(room__participation__cohort=cohort) if room is None else Q(room=room)
    place = F("room__title")
    yield StateChange.objects.filter(here), F("at"), F("by__name"), Value("state"), place, F("state")
    mailed = Mailing.objects.filter(here)
    yield mailed, F("at"), F("by__name"), Value("mailing"), place, F("subject")
    noted = LeaderNote.objects.filter(here)
    yield noted, F("at"), F("by__name"), Value("noted"), place, Value("")
    unnoted = noted.filter(removed_at__isnull=False)
    yield unnoted, F("removed_at"), F("removed_by__name"), Value("unnoted"), place, Value("")
    adopted = Adoption.objects.filter(here)
    yield adopted, F("at"), F("by__name"), Value("adopted"), place, F("after__name")
    released = Release.objects.filter(here)
    yield released, F("published_at"), F("published_by__name"), Value("shared"), place, F("title")
    back = released.filter(withdrawn_at__isnull=False)
    yield back, F("withdrawn_at"), F("withdrawn_by__name"), Value("withdrew"), place, F("title")
    answered = PublicRequest.objects.filter(here, answered_at__isnull=False)
    answer = Case(When(approved=True, then=Value("approved")), default=Value("refused"))
    yield answered, F("answered_at"), F("answered_by__name"), answer, place, F("release__title")
    offers = Invitation.objects.filter(here)
    about = _joined("seat__function", "name")
    yield offers, F("offered_at"), F("offered_by__name"), Value("offered"), place, about
    said = offers.filter(state__in=[InvitationState.ACCEPTED, InvitationState.DECLINED], answered_at__isnull=False)
    yield said, F("answered_at"), F("name"), F("state"), place, F("seat__function")
    done = Act.objects.filter(here)
    yield done, F("at"), F("by__name"), F("kind"), place, F("about")
    decided = Application.objects.filter(room=cohort.pk, decided_at__isnull=False)
    if room is not None:
        decided = decided.filter(organisation__participations=room)
    name = Coalesce(F("organisation__name"), F("other_name"))
    about = Concat(F("state"), Value("/"), name, output_field=CharField())
    yield decided, F("decided_at"), F("decided_by__name"), Value("decided"), place, about
    yield _seats(here)


def _seats(here: Q) -> tuple[Any, ...]:
    """Return what somebody signed in did to seats: the machine's own moments, in the days of the domain."""
    events = apps.get_model("cohorts", "SeatEvent").objects  # made by pghistory beside Seat
    earlier = events.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    person = User.objects.filter(pk=OuterRef("person")).values("name")[:1]
    acted = (
        Context.objects.filter(pk=OuterRef("pgh_context_id")).annotate(user=KT("metadata__user")).values("user")[:1]
    )
    changed = (
        events.filter(here, pgh_context__isnull=False)
        .annotate(
            before=Subquery(earlier.values("holder")[:1]),
            person=Cast(Subquery(acted), BigIntegerField()),
        )
        .filter(
            Q(ended_at__isnull=False)
            | Q(holder__isnull=False, before__isnull=True)
            | Q(holder__isnull=True, before__isnull=False),
            person__isnull=False,
        )
    )
    act = Case(
        When(ended_at__isnull=False, then=Value("ended")),
        When(holder__isnull=False, then=Value("filled")),
        default=Value("vacated"),
    )
    moment = ExpressionWrapper(F("pgh_created_at") + Value(settings.CLOCK_OFFSET), output_field=DateTimeField())
    return changed, moment, Subquery(person), act, F("room__title"), _joined("function", "holder__name")


def _joined(function: str, name: str) -> Any:
    return Concat(F(function), Value("/"), Coalesce(F(name), Value("")), output_field=CharField())
