"""Valid data for each address that takes a POST: what makes the act succeed for those who may do it.

A function takes the world and the persona, and may first bring about what the act needs; all is rolled back.
"""

import datetime as dt
import uuid
from dataclasses import replace

from access import clock
from benchmarking.meetings import attendance as places
from benchmarking.meetings.models import Meeting, Presence
from benchmarking.meetings.notes import approve
from benchmarking.method.versions import method_of, store
from benchmarking.overview.feeds import make_feed
from benchmarking.sharing.models import ConductAcceptance
from benchmarking.workspace.answers import write_answer
from benchmarking.workspace.entries import add_row, remove_row
from benchmarking.workspace.marks import mark_item
from benchmarking.workspace.models import Answer, CheckMark
from cohorts import milestones
from cohorts.admission import decide
from cohorts.groups import leave
from cohorts.models import (
    Application,
    ApplicationState,
    Cohort,
    CohortState,
    Participation,
    PlannedGroup,
    PlannedMentor,
    PlannedPlace,
    Seat,
)
from cohorts.outgoing import Invitee, offer_all
from cohorts.roles import Function
from tests import factories
from tests.personas import World, method_2019
from tests.typed_page import posted

Data = dict[str, object]


def nothing(_world: World, _persona: str) -> Data:
    """Post no data: the address says all of it."""
    return {}


def own_hat(world: World, persona: str) -> Data:
    """Choose the seat one has."""
    return {"hat": world.people[persona].seats.get().pk}


def offer(_world: World, _persona: str) -> Data:
    """Invite somebody new."""
    return {"name": "Nina Nygren", "email": "nina@example.com"}


def leave_round(_world: World, _persona: str) -> Data:
    """Leave the round for want of time."""
    return {"on": clock.today().isoformat(), "category": "resources"}


def trio(world: World, _persona: str) -> Data:
    """Paste one person of an organisation that is not in the round."""
    factories.organisation("Ystad")
    Cohort.objects.filter(pk=world.cohort.pk).update(required_seats={Function.MANAGER: 1})
    return {"text": "Organisation;Funktion;Namn;E-post\nYstad;Chef;Nina Nygren;nina@example.com"}


def held_offer(world: World, _persona: str) -> Data:
    """Send an invitation that has been held."""
    seat = factories.seat(world.own.room, Function.MANAGER)
    (offer,) = offer_all([(seat, Invitee("Nina Nygren", "nina@example.com"))], by=world.people["leader"])
    return {"send": [str(offer.letter_id)]}


def answer(_world: World, _persona: str) -> Data:
    """Write in a field that nobody has written in, of the part that the home team has."""
    place: Data = {"worksheet": "presentation", "field_key": "utmaningar"}
    return place | {"value": "Tid", "version": 0, "edit_id": uuid.uuid4()}


def sheet(_world: World, _persona: str) -> Data:
    """Send the same field in a plain form."""
    return {"value.blad.utmaningar.": "Tid", "version.blad.utmaningar.": 0}


def adopt(_world: World, _persona: str) -> Data:
    """Go over to another version, that says the same."""
    return {"version": store(replace(method_2019(), name="2020")).name}


def talked(_world: World, _persona: str) -> Data:
    """Note that one has talked about a question."""
    return {"talked": "ja"}


def restore(world: World, _persona: str) -> Data:
    """Take back the first text of an answer that has got another since."""
    found = Answer.objects.get(pk=world.things["answer"].pk)
    place = {"step_key": "traff-1", "worksheet_key": "presentation", "entry_id": None, "field_key": "styrkor"}
    typed = {"value": "Något helt annat", "version": found.version, "edit_id": uuid.uuid4()}
    saved = write_answer(world.own, method_of(world.cohort.pk), **place, **typed, by=world.people["strategist"])
    return {"version": saved.version, "event_id": found.events.earliest("pgh_id").pgh_id}


def undo(world: World, _persona: str) -> Data:
    """Undo the last change of an answer."""
    return {"version": Answer.objects.get(pk=world.things["answer"].pk).version}


def undo_mark(world: World, _persona: str) -> Data:
    """Undo the last change of a point."""
    mark = CheckMark.objects.get(room=world.own.pk, item_key="styrkedjan-ritad")
    return {"event_id": mark.events.latest("pgh_id").pgh_id}


