"""The indicators that an organisation follows, as something to share: frozen as they may be seen, drawn from that."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from access.refusals import Refusal
from accounts.models import User
from benchmarking.method.content import INDICATORS_KEY
from benchmarking.sharing.audiences import GroupReaders
from benchmarking.sharing.models import AudienceKind, Release, ReleaseKind
from benchmarking.sharing.releases import publish
from benchmarking.sharing.status import ShareStatus, newest_standing, status_of
from cohorts import states
from cohorts.models import Participation
from indicators.beside import sources_of
from indicators.models import IndicatorComment, KpiSnapshot
from indicators.pictures.picture import Picture
from indicators.pins.comments import PARTS
from indicators.pins.figures import figures_of, latest_year
from indicators.pins.goals import target_words
from indicators.pins.pages import Told, change_since, picture_of, told_year
from indicators.pins.pinned import pins_of
from indicators.suppression import Shown, frozen, thawed

TITLE = "Nyckeltal"
#: What differs of one, in words for the owner, by its name in the content.
CHANGES = {"figures": "nya siffror", "baseline": "nytt utgångsläge", "target": "nya mål", "comments": "ny kommentar"}


class NoneChosen(Refusal):
    """None of the indicators that are followed was named."""

    sentence = "Välj minst ett nyckeltal att dela."


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shared indicator as its readers see it: before and after in words, the picture, and what is said of it."""

    key: str
    title: str
    before: Told | None
    after: Told | None
    change: str
    target: str
    picture: Picture | None
    comments: tuple[Mapping[str, Any], ...]
    sources: tuple[str, ...]


def snapshot(participation: Participation, keys: Collection[str] | None = None) -> dict[str, Any]:
    """Return what others will see of what is followed, as plain JSON, or of those with ``keys``; four statements.

    Who answers for it stays at home, and so does who has written.
    """
    pins = [pin for pin in pins_of(participation.pk) if keys is None or pin.indicator.key in keys]
    figures = figures_of([participation], [pin.indicator for pin in pins])
    snapshots = KpiSnapshot.objects.in_bulk({kpi for pin in pins for kpi in pin.indicator.kpis})
    comments: dict[int, list[dict[str, Any]]] = {pin.pk: [] for pin in pins}
    for each in IndicatorComment.objects.filter(pin__in=pins):
        said = [{"label": label, "shown": getattr(each, part)} for part, label in PARTS.items() if getattr(each, part)]
        comments[each.pin_id].append({"year": each.year, "fields": said})
    return {
        "indicators": [
            {
                "key": pin.indicator.key,
                "title": pin.indicator.title,
                "figures": frozen(shown) if (shown := figures.get((pin.indicator.key, pin.room_id))) else None,
                "baseline": pin.baseline,
                "target": target_words(pin),
                "comments": comments[pin.pk],
                "sources": list(sources_of(pin.indicator, snapshots)),
            }
            for pin in pins
        ]
    }


def drawn(content: Mapping[str, Any]) -> tuple[Drawn, ...]:
    """Return what a release of indicators shows, from its content and nothing else; none for another release."""
    return tuple(_drawn(each) for each in content.get("indicators", ()))


def _drawn(told: Mapping[str, Any]) -> Drawn:
    shown = thawed(told["figures"]) if told["figures"] else None
    start = thawed(told["baseline"]) if told["baseline"] else None
    year = latest_year(shown) if shown else None
    return Drawn(
        key=told["key"],
        title=told["title"],
        before=told_year(start, start.rows[0].year) if start else None,
        after=told_year(shown, year) if shown and year else None,
        change=change_since(start, shown) if shown else "",
        target=told["target"],
        picture=_picture(shown, told["key"]) if shown else None,
        comments=tuple(told["comments"]),
        sources=tuple(told["sources"]),
    )


def _picture(shown: Shown, key: str) -> Picture | None:
    return picture_of(shown, shown.rows[0].place, key=key) if shown.rows else None


@transaction.atomic
def share_indicators(
    participation: Participation,
    *,
    keys: Collection[str],
    audiences: Collection[AudienceKind],
    by: User,
    preview: str = "",
) -> Release:
    """Publish those with ``keys`` of what is followed, as it stands now.

    Raises ``NoneChosen`` and what ``releases.publish`` raises.
    """
    states.require(participation.room, states.WORK)
    content = snapshot(participation, keys)
    if not content["indicators"]:
        raise NoneChosen
    return publish(
        participation,
        kind=ReleaseKind.INDICATORS,
        key=INDICATORS_KEY,
        title=TITLE,
        content=content,
        audiences=audiences,
        by=by,
        preview=preview,
    )


def indicators_status(participation: Participation, groups: tuple[GroupReaders, ...]) -> ShareStatus | None:
    """Return how what is followed stands to the latest standing release of it; None where it never was shared."""
    found = newest_standing(Release.objects.filter(room=participation.pk, kind=ReleaseKind.INDICATORS)).first()
    return status_of(found, changes_in(found, participation), groups) if found else None


def changes_in(release: Release, participation: Participation) -> tuple[str, ...]:
    """Return what differs, in words, between a release of indicators and what is followed now.

    An indicator that is followed since and was not shared is no difference; nor is the day of a fetch.
    """
    shared = {each["key"]: each for each in release.content["indicators"]}
    now = {each["key"]: each for each in snapshot(participation, shared)["indicators"]}
    found = []
    for key, before in shared.items():
        differs = [word for name, word in CHANGES.items() if key in now and before[name] != now[key][name]]
        if key not in now:
            found.append(f"{before['title']} följs inte längre")
        elif differs:
            found.append(f"{before['title']}: {', '.join(differs)}")
    return tuple(found)
