"""The results sheet: one A4 per organisation, from what it has shared for the conference and nothing else."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator

from access.refusals import Refusal
from benchmarking.sharing.models import AudienceKind, Release
from cohorts.mentors import MentorNames, mentors_of
from cohorts.models import Cohort, Participation, Room
from cohorts.roles import Part, RoomKind

#: The worksheet that is written for the sheet, and how much of each answer one page has room for, in characters.
WORKSHEET = "resultatpresentation"
ROOM_FOR = {
    "utmaning": 420,
    "gjort": 620,
    "resultat-kvinnor": 380,
    "resultat-man": 380,
    "lardom": 420,
    "nasta-steg": 420,
    "kontakt": 160,
}
#: Of other shared steps: this many answers, this long each.
EXTRACTS, EXTRACT_LENGTH = 6, 260


class NobodyTakesPart(Refusal):
    """The round has no participants, or the organisation is not one of them."""

    sentence = "Det finns ingen deltagande organisation att göra resultatblad för."


@dataclass(frozen=True, slots=True)
class Extract:
    """One answer of a shared step: where it stands, and its text."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The results worksheet as it stands on the page, each answer cut to its room; empty where nothing is said."""

    challenge: str
    done: str
    women: str
    men: str
    lesson: str
    next_step: str
    contact: str
    was_cut: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One organisation's page. ``answers`` is None when the results worksheet is not shared."""

    key: str
    organisation: str
    group: str
    mentors: MentorNames | None
    shared_on: str
    answers: Answers | None
    extracts: tuple[Extract, ...]
    release_ids: tuple[int, ...]

    @property
    def has_shared(self) -> bool:
        """Tell whether the organisation has shared anything for the conference."""
        return bool(self.release_ids)


@dataclass(frozen=True, slots=True)
class ResultsReport:
    """What the template of the results sheets shows: the sheets in alphabetical order."""

    title: str
    cohort_name: str
    conference: str
    sheets: tuple[Sheet, ...]
    with_contents: bool

    @property
    def release_ids(self) -> tuple[int, ...]:
        """Return every release the sheets are made from."""
        return tuple(pk for sheet in self.sheets for pk in sheet.release_ids)


def gather(room: Room, subject: int | None) -> ResultsReport:
    """Read the sheets of a cohort's participants, or of the one whose participation is ``subject``.

    Four statements, however many organisations. Raises ``NobodyTakesPart``.
    """
    cohort = Cohort.objects.get(pk=room.pk)
    participations = Participation.objects.filter(cohort=cohort, part=Part.PARTICIPANT)
    if subject is not None:
        participations = participations.filter(pk=subject)
    chosen = list(participations.select_related("organisation", "room__parent").order_by("organisation__sort_key"))
    if not chosen:
        raise NobodyTakesPart
    releases = _latest([participation.pk for participation in chosen], cohort)
    mentors = mentors_of({p.room.parent_id for p in chosen if p.room.parent_id})
    sheets = tuple(_sheet(p, releases[p.pk], mentors.get(p.room.parent_id or 0)) for p in chosen)
    name = sheets[0].organisation if subject is not None else cohort.name
    return ResultsReport(
        title=f"Resultatblad: {name}",
        cohort_name=cohort.name,
        conference=_conference(cohort),
        sheets=sheets,
        with_contents=subject is None,
    )


def _conference(cohort: Cohort) -> str:
    if cohort.conference_on is None:
        return "Till resultatkonferensen"
    place = f" i {cohort.conference_place}" if cohort.conference_place else ""
    return f"Till resultatkonferensen {date_format(cohort.conference_on, 'j F Y')}{place}"


def _latest(rooms: list[int], cohort: Cohort) -> dict[int, list[Release]]:
    """Return room → the latest standing release of each thing shared for the conference."""
    shared = Release.objects.filter(
        room__in=rooms, withdrawn_at=None, audiences__kind=AudienceKind.CONFERENCE, audiences__room=cohort.pk
    ).order_by("room", "key", "-number")
    latest: dict[int, list[Release]] = defaultdict(list)
    for release in shared.distinct("room", "key"):
        latest[release.room_id].append(release)
    return latest


def _sheet(participation: Participation, releases: list[Release], mentors: MentorNames | None) -> Sheet:
    releases = sorted(releases, key=lambda release: release.content["step"]["number"], reverse=True)
    answers = _answers(releases)
    group = participation.room.parent
    return Sheet(
        key=participation.organisation.slug,
        organisation=participation.organisation.full_name,
        group=group.title if group and group.kind == RoomKind.GROUP else "",
        mentors=mentors,
        shared_on=date_format(max(r.published_at for r in releases), "j F Y") if releases else "",
        answers=answers,
        extracts=() if answers else _extracts(releases),
        release_ids=tuple(release.pk for release in releases),
    )


def _answers(releases: list[Release]) -> Answers | None:
    """Return the results worksheet of the newest step that has one."""
    for release in releases:
        for sheet in release.content["worksheets"]:
            if sheet["key"] == WORKSHEET:
                said = {field["key"]: field["shown"] for field in sheet["entries"][0]["fields"]}
                cut = {key: Truncator(said.get(key, "")).chars(room) for key, room in ROOM_FOR.items()}
                return Answers(
                    challenge=cut["utmaning"],
                    done=cut["gjort"],
                    women=cut["resultat-kvinnor"],
                    men=cut["resultat-man"],
                    lesson=cut["lardom"],
                    next_step=cut["nasta-steg"],
                    contact=cut["kontakt"],
                    was_cut=any(cut[key] != said.get(key, "") for key in ROOM_FOR),
                )
    return None


def _extracts(releases: list[Release]) -> tuple[Extract, ...]:
    found = [
        Extract(f"{sheet['title']}: {field['label'].lower()}", Truncator(field["shown"]).chars(EXTRACT_LENGTH))
        for release in releases
        for sheet in release.content["worksheets"]
        for field in _long_answers(sheet)
    ]
    return tuple(found[:EXTRACTS])


def _long_answers(sheet: dict[str, Any]) -> list[dict[str, str]]:
    return [f for entry in sheet["entries"] for f in entry["fields"] if f["type"] == "long_text" and f["shown"]]
