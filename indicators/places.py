"""Which places stand beside each other: those that are followed, and those they are set against.

Places stand in the order they are asked for, then alphabetically: never by their values (integrations §7).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, TextChoices

from cohorts.candidates import similar_codes
from cohorts.models import Organisation
from indicators.models import Owner
from indicators.public import COUNTRY, area_of


class Against(TextChoices):
    """What a place can be set against."""

    COUNTRY = "riket", "Riket"
    REGION = "region", "Egen region"
    SIMILAR = "liknande", "Liknande organisationer"
    COUNTY = "lan", "Andra i länet"
    ALL = "alla", "Alla av samma slag"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its name and Kolada's code for it; "" where Kolada has none."""

    name: str
    area: str


@dataclass(frozen=True, slots=True)
class Several:
    """Places that an unweighted mean is told of."""

    name: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is set side by side: ``own`` are followed, ``others`` beside them, and means of several."""

    own: tuple[Spot, ...]
    others: tuple[Spot, ...] = ()
    several: tuple[Several, ...] = ()

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Return every place once, those that are followed first."""
        return tuple({spot.name: spot for spot in (*self.own, *self.others)}.values())

    @property
    def areas(self) -> tuple[str, ...]:
        """Return Kolada's codes of the places."""
        return tuple(spot.area for spot in self.spots if spot.area)


def everywhere(owners: str = Owner.BOTH) -> tuple[Organisation, ...]:
    """Return the organisations that Kolada has figures of, in Swedish order, in one statement."""
    municipality, region = Q(municipality_code__isnull=False), Q(region_code__isnull=False)
    kinds = {Owner.MUNICIPALITY: municipality, Owner.REGION: region, Owner.BOTH: municipality | region}
    return tuple(Organisation.objects.filter(kinds[Owner(owners)]))


def side_by_side(
    own: Sequence[Organisation],
    everyone: Sequence[Organisation],
    *,
    against: Iterable[str] = (),
    chosen: Iterable[Organisation] = (),
    owners: str = Owner.BOTH,
    labels: Mapping[str, str] | None = None,
) -> Asked:
    """Return what ``own`` is set beside: the kinds of ``against``, and the ``chosen`` ones. Asks nothing.

    Without ``own`` the country is followed. Of similar organisations, of the county's and of all there is also a mean.
    ``labels`` gives some of them, by slug, another name: "Norrtälje, mentor".
    """
    wanted, mine = set(against), {each.pk for each in own}
    others: list[Spot] = []
    several: list[Several] = []
    if Against.REGION in wanted:
        counties = {each.county_code for each in own if not each.region_code}
        others += [Spot(each.name, f"00{each.region_code}") for each in everyone if each.region_code in counties]
    if Against.COUNTRY in wanted:
        others.append(RIKET)
    for kind, label, found in _kinds(own, everyone, owners):
        if kind in wanted:
            spots = [spot for spot in (_spot(each, owners) for each in found if each.pk not in mine) if spot.area]
            several.append(Several(f"Ovägt medel, {label}", tuple(spot.area for spot in spots)))
            others += spots
    picked = [_spot(each, owners) for each in chosen if each.pk not in mine]
    followed = (replace(_spot(each, owners), name=(labels or {}).get(each.slug, each.name)) for each in own)
    return Asked(tuple(followed) or (RIKET,), (*others, *picked), tuple(several))


RIKET = Spot("Riket", COUNTRY)


def _spot(organisation: Organisation, owners: str) -> Spot:
    return Spot(organisation.name, area_of(organisation, owners))


def _kinds(
    own: Sequence[Organisation], everyone: Sequence[Organisation], owners: str
) -> Iterable[tuple[Against, str, list[Organisation]]]:
    """Return each kind of several, what its mean is called, and whom it has; of own sorts alone."""
    counties = {each.county_code for each in own}
    similar = {code for each in own for code in similar_codes().get(area_of(each, owners), ())}
    regions = all(each.region_code and not each.municipality_code for each in own) and bool(own)
    alike = [each for each in everyone if bool(each.region_code and not each.municipality_code) is regions]
    if owners == Owner.REGION:
        alike = [each for each in everyone if each.region_code]
    yield Against.SIMILAR, "liknande organisationer", [each for each in alike if area_of(each, owners) in similar]
    yield Against.COUNTY, "andra i länet", [each for each in alike if each.county_code in counties]
    yield Against.ALL, "alla andra", alike
