"""All that an organisation has shared, with whom, and what has changed since: for its own trio alone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from benchmarking.method.content import INDICATORS_KEY, Content
from benchmarking.sharing.followed import changes_in
from benchmarking.sharing.models import AudienceKind, PublicRequest, Release, ReleaseAudience, ReleaseReader
from benchmarking.sharing.pages import address, release_url
from benchmarking.sharing.public import public_url, state_of
from benchmarking.sharing.status import changes_since
from benchmarking.sharing.steps import present_key
from benchmarking.workspace.reading import StepContent, read_steps
from cohorts import states
from cohorts.models import GroupMembership, Pairing, Participation
from cohorts.roles import Part
from cohorts.sorting import swedish_order
from cohorts.wording import listed

#: What an audience is called on the page; a group is called by its name.
WORDS = {
    AudienceKind.COHORT: "Hela omgången: trion i varje organisation som deltar",
    AudienceKind.CONFERENCE: "Resultatkonferensen: omgångens trior och observatörer från ert län",
    AudienceKind.PUBLIC: "Alla, öppet på webben",
}
ASKED = {
    "waiting": "Begärt att få visas öppet, väntar på projektledaren",
    "declined": "Projektledaren sa nej till att visa den öppet",
}


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One release: what, when, by whom, to whom in words, and what one can do with it.

    ``changes`` and ``share_url`` are given for the newest standing release of each thing alone.
    """

    number: int
    title: str
    published_at: dt.datetime
    published_by: str
    withdrawn_at: dt.datetime | None
    withdrawn_by: str
    audiences: tuple[str, ...]
    asked: str
    reason: str
    changes: tuple[str, ...]
    is_newest: bool
    url: str
    share_url: str
    public_url: str
    may_ask: bool


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The page of all that is shared, the latest first."""

    organisation: str
    is_open: bool
    lines: tuple[RegisterLine, ...]


def register_page(participation: Participation, content: Content) -> RegisterPage:
    """Read the page in eight statements, however much is shared; in four more where indicators are."""
    releases = list(
        Release.objects.filter(room=participation.pk)
        .select_related("published_by", "withdrawn_by")
        .defer("content")
        .order_by("-number")
    )
    keys = {release.pk: present_key(content, release.key) for release in releases}
    newest = {keys[release.pk]: release for release in reversed(releases) if not release.is_withdrawn}
    shared = {key.partition("/")[0] for key in newest}
    steps = [step for step in content.steps if step.key in shared]
    changed = _changes(participation, newest, read_steps(participation.pk, steps) if steps else {})
    audiences, requests = _audiences(participation.pk), _requests(participation.pk)
    is_open = states.is_open_for_work(participation)
    present = {INDICATORS_KEY, *(step.key for step in content.steps)}
    return RegisterPage(
        organisation=participation.organisation.name,
        is_open=is_open,
        lines=tuple(
            _line(
                participation,
                release,
                tuple(audiences[release.pk]),
                requests.get(release.pk),
                changed.get(release.pk, ()),
                key=keys[release.pk],
                is_newest=newest.get(keys[release.pk]) == release,
                may_share=is_open and keys[release.pk].partition("/")[0] in present,
            )
            for release in releases
        ),
    )


def _changes(
    participation: Participation, newest: Mapping[str, Release], written: dict[str, StepContent]
) -> dict[int, tuple[str, ...]]:
    """Return release → what differs now; their contents are read in one statement."""
    here = {release.pk: key for key, release in newest.items() if key.partition("/")[0] in {INDICATORS_KEY, *written}}
    whole = Release.objects.in_bulk(here)
    return {
        pk: changes_in(whole[pk], participation)
        if key == INDICATORS_KEY
        else changes_since(whole[pk], key, written[key.partition("/")[0]])
        for pk, key in here.items()
    }


def _requests(room: int) -> dict[int, PublicRequest]:
    asked = PublicRequest.objects.filter(room=room).select_related("release").defer("release__content")
    return {each.release_id: each for each in asked.order_by("pk")}


def _audiences(room: int) -> dict[int, list[str]]:
    """Return release → its audiences in words, from the nearest to the widest, in two statements."""
    pinned: dict[int, list[str]] = defaultdict(list)
    for audience, name, part, reads in _pinned(room):
        mentor = "mentor" if part == Part.MENTOR else ""
        notes = ", ".join(note for note in (mentor, "" if reads else "läser inte längre") if note)
        pinned[audience].append(f"{name} ({notes})" if notes else name)
    found: dict[int, list[str]] = defaultdict(list)
    rows = ReleaseAudience.objects.filter(release__room=room).values_list("pk", "release", "kind", "room__title")
    for pk, release, kind, title in sorted(rows, key=lambda row: [*AudienceKind].index(row[2])):
        names = listed(sorted(pinned[pk], key=swedish_order)) or "ingen annan än ni"
        found[release].append(f"Gruppen {title}: {names}" if kind == AudienceKind.GROUP else WORDS[AudienceKind(kind)])
    return found


def _pinned(room: int) -> Iterable[tuple[int, str, str, bool]]:
    """Return audience, organisation, its part, and whether it still is in the group or follows it."""
    here = {"group": OuterRef("audience__room")}
    member = GroupMembership.objects.filter(**here, participation=OuterRef("room"), left_at=None)
    mentor = Pairing.objects.filter(**here, mentor=OuterRef("room"), ended_at=None)
    readers = ReleaseReader.objects.filter(audience__release__room=room)
    return readers.annotate(
        name=F("room__participation__organisation__name"),
        part=F("room__participation__part"),
        reads=Q(Exists(member)) | Q(Exists(mentor)),
    ).values_list("audience", "name", "part", "reads")


def _line(
    participation: Participation,
    release: Release,
    audiences: tuple[str, ...],
    asked: PublicRequest | None,
    changes: tuple[str, ...],
    *,
    key: str,
    is_newest: bool,
    may_share: bool,
) -> RegisterLine:
    state = state_of(asked) if asked else ""
    return RegisterLine(
        number=release.number,
        title=release.title,
        published_at=release.published_at,
        published_by=release.published_by.name,
        withdrawn_at=release.withdrawn_at,
        withdrawn_by=release.withdrawn_by.name if release.withdrawn_by else "",
        audiences=audiences,
        asked=ASKED.get(state, ""),
        reason=asked.reason if asked and state == "declined" else "",
        changes=changes,
        is_newest=is_newest,
        url=release_url(participation, release.number),
        share_url=_share_url(participation, key) if is_newest and may_share else "",
        public_url=public_url(release.pk) if state == "open" else "",
        may_ask=state in {"", "declined"} and may_share,
    )


def _share_url(participation: Participation, key: str) -> str:
    if key == INDICATORS_KEY:
        return reverse("benchmarking:indicators_share", kwargs=address(participation))
    step, _, sheet = key.partition("/")
    at = {**address(participation), "step": step}
    if sheet:
        return reverse("benchmarking:worksheet_share", kwargs={**at, "worksheet": sheet})
    return reverse("benchmarking:step_share", kwargs=at)