def _plan_rows(world: World) -> dict[str, object]:
    place = {"step_key": "traff-1", "worksheet_key": "hemplan"}
    return {"participation": world.own, "content": method_of(world.cohort.pk), **place}


def moved_row(world: World, _persona: str) -> Data:
    """Let the row change places with a new one."""
    add_row(**_plan_rows(world), by=world.people["strategist"])
    return {"to": 2}


def removed_row(world: World, _persona: str) -> Data:
    """Put the row back after it was taken away."""
    remove_row(**_plan_rows(world), entry_id=world.things["row"].pk, by=world.people["strategist"])
    return {}


def mark(_world: World, _persona: str) -> Data:
    """Tick a point off."""
    return {"state": "done", "note": ""}


def duties(world: World, _persona: str) -> Data:
    """Give the manager a point, with a day."""
    day = clock.today() + dt.timedelta(days=10)
    return {"owner-styrkedjan-ritad": world.people["manager"].seats.get().pk, "due-styrkedjan-ritad": day.isoformat()}


def home_seat(_world: World, _persona: str) -> Data:
    """Invite a controller."""
    return {"name": "Cia Control", "email": "cia@example.com", "parts": ["uppfoljning"]}


def parts(_world: World, _persona: str) -> Data:
    """Open a single worksheet."""
    return {"sheets": ["hemplan"]}


def function(world: World, persona: str) -> Data:
    """Sign for one's own function, with every point of the checklist ticked off."""
    content = method_of(world.cohort.pk)
    for item in content.step("traff-1").checklist:
        point = {"step_key": "traff-1", "item_key": item.key, "state": "done", "note": ""}
        mark_item(world.own, content, **point, by=world.people["strategist"])
    return {"function": persona}


def share(_world: World, _persona: str) -> Data:
    """Share with both audiences."""
    return {"audiences": ["group", "conference"]}


def reason(_world: World, _persona: str) -> Data:
    """Say no, and why."""
    return {"reason": "Det står namn i texten."}


def code_not_accepted(_world: World, _persona: str) -> Data:
    """Let nobody have accepted the code yet."""
    ConductAcceptance.objects.all().delete()
    return {"next": "/omgangar/"}


def move(_world: World, _persona: str) -> Data:
    """Give a meeting another day."""
    day = clock.today() + dt.timedelta(days=25)
    return {"day": day.isoformat(), "starts_at": "09:30", "ends_at": "15:00", "place": "Rådhuset"}


def plan(world: World, persona: str) -> Data:
    """Plan one more meeting."""
    return move(world, persona) | {"kind": "benchmarkingtraff/traff-3"}


def milestone(_world: World, _persona: str) -> Data:
    """Have a day in a month, without a step."""
    return {"title": "Strategträff", "day": (clock.today() + dt.timedelta(days=31)).isoformat(), "step_key": ""}


def moved_days(world: World, _persona: str) -> Data:
    """Move everything from today on a week ahead, as the preview shows it."""
    since = clock.today()
    move = milestones.plan_move(world.cohort, since=since, days=7)
    return {"since": since.isoformat(), "days": 7, "seal": move.seal}


def own_feed(world: World, persona: str) -> Data:
    """Have a feed to shut."""
    make_feed(by=world.people[persona])
    return {}


def rhythm(_world: World, _persona: str) -> Data:
    """Have every reminder at once."""
    return {"rhythm": "at_once"}


def agenda(world: World, _persona: str) -> Data:
    """Keep the agenda with other times, and add nothing."""
    data: Data = {"ny-position": 99}
    for item in world.things["planned"].agenda.all():
        data |= {f"{item.key}-position": item.position, f"{item.key}-title": item.title, f"{item.key}-minutes": 7}
    return data


def day_has_come(world: World, _persona: str) -> Data:
    """Let the planned meeting be today's."""
    Meeting.objects.filter(pk=world.things["planned"].pk).update(day=clock.today())
    return {}


def host_task(_world: World, _persona: str) -> Data:
    """Tick the task."""
    return {"done": "on"}


def attendance(world: World, _persona: str) -> Data:
    """Everybody came."""
    seats = [row.place.seat.pk for row in places.rows(world.things["held"])]
    return {f"presence-{seat}": Presence.REMOTE for seat in seats}


