"""How a step stands to what was last shared of it, and who reads it."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value

from benchmarking.sharing.audiences import GroupReaders
from benchmarking.sharing.models import AudienceKind, Release, ReleaseKind
from benchmarking.sharing.releases import digest
from benchmarking.sharing.steps import differences, snapshot
from benchmarking.workspace.reading import StepContent

CHANGED = "Innehållet är ändrat"


@dataclass(frozen=True, slots=True)
class ShareStatus:
    """The latest standing release of a step. ``newcomers`` came to the group since, and do not read it."""

    number: int
    published_at: dt.datetime
    audiences: tuple[AudienceKind, ...]
    readers: tuple[str, ...]
    newcomers: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        """Tell whether the readers see an older text than the step has."""
        return bool(self.changes)

    @property
    def with_group(self) -> bool:
        """Tell whether a group reads it."""
        return AudienceKind.GROUP in self.audiences

    @property
    def whom(self) -> str:
        """Return with whom it is shared, as it stands in a sentence: "gruppen och resultatkonferensen"."""
        return " och ".join(SHARED_WITH[kind] for kind in self.audiences)


#: How an audience is said in the middle of a sentence.
SHARED_WITH = {
    AudienceKind.GROUP: "gruppen",
    AudienceKind.CONFERENCE: "resultatkonferensen",
}


def share_status(room_id: int, written: StepContent, groups: tuple[GroupReaders, ...]) -> ShareStatus | None:
    """Return how the step stands to its latest standing release, or None where nothing is shared. One statement.

    ``groups`` are those that the organisation can share with now.
    """
    pinned = ArrayAgg(
        "audiences__readers__room",
        distinct=True,
        filter=Q(audiences__readers__isnull=False),
        default=Value([]),
    )
    release = (
        Release.objects.filter(room=room_id, kind=ReleaseKind.STEP, key=written.key, withdrawn_at=None)
        .annotate(kinds=ArrayAgg("audiences__kind", distinct=True), reader_rooms=pinned)
        .order_by("-number")
        .first()
    )
    if release is None:
        return None
    now = snapshot(written)
    present = dict.fromkeys((reader.room_id, reader.name) for group in groups for reader in group.readers)
    with_group = AudienceKind.GROUP in release.kinds
    return ShareStatus(
        number=release.number,
        published_at=release.published_at,
        audiences=tuple(kind for kind in AudienceKind if kind in release.kinds),
        readers=tuple(name for room, name in present if room in release.reader_rooms),
        newcomers=tuple(name for room, name in present if with_group and room not in release.reader_rooms),
        changes=() if digest(now) == release.sha256 else differences(release.content, now) or (CHANGED,),
    )
