"""What a round asks of those who want to take part. The list it begins with is the programme's own."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from access.refusals import Refusal
from cohorts import states
from cohorts.models import Cohort, CohortState, Evidence, Requirement, Variant


class RequirementsFixed(Refusal):
    """Organisations have answered, or may be answering, what stands there."""

    sentence = (
        "Anmälan har öppnat. Du kan formulera om kraven, men inte lägga till, ta bort eller ändra hur de visas: "
        "någon kan redan ha svarat."
    )


class Asked(NamedTuple):
    """A requirement as the leader writes it."""

    key: str
    text: str
    evidence: Evidence


_TO_ALL = (
    Asked(
        "politiskt-beslut",
        "Det finns ett politiskt beslut om att arbeta med jämställdhetsintegrering.",
        Evidence.CASE_NUMBER,
    ),
    Asked("cemr", "CEMR-deklarationen är undertecknad, eller ska undertecknas under omgången.", Evidence.DATE),
    Asked("trio", "Politiker, chef och strateg är utsedda och har mandat. Skriv vilka de är.", Evidence.TEXT),
    Asked(
        "tid",
        "Minst tre arbetsdagar per person är avsatta, och pengar till resor. Skriv hur.",
        Evidence.TEXT,
    ),
    Asked("mentor", "Organisationen åtar sig att vara mentor i en senare omgång.", Evidence.CONFIRM),
    Asked(
        "intressenter",
        "Intressenterna är kända: länsstyrelsen, andra myndigheter, lokala aktörer. Skriv vilka.",
        Evidence.TEXT,
    ),
)
#: The key of the requirement whose answer is ``Participation.scope_area``.
AREA_KEY = "avgransat-omrade"
_AREA = Asked(
    AREA_KEY,
    "Arbetet gäller ett avgränsat område, till exempel regionalt utvecklingsansvar. Skriv vilket.",
    Evidence.TEXT,
)
#: The key of the requirement whose yes is ``Participation.promised_mentoring``.
MENTOR = "mentor"


def defaults_for(variant: str) -> tuple[Asked, ...]:
    """Return what a new round asks: of regions also which delimited area they work with."""
    return _TO_ALL if variant == Variant.MUNICIPALITIES else (*_TO_ALL, _AREA)


def requirements_of(cohort: Cohort) -> tuple[Asked, ...]:
    """Return what the round asks, in its order."""
    rows = Requirement.objects.filter(room=cohort.room_id)
    return tuple(Asked(row.key, row.text, Evidence(row.evidence)) for row in rows)


@transaction.atomic
def set_requirements(cohort: Cohort, asked: Iterable[Asked]) -> None:
    """Let the round ask exactly this, in this order.

    Once the form has opened only the wording may change. Raises ``RequirementsFixed`` and what ``states.require``
    raises.
    """
    states.require(cohort.room, states.STEER)
    wanted = {each.key: each for each in asked}
    present = {row.key: row for row in Requirement.objects.filter(room=cohort.room_id)}
    state = Cohort.objects.values_list("state", flat=True).get(pk=cohort.pk)
    shown = {key: each.evidence for key, each in wanted.items()}
    if state != CohortState.DRAFT and shown != {key: row.evidence for key, row in present.items()}:
        raise RequirementsFixed
    Requirement.objects.filter(room=cohort.room_id).exclude(key__in=wanted).delete()
    Requirement.objects.bulk_create(
        [
            Requirement(room=cohort.room, key=key, text=each.text, evidence=each.evidence, place=place)
            for place, (key, each) in enumerate(wanted.items(), start=1)
        ],
        update_conflicts=True,
        unique_fields=["room", "key"],
        update_fields=["text", "evidence", "place"],
    )
