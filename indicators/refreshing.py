"""Fetching Kolada's figures for the catalogue: nightly, and when the programme's leader asks.

The least number of calls: descriptions are asked for 25 key figures at a time, values for 25 key figures and all years
at a time, in pages of 5,000 rows. A row is one key figure, place and year, whatever the number of sexes in it. For 52
key figures, 10 years and 310 organisations (311 codes, since Gotland has two, and the country) that is

    ceil(52 / 25) = 3 calls for descriptions
    25 x 10 x 312 = 78,000 rows, 16 pages, twice; 2 x 10 x 312 = 6,240 rows, 2 pages: 34 calls for values

so 37. The catalogue's 69 indicators are made of 80 key figures: 4 + 3 x 16 + ceil(5 x 3,120 / 5,000) = 4, so 56.
A nightly fetch asks only for what somebody follows (``pins.pinned.followed_anywhere``), and only what has changed
since the last: at the most 3 calls and 3. The whole catalogue is fetched when the programme's leader asks.

Whole or not at all, for each question: a fault in any page leaves all its key figures as they were, with the fault's
sentence on their pages, and the day of the last good fetch.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from access import clock
from access.refusals import Refusal
from accounts.models import User
from indicators.catalogue import kpis_of, kpis_of_catalogue
from indicators.kolada.client import Kolada, segments
from indicators.kolada.refusals import Busy, KoladaRefusal, Unreachable
from indicators.kolada.rows import Kpi
from indicators.models import Gender, Indicator, KpiSnapshot, Refresh
from indicators.pins.pinned import followed_anywhere
from indicators.storing import staging

YEARS = 10
#: A fetch of changes leans on a whole one, never older than this; and it looks back over a clock askew.
WEEK, ASKEW = dt.timedelta(days=7), dt.timedelta(days=2)
#: So long after it was ordered a fetch that has not ended is taken to be lost.
LOST = dt.timedelta(minutes=30)
#: The number of the lock that one fetch at a time holds: a worker that dies loses it with its connection.
LOCK = 50_090
GONE = "Kolada har inte längre nyckeltalet {kpi}."
UNDIVIDED = "Kolada visar inte längre {kpi} för kvinnor och män."
EMPTY = "Kolada har inga värden för {kpi}."


class RefreshUnderWay(Refusal):
    """The figures are being fetched already."""

    status = HTTPStatus.CONFLICT
    sentence = "Siffrorna hämtas redan. Vänta tills det är klart."


class NothingToAccept(Refusal):
    """Nothing of the key figure waits for a yes."""

    status = HTTPStatus.CONFLICT
    sentence = "Det finns inget att godkänna. Någon annan kan redan ha gjort det."


def kolada() -> Kolada:
    """Return the client of the service that the settings name."""
    return Kolada(settings.KOLADA_URL, agent=f"jamna-steg/1 (+{settings.SITE_URL})")


@transaction.atomic
def order_refresh(*, by: User | None, whole: bool = True) -> Refresh:
    """Write that all figures are to be fetched; the caller rings the task. Raises ``RefreshUnderWay``."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE indicators_refresh IN SHARE ROW EXCLUSIVE MODE")
    now = clock.now()
    if open_refreshes().filter(ordered_at__gt=now - LOST).exists():
        raise RefreshUnderWay
    open_refreshes().update(state=Refresh.State.FAILED, finished_at=now, refused="Hämtningen avbröts.")
    return Refresh.objects.create(ordered_at=now, ordered_by=by, whole=whole)


def open_refreshes() -> QuerySet[Refresh]:
    """Return the fetches that are ordered or under way."""
    return Refresh.objects.filter(state__in=[Refresh.State.ORDERED, Refresh.State.WORKING])


@transaction.atomic
def accept_change(kpi: str, *, by: User) -> None:
    """Take Kolada's new name and definition of ``kpi``, or its great loss, as they are; the next fetch goes on.

    The values that are here stay until then. Raises ``NothingToAccept``.
    """
    snapshot = KpiSnapshot.objects.select_for_update().exclude(stopped="").filter(pk=kpi).first()
    if snapshot is None:
        raise NothingToAccept
    if snapshot.stopped == KpiSnapshot.Stop.DESCRIPTION:
        snapshot.title, snapshot.definition = snapshot.new_title, snapshot.new_definition
    snapshot.may_shrink = snapshot.stopped == KpiSnapshot.Stop.LOSS
    _go_on(snapshot)
    snapshot.accepted_at, snapshot.accepted_by = clock.now(), by
    snapshot.save()


