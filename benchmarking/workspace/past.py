"""What an organisation wrote once in an earlier round, offered when it returns: it is copied, never written over."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction

from access.refusals import Refusal
from accounts.models import User
from benchmarking.method.content import Content, Worksheet
from benchmarking.workspace import fields
from benchmarking.workspace.answers import Place, Typing, write_sheet
from benchmarking.workspace.desks import Desk
from benchmarking.workspace.models import FACTS, Answer
from benchmarking.workspace.reading import WorksheetContent
from cohorts import states
from cohorts.models import Participation


class NothingToFetch(Refusal):
    """Every fact is filled in, or no earlier round has it."""

    sentence = "Det finns inget att hämta. Uppgifterna är ifyllda här, eller saknas i den tidigare omgången."


class PastFact(NamedTuple):
    """A fact as it stood in an earlier round."""

    value: str
    round: str


class FactOffer(NamedTuple):
    """A fact that a worksheet lacks and an earlier round has."""

    key: str
    label: str
    shown: str
    round: str


def past_facts(desk: Desk, *written: WorksheetContent) -> dict[str, PastFact]:
    """Return fact → what stands in the latest earlier round that has it, of those this person may read.

    ``written`` are the worksheets as they stand, where the page has read them. One SQL statement; none where there is
    no earlier round, or nothing here to fill in.
    """
    given = {
        (sheet.key, field.key) for sheet in written for entry in sheet.entries for field in entry.fields if field.value
    }
    lacking = [fact for fact, (sheet, field) in desk.facts.items() if (sheet.key, field.key) not in given]
    if not (desk.past_rooms and desk.is_open and lacking):
        return {}
    round_ = "room__participation__cohort__"
    rows = Answer.objects.filter(
        room__in=desk.past_rooms,
        room__participation__organisation=desk.participation.organisation_id,
        entry__step_key=FACTS,
        field_key__in=lacking,
        **{f"{round_}starts_on__lt": desk.participation.cohort.starts_on},
    ).exclude(value="")
    found: dict[str, PastFact] = {}
    for fact, value, name in rows.order_by(f"-{round_}starts_on").values_list("field_key", "value", f"{round_}name"):
        found.setdefault(fact, PastFact(value, name))
    return found


def offers_for(sheet: Worksheet, written: WorksheetContent, past: Mapping[str, PastFact]) -> tuple[FactOffer, ...]:
    """Return what of ``past`` a worksheet lacks, in the order of its fields."""
    given = {field.key for entry in written.entries for field in entry.fields if field.value}
    return tuple(
        FactOffer(field.fact, field.label, fields.show(field, past[field.fact].value), past[field.fact].round)
        for field in sheet.fields
        if field.fact in past and field.key not in given
    )


@transaction.atomic
def fetch_facts(
    participation: Participation,
    content: Content,
    *,
    step_key: str,
    worksheet_key: str,
    past: Mapping[str, PastFact],
    by: User,
) -> None:
    """Copy facts of an earlier round into a worksheet's fields that are empty; what stands in a field stays.

    Raises ``UnknownKey``, ``NothingToFetch`` and what ``states.require`` raises.
    """
    states.require(participation.room, states.WORK)
    sheet = content.worksheet(step_key, worksheet_key)
    here = Answer.objects.filter(room=participation.pk, entry__step_key=FACTS)
    present = {fact: (value, version) for fact, value, version in here.values_list("field_key", "value", "version")}
    typed = [
        Typing(Place(None, field.key), past[field.fact].value, version)
        for field in sheet.fields
        if field.fact in past
        for value, version in (present.get(field.fact, ("", 0)),)
        if not value
    ]
    if not typed:
        raise NothingToFetch
    problems = write_sheet(participation, content, step_key=step_key, worksheet_key=worksheet_key, typed=typed, by=by)
    if len(problems) == len(typed):
        raise NothingToFetch
