"""How a step and its worksheets stand to what was last shared of them, and who reads it."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from benchmarking.method.content import Content
from benchmarking.sharing.audiences import GroupReaders
from benchmarking.sharing.models import AudienceKind, Release, ReleaseAudience, ReleaseReader
from benchmarking.sharing.releases import digest
from benchmarking.sharing.steps import differences, made_from, present_key, snapshot
from benchmarking.workspace.reading import StepContent
from cohorts.wording import listed

CHANGED = "Innehållet är ändrat"

#: How an audience is said in the middle of a sentence.
SHARED_WITH = {
    AudienceKind.GROUP: "gruppen",
    AudienceKind.COHORT: "hela omgången",
    AudienceKind.CONFERENCE: "resultatkonferensen",
    AudienceKind.PUBLIC: "alla, öppet",
}


def whom(kinds: Collection[str]) -> str:
    """Return with whom something is shared, as it stands in a sentence: "gruppen och resultatkonferensen"."""
    return listed([SHARED_WITH[kind] for kind in AudienceKind if kind in kinds])


@dataclass(frozen=True, slots=True)
class ShareStatus:
    """The latest standing release of a thing. ``newcomers`` came to the group since, and do not read it."""

    number: int
    published_at: dt.datetime
    audiences: tuple[AudienceKind, ...]
    readers: tuple[str, ...]
    newcomers: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        """Tell whether the readers see an older text than there is now."""
        return bool(self.changes)

    @property
    def with_group(self) -> bool:
        """Tell whether a group reads it."""
        return AudienceKind.GROUP in self.audiences

    @property
    def whom(self) -> str:
        """Return with whom it is shared, as it stands in a sentence: "gruppen och resultatkonferensen"."""
        return whom(self.audiences)

    @property
    def readers_phrase(self) -> str:
        """Return who in the group reads what is shared: "Södertälje och Norrtälje"."""
        return listed(self.readers)

    @property
    def newcomers_phrase(self) -> str:
        """Return who has come to the group since, and does not read it."""
        return listed(self.newcomers)


def share_statuses(
    room_id: int, content: Content, written: StepContent, groups: tuple[GroupReaders, ...]
) -> dict[str, ShareStatus]:
    """Return how a step and its worksheets stand to their latest standing releases, by what these are known by now.

    A release from before the round went over to the present version is found by the keys of its time. What is not
    shared is not in it. ``groups`` are those that the organisation can share with now. One statement, however many
    worksheets.
    """
    step = content.step(written.key)
    found = newest_standing(Release.objects.filter(made_from(step), room=room_id))
    newest = {present_key(content, each.key): each for each in sorted(found, key=lambda each: each.number)}
    return {
        key: status_of(release, changes_since(release, key, written), groups)
        for key, release in newest.items()
        if key.partition("/")[0] == step.key
    }


def newest_standing(releases: QuerySet[Release]) -> QuerySet[Release]:
    """Return the latest standing release of each thing of one room, with ``kinds`` and ``reader_rooms`` at hand."""
    audiences = ReleaseAudience.objects.filter(release=OuterRef("pk")).values("kind").distinct()
    pinned = ReleaseReader.objects.filter(audience__release=OuterRef("pk")).values("room").distinct()
    standing = releases.filter(withdrawn_at=None)
    newest = standing.order_by("kind", "key", "-number").distinct("kind", "key")
    return newest.annotate(kinds=ArraySubquery(audiences), reader_rooms=ArraySubquery(pinned))


def changes_since(release: Release, key: str, written: StepContent) -> tuple[str, ...]:
    """Return what differs, in words, between what a release shows and what now stands there; nothing if nothing.

    ``key`` is what the release is known by now.
    """
    # The number of a step is the method's: another version may move it, and nobody has written anything.
    now = {**snapshot(written, key.partition("/")[2]), "step": release.content["step"]}
    return () if digest(now) == release.sha256 else differences(release.content, now) or (CHANGED,)


def status_of(release: Release, changes: tuple[str, ...], groups: Iterable[GroupReaders]) -> ShareStatus:
    """Return how a thing stands to a release that ``newest_standing`` found."""
    kinds, rooms = release.kinds, release.reader_rooms  # type: ignore[attr-defined]
    with_group = AudienceKind.GROUP in kinds
    present = dict.fromkeys((reader.room_id, reader.name) for group in groups for reader in group.readers)
    return ShareStatus(
        number=release.number,
        published_at=release.published_at,
        audiences=tuple(kind for kind in AudienceKind if kind in kinds),
        readers=tuple(name for room, name in present if room in rooms),
        newcomers=tuple(name for room, name in present if with_group and room not in rooms),
        changes=changes,
    )