def minutes(_world: World, _persona: str) -> Data:
    """Note something under a point that is empty, in a plain form."""
    return {"value.blad.jamfora.": "Vi börjar nio", "version.blad.jamfora.": 0}


def point(_world: World, _persona: str) -> Data:
    """Note the same as autosave sends it."""
    place: Data = {"worksheet": "anteckningar", "field_key": "jamfora"}
    return place | {"value": "Vi börjar nio", "version": 0, "edit_id": uuid.uuid4()}


def line_mark(_world: World, _persona: str) -> Data:
    """See a likeness."""
    return {"mark": "presentation.utmaningar same"}


def line_notes(_world: World, _persona: str) -> Data:
    """Note something beside the answers, in a plain form."""
    return {"value.blad.utmaningar.": "Alla har för lite tid", "version.blad.utmaningar.": 0}


def line_note(_world: World, _persona: str) -> Data:
    """Note the same as autosave sends it."""
    place: Data = {"worksheet": "presentation", "field_key": "utmaningar"}
    return place | {"value": "Alla har för lite tid", "version": 0, "edit_id": uuid.uuid4()}


def decision(_world: World, _persona: str) -> Data:
    """Agree on something."""
    return {"text": "Vi delar våra rutiner"}


def follow_up(world: World, _persona: str) -> Data:
    """Promise something in another's name."""
    owner = Seat.objects.get(holder=world.people["group_mate"])
    due = clock.today() + dt.timedelta(days=10)
    return {"what": "Skicka rutinen", "owner": owner.pk, "due": due.isoformat()}


def follow_up_state(_world: World, _persona: str) -> Data:
    """Say that it is done."""
    return {"state": "done"}


def approved_first(world: World, _persona: str) -> Data:
    """Approve the notes, so that they can be locked."""
    approve(world.things["sent"], by=world.people["strategist"])
    return {}


def results(_world: World, _persona: str) -> Data:
    """Order the sheets of the whole round."""
    return {"organisation": ""}


def new_round(world: World, persona: str) -> Data:
    """Create a round from the page as it comes."""
    return posted(world.client(persona).get("/omgangar/ny/"))


def round_facts(world: World, persona: str) -> Data:
    """Save the facts of the round with another name of the programme."""
    page = world.client(persona).get(f"/omgangar/{world.cohort.slug}/andra/")
    return posted(page, programme_name="Modellkommuner", information_contact="Lena Ledare")


def _in_state(world: World, state: str, **facts: object) -> Data:
    """Let the round of 2019 be in another state of its life."""
    Cohort.objects.filter(pk=world.cohort.pk).update(state=state, **facts)
    return {}


def draft(world: World, _persona: str) -> Data:
    """Let the round be a draft that lacks nothing."""
    return _in_state(world, "draft", public_text="Om omgången", information_contact="Lena Ledare")


def groups_set(world: World, _persona: str) -> Data:
    """Let the round's groups be set, and its first day be in a week."""
    return _in_state(world, "grouped", starts_on=clock.today() + dt.timedelta(days=7))


def close_anyway(_world: World, _persona: str) -> Data:
    """Close the round though not all is finished."""
    return {"anyway": "on"}


def planned(world: World, _persona: str) -> Data:
    """Take the round back to before its groups, and leave the plan as it is."""
    Cohort.objects.filter(pk=world.cohort.pk).update(state=CohortState.OPEN)
    for participation in world.organisations.values():
        if participation.cohort_id == world.cohort.pk:
            leave(participation)
    return {"version": 0}


def placed(world: World, persona: str) -> Data:
    """Put Kalmar in a group of its own."""
    return planned(world, persona) | {"member": [world.own.pk], "to": "ny"}


def _group_with(world: World, *members: Participation) -> PlannedGroup:
    group = PlannedGroup.objects.create(room=world.cohort.room, lead=world.organisations["norrtalje"])
    for member in members:
        PlannedPlace.objects.create(room=world.cohort.room, group=group, participation=member)
    return group


def locked(world: World, persona: str) -> Data:
    """Lock Kalmar where it is."""
    _group_with(world, world.own)
    return planned(world, persona) | {"member": [world.own.pk], "locked": "1"}


