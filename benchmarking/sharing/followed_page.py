"""The exact preview of the indicators that are shared, and who could read them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from benchmarking.sharing.audiences import GroupReaders, groups_of
from benchmarking.sharing.followed import Drawn, drawn, indicators_status, snapshot
from benchmarking.sharing.releases import seen
from benchmarking.sharing.status import ShareStatus
from cohorts import states
from cohorts.models import Participation
from indicators.pins.pages import pins_url
from indicators.pins.pinned import pins_of


@dataclass(frozen=True, slots=True)
class FollowedSharePage:
    """The very content that will be published, drawn, and the people who could read it.

    ``offered`` are the indicators that are followed: key, title, whether it is in the preview.
    """

    what: str
    content: dict[str, Any]
    indicators: tuple[Drawn, ...]
    offered: tuple[tuple[str, str, bool], ...]
    groups: tuple[GroupReaders, ...]
    status: ShareStatus | None
    seen: str
    is_open: bool
    back: str

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to share."""
        return not self.indicators


def followed_share_page(participation: Participation, keys: Collection[str]) -> FollowedSharePage:
    """Read the preview of those with ``keys``, or of all that is followed where none are named."""
    offered = list(pins_of(participation.pk).values_list("indicator__key", "indicator__title"))
    content = snapshot(participation, keys or None)
    inside = {each["key"] for each in content["indicators"]}
    groups = groups_of(participation)
    return FollowedSharePage(
        what="Dela nyckeltal",
        content=content,
        indicators=drawn(content),
        offered=tuple((key, title, key in inside) for key, title in offered),
        groups=groups,
        status=indicators_status(participation, groups),
        seen=seen(content, groups),
        is_open=states.is_open_for_work(participation),
        back=pins_url(participation),
    )
