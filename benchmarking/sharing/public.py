"""Shown openly: the owner asks, the leader reads exactly that and answers; a yes is an audience more, nothing else."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from access import clock
from access.refusals import Clash, Refusal
from accounts import letters
from accounts.models import Letter, User
from benchmarking.sharing.followed import Drawn, drawn
from benchmarking.sharing.models import AudienceKind, PublicRequest, Release, ReleaseAudience
from benchmarking.workspace.indicator_fields import named_in_shared
from cohorts import states
from cohorts.models import Cohort, CohortState, Dispatch, Participation, ParticipationState
from indicators.naming import Named


class TakenBack(Clash):
    """The release has been withdrawn."""

    sentence = "Delningen är tillbakadragen. Det som ska visas öppet behöver delas på nytt först."


class AlreadyAsked(Clash):
    """The same release waits for an answer, or is open already."""

    sentence = "Det är redan begärt att få visa den här delningen öppet."


class AlreadyAnswered(Clash):
    """Another leader was first."""

    sentence = "Begäran är redan besvarad. Ladda om sidan för att se svaret."


class ReasonMissing(Refusal):
    """A no without a word of why."""

    sentence = "Skriv varför, så att organisationen vet vad den kan ändra."


@transaction.atomic
def ask(release: Release, *, by: User) -> PublicRequest:
    """Ask the leader to let everybody read ``release``.

    Raises ``TakenBack``, ``AlreadyAsked`` and what ``cohorts.states.require`` raises. After a no one may ask again.
    """
    states.require(release.room, states.WORK)
    _hold(release.pk)
    if release.public_requests.filter(Q(approved=None) | Q(approved=True)).exists():
        raise AlreadyAsked
    return PublicRequest.objects.create(room=release.room, release=release, asked_by=by, asked_at=clock.now())


@transaction.atomic
def approve(asked: PublicRequest, *, by: User) -> Letter:
    """Open the release to everybody, as it stands, and tell who asked; the caller rings for the letter.

    Raises ``AlreadyAnswered``, ``TakenBack`` and what ``cohorts.states.require`` raises.
    """
    held = _answer(asked, approved=True, reason="", by=by)
    cohort = held.room.participation.cohort_id
    ReleaseAudience.objects.create(release=held.release, kind=AudienceKind.PUBLIC, room_id=cohort)
    url = settings.SITE_URL + public_url(held.release_id)
    return _tell(held, "public-approved", "Ni får visa er delning öppet", {"url": url})


@transaction.atomic
def decline(asked: PublicRequest, *, reason: str, by: User) -> Letter:
    """Say no, and tell who asked why; the caller rings for the letter.

    Raises ``ReasonMissing``, ``AlreadyAnswered``, ``TakenBack`` and what ``cohorts.states.require`` raises.
    """
    if not reason.strip():
        raise ReasonMissing
    held = _answer(asked, approved=False, reason=reason.strip(), by=by)
    url = settings.SITE_URL + _own_url(held.release)
    return _tell(held, "public-declined", "Er begäran att visa en delning öppet", {"url": url})


def _hold(release: int) -> Release:
    """Lock a release, so that it is not withdrawn meanwhile. Raises ``TakenBack``."""
    held = Release.objects.select_for_update().get(pk=release)
    if held.is_withdrawn:
        raise TakenBack
    return held


def _answer(asked: PublicRequest, *, approved: bool, reason: str, by: User) -> PublicRequest:
    states.require(asked.room, states.STEER)
    release = _hold(asked.release_id)
    whole = PublicRequest.objects.select_for_update(of=("self",)).select_related(
        "asked_by", "room__participation__organisation", "room__participation__cohort"
    )
    held = whole.get(pk=asked.pk)
    if held.answered_at is not None:
        raise AlreadyAnswered
    held.release = release
    held.approved, held.reason, held.answered_by, held.answered_at = approved, reason, by, clock.now()
    held.save(update_fields=["approved", "reason", "answered_by", "answered_at"])
    return held


def _tell(asked: PublicRequest, kind: str, subject: str, facts: dict[str, str]) -> Letter:
    body = render_to_string(f"benchmarking/sharing/letters/{kind}.txt", {"asked": asked, **facts})
    letter = letters.write(to=asked.asked_by, subject=subject, body=body, kind=kind)
    Dispatch.objects.create(room=asked.room, letter=letter)
    return letter


def public_url(release: int) -> str:
    """Return where everybody reads an open release."""
    return reverse("benchmarking:public_release", kwargs={"pk": release})


def _own_url(release: Release) -> str:
    participation: Participation = release.room.participation
    place = {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}
    return reverse("benchmarking:release", kwargs={**place, "number": release.number})


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list: ``state`` is waiting, open, declined or withdrawn."""

    organisation: str
    title: str
    asked_by: str
    asked_at: dt.datetime
    state: str
    answered_by: str
    answered_at: dt.datetime | None
    reason: str
    url: str


def waiting_in(cohort: Cohort) -> tuple[RequestLine, ...]:
    """Return the requests of a round that wait for the leader and can be answered, oldest first. One statement."""
    if cohort.state == CohortState.CLOSED:
        return ()
    asked = _of(cohort).filter(approved=None, release__withdrawn_at=None)
    return _lines(cohort, asked.exclude(room__participation__state=ParticipationState.WITHDRAWN))


def requests_in(cohort: Cohort) -> tuple[RequestLine, ...]:
    """Return all requests of a round, the newest first, in one statement."""
    return _lines(cohort, _of(cohort).order_by("-asked_at", "-pk"))


def _of(cohort: Cohort) -> QuerySet[PublicRequest]:
    return (
        PublicRequest.objects.filter(room__participation__cohort=cohort)
        .select_related("release", "asked_by", "answered_by", "room__participation__organisation")
        .defer("release__content")
    )


def _lines(cohort: Cohort, requests: QuerySet[PublicRequest]) -> tuple[RequestLine, ...]:
    return tuple(
        RequestLine(
            organisation=asked.room.participation.organisation.name,
            title=asked.release.title,
            asked_by=asked.asked_by.name,
            asked_at=asked.asked_at,
            state=state_of(asked),
            answered_by=asked.answered_by.name if asked.answered_by else "",
            answered_at=asked.answered_at,
            reason=asked.reason,
            url=reverse("benchmarking:public_request", kwargs={"cohort": cohort.slug, "asked": asked.pk}),
        )
        for asked in requests
    )


def state_of(asked: PublicRequest) -> str:
    """Return how it stands with a request, in a word: withdrawn wins over any answer."""
    if asked.release.is_withdrawn:
        return "withdrawn"
    return {None: "waiting", True: "open", False: "declined"}[asked.approved]


@dataclass(frozen=True, slots=True)
class PublicPage:
    """An open release as everybody reads it, or its stub: nothing but its owner, its day and its content."""

    organisation: str
    title: str
    published_at: dt.datetime
    withdrawn_at: dt.datetime | None
    content: dict[str, Any]
    indicators: tuple[Drawn, ...]
    named: tuple[Named, ...]


def public_page(release: Release) -> PublicPage:
    """Return what everybody sees, or would see, of a release; a withdrawn one hands over no content."""
    return PublicPage(
        organisation=release.room.participation.organisation.full_name,
        title=release.title,
        published_at=release.published_at,
        withdrawn_at=release.withdrawn_at,
        content={} if release.is_withdrawn else release.content,
        indicators=() if release.is_withdrawn else drawn(release.content),
        named=() if release.is_withdrawn else named_in_shared(release.content),
    )