def planned_support(world: World, persona: str) -> Data:
    """Let Umeå stand behind Norrtälje."""
    to = f"m{world.organisations['norrtalje'].pk}"
    return planned(world, persona) | {"to": to, "mentor": world.organisations["umea"].pk, "kind": "support"}


def no_support(world: World, persona: str) -> Data:
    """Take Umeå away again."""
    umea, group = world.organisations["umea"], _group_with(world)
    beside = PlannedMentor.objects.create(room=world.cohort.room, group=group, mentor=umea)
    return planned(world, persona) | {"planned": beside.pk}


def alone(world: World, persona: str) -> Data:
    """Say why Kalmar is alone."""
    group = _group_with(world, world.own)
    return planned(world, persona) | {"to": f"m{group.lead_id}", "reason": "Ensam i sitt slag"}


def ready_plan(world: World, persona: str) -> Data:
    """Answer whoever waits, and plan every organisation of the round, two and two."""
    Application.objects.filter(room=world.cohort.room).update(state=ApplicationState.DECLINED)
    members = list(Participation.objects.filter(cohort=world.cohort, part="participant").order_by("pk"))
    for pair in zip(members[::2], members[1::2], strict=True):
        group = PlannedGroup.objects.create(room=world.cohort.room)
        for member in pair:
            PlannedPlace.objects.create(room=world.cohort.room, group=group, participation=member)
    return planned(world, persona)


def groups_as_they_are(_world: World, _persona: str) -> Data:
    """Change the formed groups, which nobody has changed before."""
    return {"version": 0}


def wishes(world: World, _persona: str) -> Data:
    """Wish for Askersund."""
    return {"wishes": [world.organisations["askersund"].organisation_id]}


def moved_member(world: World, _persona: str) -> Data:
    """Move Kalmar to the other group."""
    return {"version": 0, "organisation": world.own.pk, "to": world.other_group.slug, "reason": "Ensam i sitt slag"}


def new_mentor(world: World, _persona: str) -> Data:
    """Let Hedemora support too."""
    return {"version": 0, "mentor": world.organisations["hedemora"].pk, "kind": "support"}


def replaced_mentor(world: World, _persona: str) -> Data:
    """Let Hedemora take over after Norrtälje."""
    hedemora, norrtalje = world.organisations["hedemora"].pk, world.organisations["norrtalje"].pk
    return {"version": 0, "mentor": norrtalje, "new": hedemora}


def ended_mentor(world: World, _persona: str) -> Data:
    """Let Norrtälje go."""
    return {"version": 0, "mentor": world.organisations["norrtalje"].pk}


def merged(world: World, _persona: str) -> Data:
    """Let Kalmar's group go into the other, which has room for it."""
    leave(world.organisations["fagersta"])
    return {"version": 0, "into": world.other_group.slug}


def interest(world: World, persona: str) -> Data:
    """Ask to take part, in a form that was opened a minute ago while the round was open."""
    _in_state(world, "open", interest_until=None)
    with clock.at(clock.now() - dt.timedelta(minutes=1)):
        page = world.client(persona).get(f"/omgangar/{world.cohort.slug}/anmalan/")
    return posted(page, organisation="Kalmar", contact_name="Karin", contact_email="karin@kalmar.example")


def answer_interest(_world: World, _persona: str) -> Data:
    """Admit the organisation whose interest is confirmed, its letter having been shown."""
    return {"answer": "admitted", "part": "participant", "reason": "", "seen": "confirmed", "ge": "1"}


def answer_all(world: World, _persona: str) -> Data:
    """Admit all whose interest is confirmed, which is one, its letter having been shown."""
    return {"answer": "admitted", "sett": [f"{world.things['confirmed_application'].pk}:confirmed"], "ge": "1"}


def answered(world: World, _persona: str) -> Data:
    """Let the interest have an answer, whose letter waits."""
    facts = {"answer": "reserve", "part": "participant", "reason": "", "seen": "confirmed"}
    decide(world.things["confirmed_application"], **facts, by=world.people["leader"])
    return {}


def answer_sent(world: World, persona: str) -> Data:
    """Send the letter with the answer."""
    answered(world, persona)
    return {"brev": world.things["confirmed_application"].pk}
