"""Method versions in the database: store one, pin one to a cohort, read the one a cohort follows.

A pin is moved in the middle of a round by ``overview.adopting`` alone, which brings along what people wrote.
"""

from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.db import connection, transaction

from access import clock
from access.refusals import Refusal
from accounts.models import User
from benchmarking.method.content import Content, digest, from_json, to_json
from benchmarking.method.models import Adoption, CohortMethod, Method, MethodVersion
from cohorts import states
from cohorts.models import Cohort

# Parsed versions kept by a process. A programme follows one or two at a time; each takes a quarter of a megabyte.
KEPT = 8
#: What ``follow`` takes, and the table of pins it is read from; for a query that asks for more of a cohort.
PIN = "v.id, v.sha256, EXISTS (SELECT 1 FROM benchmarking_adoption a WHERE a.room_id = pin.cohort_id)"
PINS = "benchmarking_cohortmethod pin JOIN benchmarking_methodversion v ON v.id = pin.version_id"
# Asked by almost every page.
_PINNED = f"SELECT {PIN} FROM {PINS} WHERE pin.cohort_id = %s"  # noqa: S608 (the names above)

#: What a cohort's version says, and whether the cohort has followed another version before.
Followed = tuple[Content, bool]


class VersionFrozen(Refusal):
    """A version with this name is stored, and says something else."""

    status = HTTPStatus.CONFLICT


class PinFixed(Refusal):
    """The cohort follows another version already."""

    status = HTTPStatus.CONFLICT
    sentence = "Omgången följer redan en annan version av metoden. Den går inte att byta här."


class UnknownVersion(Refusal):
    """No version of the method has this name."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Say what there is."""
        super().__init__(f"Metoden har ingen version ”{name}”. Välj en av dem som finns: {', '.join(known)}.")


class OtherMethod(Refusal):
    """The version is of another method."""

    sentence = "Versionen hör till en annan metod. En omgång kan bara gå över till en annan version av sin egen."


class SameVersion(Refusal):
    """The cohort follows this version already."""

    status = HTTPStatus.CONFLICT

    def __init__(self, name: str) -> None:
        """Name the version."""
        super().__init__(f"Omgången följer redan version {name}. Inget är ändrat.")


class NoMethod(Refusal):
    """The cohort follows no version yet."""

    sentence = "Omgången har ingen metod än. Projektledaren väljer en innan grupperna börjar."


def store(content: Content) -> MethodVersion:
    """Store a method version and freeze it; the same content again gives the row that is there.

    Raises VersionFrozen when the name is taken by another content: what is stored never changes.
    """
    sha256 = digest(content)
    with transaction.atomic():
        method, _ = Method.objects.get_or_create(key=content.key, defaults={"title": content.title})
        version, _ = MethodVersion.objects.get_or_create(
            method=method, name=content.name, defaults={"content": to_json(content), "sha256": sha256}
        )
    if version.sha256 != sha256:
        raise VersionFrozen(
            f"Versionen ”{content.name}” är redan sparad med ett annat innehåll. Ge den nya texten ett nytt namn."
        )
    return version


def pin(cohort: Cohort, version: MethodVersion, *, by: User | None = None) -> CohortMethod:
    """Let a cohort follow a version; the same pin again changes nothing.

    Raises PinFixed when it follows another version, and what `cohorts.states.require` raises.
    """
    with transaction.atomic():
        states.require(cohort.room, states.STEER)
        pinned, _ = CohortMethod.objects.get_or_create(cohort=cohort, defaults={"version": version, "pinned_by": by})
    if pinned.version_id != version.pk:
        raise PinFixed
    return pinned


def find_for(cohort: Cohort, name: str) -> tuple[MethodVersion, MethodVersion]:
    """Return the version that a cohort follows, and the one with this name that it may go over to.

    Raises ``NoMethod``, ``UnknownVersion``, ``OtherMethod`` and ``SameVersion``.
    """
    pinned = CohortMethod.objects.filter(cohort=cohort).select_related("version__method").first()
    if pinned is None:
        raise NoMethod
    before = pinned.version
    after = MethodVersion.objects.filter(method=before.method_id, name=name).first()
    if after is None:
        if MethodVersion.objects.filter(name=name).exists():
            raise OtherMethod
        names = (
            MethodVersion.objects.filter(method=before.method_id).order_by("frozen_at").values_list("name", flat=True)
        )
        raise UnknownVersion(name, names)
    if after.pk == before.pk:
        raise SameVersion(before.name)
    return before, after


def move_pin(cohort: Cohort, *, before: MethodVersion, after: MethodVersion, report: Any, by: User | None) -> Adoption:
    """Let a cohort follow another version from now on, and keep who did it, when, and what was told.

    Part of ``overview.adopting.adopt``, in its transaction. Raises ``PinFixed`` when the pin has moved meanwhile.
    """
    facts = {"version": after, "pinned_at": clock.now(), "pinned_by": by}
    if not CohortMethod.objects.filter(cohort=cohort, version=before).update(**facts):
        raise PinFixed
    return Adoption.objects.create(room_id=cohort.pk, before=before, after=after, by=by, report=report)


def earlier_of(cohort_id: int) -> tuple[Content, ...]:
    """Return what the versions say that a cohort has followed before, the latest first, in one SQL statement."""
    rows = Adoption.objects.filter(room=cohort_id).values_list("before_id", "before__sha256")
    return tuple(_content(*row) for row in dict.fromkeys(rows))


def content_of(version: MethodVersion) -> Content:
    """Return what a version says, parsed once per process."""
    return _content(version.pk, version.sha256)


def method_of(cohort_id: int) -> Content:
    """Return what the cohort's version says: one small query, the document itself is kept by the process.

    `cohort_id` is the cohort's key, which is its room's. Raises NoMethod when nothing is pinned.
    """
    return followed_by(cohort_id)[0]


def followed_by(cohort_id: int) -> Followed:
    """Return what ``method_of`` does, and whether the cohort has followed another version before, in the same query.

    Raises NoMethod when nothing is pinned.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PINNED, [cohort_id])
        return follow(cursor.fetchone())


def follow(pin: tuple[Any, ...] | None) -> Followed:
    """Return what ``followed_by`` does, of a ``PIN`` that is read. Raises NoMethod for None."""
    if pin is None:
        raise NoMethod
    version_id, sha256, has_adopted = pin
    return _content(version_id, sha256), has_adopted


@lru_cache(maxsize=KEPT)
def _content(version_id: int, sha256: str) -> Content:  # noqa: ARG001 - the digest is what makes the key safe to keep
    return from_json(MethodVersion.objects.values_list("content", flat=True).get(pk=version_id))