def run(refresh_id: int) -> None:
    """Do an ordered fetch. Does nothing where another is at it, or it has ended: it may be rung twice."""
    with _alone() as alone:
        refresh = open_refreshes().filter(pk=refresh_id).first() if alone else None
        if refresh is None:
            return
        service = kolada()
        try:
            _fetch_all(refresh, service)
        except KoladaRefusal as refusal:
            _finish(refresh, service, refused=str(refusal))
        except Exception:
            _finish(refresh, service, refused="Hämtningen avbröts av ett fel hos oss.")
            raise
        else:
            _finish(refresh, service)


@contextmanager
def _alone() -> Iterator[bool]:
    """Tell whether this connection may fetch now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (alone,) = cursor.fetchone() or (False,)
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _fetch_all(refresh: Refresh, service: Kolada) -> None:
    """Fetch one question after another; a refused one leaves the others. Raises what stops them all."""
    kpis = _asked_for(refresh)
    Refresh.objects.filter(pk=refresh.pk).update(state=Refresh.State.WORKING, total=len(kpis), done=0)
    try:
        described = {kpi.id: kpi for kpi in service.kpis(kpis)}
        ready = _look_at(kpis, described)
    except KoladaRefusal as refusal:
        _note(kpis, str(refusal))
        raise
    _progress(refresh, len(kpis) - len(ready))
    questions = list(_questions(ready, whole=refresh.whole))
    for number, (asked, since) in enumerate(questions):
        try:
            _fetch(service, asked, since)
        except (Unreachable, Busy) as refusal:
            _note([kpi for rest, _ in questions[number:] for kpi in rest], str(refusal))
            raise
        except KoladaRefusal as refusal:
            _note(asked, str(refusal))
        _progress(refresh, len(asked))


def _asked_for(refresh: Refresh) -> list[str]:
    """Return the key figures of the whole catalogue, or, at night, of what somebody follows."""
    return kpis_of_catalogue() if refresh.whole else kpis_of(followed_anywhere())


def _look_at(kpis: Sequence[str], described: Mapping[str, Kpi]) -> list[str]:
    """Compare Kolada's descriptions with those that are accepted; return the key figures that may be fetched."""
    now = clock.now()
    divided = _divided()
    snapshots = list(KpiSnapshot.objects.filter(pk__in=kpis))
    for snapshot in snapshots:
        snapshot.tried_at = now
        told = described.get(snapshot.kpi)
        if told is None:
            snapshot.refused = GONE.format(kpi=snapshot.kpi)
        elif snapshot.kpi in divided and not told.divided:
            snapshot.refused = UNDIVIDED.format(kpi=snapshot.kpi)
        else:
            snapshot.refused = ""
            _compare(snapshot, told, now)
    KpiSnapshot.objects.bulk_update(snapshots, _LOOKED_AT)
    return [snapshot.kpi for snapshot in snapshots if not snapshot.refused and not snapshot.stopped]


_LOOKED_AT = [
    "tried_at",
    "refused",
    "title",
    "definition",
    "divided",
    "stopped",
    "stopped_at",
    "new_title",
    "new_definition",
]


def _divided() -> set[str]:
    """Return the key figures whose women's and men's figures some indicator shows."""
    sexes = [Gender.WOMEN, Gender.MEN]
    shown = Indicator.objects.filter(Q(gender_women__in=sexes) | Q(gender_men__in=sexes))
    return {kpi for row in shown.values_list("kpi_women", "kpi_men") for kpi in row if kpi}


