"""What some organisations follow, told through the product's own verbs, over the fake Kolada's invented figures.

Their figures are there when they choose, so that a baseline can be frozen before the first fetch; the fetch then
brings the same ones, and all others.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from benchmarking.sharing.followed import share_indicators
from benchmarking.sharing.models import AudienceKind
from cohorts.models import Participation
from indicators.catalogue import load_catalogue
from indicators.figures import State
from indicators.kolada.fake.figures import figures_of
from indicators.models import Indicator, KpiSnapshot, PublicValue
from indicators.pins.choosing import pin_indicators
from indicators.pins.comments import PARTS, write_comment
from indicators.pins.goals import set_goals
from indicators.public import area_of
from start.demo.cast import Cast
from start.demo.timeline import Timeline, moment

AFTERNOON = dt.time(14, 5)
FROM = 2012

Told = Mapping[str, Any]


def plan_following(
    members: Mapping[str, Participation], told: Sequence[Told], *, cast: Cast, timeline: Timeline
) -> None:
    """Put what each organisation chooses, wants, says and shares into the timeline."""
    load_catalogue()
    for each in told:
        place = members[each["organisation"]]
        seat = partial(_seat, cast, place)
        timeline.add(moment(each["day"], AFTERNOON), partial(_choose, place, each, seat))
        for comment in each["comments"]:
            timeline.add(moment(comment["day"], AFTERNOON), partial(_comment, place, comment, seat))
        if shared := each.get("shared"):
            timeline.add(moment(shared["day"], AFTERNOON), partial(_share, place, shared, seat))


def _seat(cast: Cast, place: Participation, function: str) -> Any:
    return cast.writer(place.pk, function)


def _choose(place: Participation, told: Told, seat: Any) -> None:
    """Choose while the figures of the last year are not out yet; they come afterwards."""
    chosen = list(Indicator.objects.filter(key__in=told["indicators"]))
    _publish(place, chosen, range(FROM, told["until"] + 1), told["day"])
    by = seat("strategist")
    pin_indicators(place, told["indicators"], by=by)
    for goal in told["goals"]:
        set_goals(
            place,
            goal["indicator"],
            targets={f"target_{name}": goal.get(name) for name in ("women", "men", "gap")},
            year=goal["year"],
            owner=place.room.seats.filter(function=goal["owner"], ended_at=None).first(),
            version=0,
            by=by,
        )
    _publish(place, chosen, range(told["until"] + 1, told["figures"] + 1), told["day"])


def _publish(place: Participation, chosen: Sequence[Indicator], years: range, day: dt.date) -> None:
    """Let the fake's figures be fetched already: the values of the place, and the day."""
    rows = [row for each in chosen for row in _rows(each, area_of(place.organisation, each.owners), years)]
    PublicValue.objects.bulk_create(rows, ignore_conflicts=True)
    unfetched = KpiSnapshot.objects.filter(pk__in={row.kpi_id for row in rows}, fetched_at=None)
    unfetched.update(fetched_at=moment(day, AFTERNOON))


def _rows(indicator: Indicator, area: str, years: range) -> Iterator[PublicValue]:
    for kpi in indicator.kpis:
        for year in years:
            for figure in figures_of(kpi, area, year):
                if figure.number is not None:
                    yield PublicValue(
                        kpi_id=kpi,
                        area=area,
                        period=year,
                        gender=figure.gender,
                        value=figure.number,
                        state=State.KNOWN,
                    )


def _comment(place: Participation, told: Told, seat: Any) -> None:
    parts = {part: told[part] for part in PARTS}
    write_comment(place, told["indicator"], told["year"], parts=parts, version=0, by=seat(told["by"]))


def _share(place: Participation, told: Told, seat: Any) -> None:
    audiences = [AudienceKind(kind) for kind in told["audiences"]]
    share_indicators(place, keys=told["indicators"], audiences=audiences, by=seat(told["by"]))