def _compare(snapshot: KpiSnapshot, told: Kpi, now: dt.datetime) -> None:
    """Take the first description as it is; let a changed one wait, and one that is as it was again go on."""
    snapshot.divided = told.divided
    if not snapshot.title:
        snapshot.title, snapshot.definition = told.title, told.definition
    elif (told.title, told.definition) != (snapshot.title, snapshot.definition):
        snapshot.new_title, snapshot.new_definition = told.title, told.definition
        if snapshot.stopped != KpiSnapshot.Stop.DESCRIPTION:
            snapshot.stopped, snapshot.stopped_at = KpiSnapshot.Stop.DESCRIPTION, now
    elif snapshot.stopped == KpiSnapshot.Stop.DESCRIPTION:
        _go_on(snapshot)


def _go_on(snapshot: KpiSnapshot) -> None:
    snapshot.stopped, snapshot.stopped_at = KpiSnapshot.Stop.NOTHING, None
    snapshot.new_title = snapshot.new_definition = ""


def _questions(kpis: Sequence[str], *, whole: bool) -> Iterator[tuple[Sequence[str], dt.date | None]]:
    """Yield which key figures are asked for together, and since when: those with a fresh whole fetch their changes."""
    now = clock.now()
    fresh = {} if whole else _fresh(kpis, now)
    for asked in segments([kpi for kpi in kpis if kpi not in fresh]):
        yield asked, None
    for asked in segments(sorted(fresh)):
        yield asked, (min(fresh[kpi] for kpi in asked) - ASKEW).date()


def _fresh(kpis: Sequence[str], now: dt.datetime) -> dict[str, dt.datetime]:
    """Return key figure → last good fetch, for those whose last whole one is fresh and of the same years.

    What was fetched in a time to come was fetched by a clock that was wrong, and is asked for whole.
    """
    known = KpiSnapshot.objects.filter(pk__in=kpis, may_shrink=False, fetched_at__lte=now)
    fetched = known.filter(whole_at__gt=now - WEEK, whole_at__lte=now, whole_at__year=now.year)
    return {kpi: at for kpi, at in fetched.values_list("kpi", "fetched_at") if at}


def _fetch(service: Kolada, kpis: Sequence[str], since: dt.date | None) -> None:
    """Fetch one question, and write the key figures whose answer holds. Raises ``KoladaRefusal``: then none."""
    now, whole = clock.now(), since is None
    years = range(clock.today().year - YEARS + 1, clock.today().year + 1)
    with staging() as stage:
        for page in service.values(kpis, years, since=since):
            stage.take(page)
        balances = stage.balances(kpis, years, whole=whole)
        agreed = set(KpiSnapshot.objects.filter(pk__in=kpis, may_shrink=True).values_list("pk", flat=True))
        empty = [kpi for kpi in kpis if balances[kpi].is_empty]
        losing = [kpi for kpi in kpis if balances[kpi].is_great_loss and kpi not in agreed]
        good = [kpi for kpi in kpis if kpi not in {*empty, *losing}]
        with transaction.atomic():
            stage.merge(good, years, whole=whole, now=now)
            fetched = KpiSnapshot.objects.filter(pk__in=good)
            fetched.update(fetched_at=now, may_shrink=False, **({"whole_at": now} if whole else {}))
            KpiSnapshot.objects.filter(pk__in=losing).update(stopped=KpiSnapshot.Stop.LOSS, stopped_at=now)
    for kpi in empty:
        _note([kpi], EMPTY.format(kpi=kpi))


def _note(kpis: Sequence[str], sentence: str) -> None:
    """Write why nothing of ``kpis`` was taken; what was fetched before stays, with its day."""
    KpiSnapshot.objects.filter(pk__in=kpis).update(refused=sentence[:300], tried_at=clock.now())


def _progress(refresh: Refresh, done: int) -> None:
    Refresh.objects.filter(pk=refresh.pk).update(done=F("done") + done)


def _finish(refresh: Refresh, service: Kolada, *, refused: str = "") -> None:
    kept = KpiSnapshot.objects.filter(pk__in=_asked_for(refresh)).exclude(refused="")
    failed = kept.count()
    first = kept.values_list("refused", flat=True).first()
    Refresh.objects.filter(pk=refresh.pk).update(
        state=Refresh.State.FAILED if failed or refused else Refresh.State.DONE,
        failed=failed,
        calls=service.calls,
        refused=refused or first or "",
        finished_at=clock.now(),
    )
