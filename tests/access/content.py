"""Something in every room of the standing cast's world, written with the product's own verbs.

``world.things`` keeps what addresses need: ``meeting`` and so on are what a row's parameters are taken from.
"""

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from access import clock
from accounts.models import User
from benchmarking.comparison.lines import Key
from benchmarking.comparison.notes import Noted, write_note
from benchmarking.meetings import decisions, followups, notes
from benchmarking.meetings.models import Meeting
from benchmarking.method.content import Content, Field, Step
from benchmarking.method.models import MethodVersion
from benchmarking.method.versions import method_of, pin, store
from benchmarking.overview.adopting import adopt
from benchmarking.overview.feeds import make_feed
from benchmarking.sharing import public
from benchmarking.sharing.followed import share_indicators
from benchmarking.sharing.models import AudienceKind, Release
from benchmarking.sharing.steps import share_step, share_worksheet
from benchmarking.workspace.answers import write_answer
from benchmarking.workspace.duties import Assignment, assign_duties
from benchmarking.workspace.entries import add_row
from benchmarking.workspace.marks import mark_item
from benchmarking.workspace.models import Answer, Entry
from cohorts import acts, applications, invitations, leader_notes, mailings
from cohorts.models import (
    ActKind,
    Application,
    Milestone,
    Organisation,
    Participation,
    PlannedGroup,
    Requirement,
    Seat,
)
from cohorts.roles import Function
from cohorts.seats import open_seat
from indicators.catalogue import load_catalogue
from indicators.figures import known
from indicators.models import Indicator, KpiSnapshot, PublicValue
from indicators.own.cells import Typed
from indicators.own.staging import stage
from indicators.own.writing import write_figures
from indicators.pins.choosing import pin_indicators
from indicators.pins.comments import write_comment
from indicators.pins.goals import set_goals
from reports import lease
from reports.models import Report
from reports.ordering import order
from tests import factories
from tests.personas import World, days_ago

GROUP, CONFERENCE = AudienceKind.GROUP, AudienceKind.CONFERENCE
#: The stored file of the printed reports. It lies outside the database, so each process that reads one puts it there.
PRINTED = "traff.pdf"


def _apply(world: World) -> None:
    """An interest that waits for its contact to confirm it, one that is confirmed, and one in another round."""
    for name, cohort, state in (
        ("application", world.cohort, "received"),
        ("confirmed_application", world.cohort, "confirmed"),
        ("foreign_application", world.other_cohort, "confirmed"),
    ):
        world.things[name] = Application.objects.create(
            room=cohort.room,
            other_name="Norra förbundet",
            other_kind="association",
            contact_name="Karin Kontakt",
            contact_email="karin@norra.example",
            contact_phone="070",
            evidence={"trio": "Klar"},
            themes="Skola",
            wishes=["umea"],
            reason="Skäl",
            state=state,
            applied_at=clock.now(),
        )
    token = applications.mint_link(world.things["application"].pk)
    world.things["application_token"] = token.rstrip("/").rsplit("/", 1)[-1]


def _catalogue() -> None:
    """The indicators that everybody reads, one of them with something for the programme's leader to accept."""
    load_catalogue()
    stopped = KpiSnapshot.objects.filter(pk="N00090")
    stopped.update(title="Sjukfrånvaro", new_title="Frånvaro", stopped=KpiSnapshot.Stop.DESCRIPTION)


def _fill_in(world: World) -> None:
    """Own figures of two organisations, so few that they are seen by their writers alone, and a file of each."""
    few = {"women": known(50, base=6), "men": known(20, base=900)}
    head = ("Nyckeltal", "Del", "År", "Kvinnor", "Underlag kvinnor", "Män", "Underlag män", "Källa", "Anteckning")
    row = ("n00090", "Norr", "2017", "50", "6", "20", "900", "Lönesystemet", "Preliminärt")
    for slug, persona in (("kalmar", "strategist"), ("askersund", "other_group")):
        own, by, year = world.organisations[slug], world.people[persona], clock.today().year
        for version, note in enumerate(("Preliminärt", "Rättat")):
            write_figures(
                own,
                Indicator.objects.get(key="n00090"),
                place="",
                typed={year: Typed(few, source="Lönesystemet", note=note)},
                seen={year: version},
                by=by,
            )
        name = "figure_file" if slug == "kalmar" else "foreign_figure_file"
        world.things[name] = stage(own, [(1, head, ()), (2, row, ())], name="siffror.csv", by=by)


def furnish(world: World) -> World:
    """Give every room a calendar, answers, releases, meetings, a report and an open invitation."""
    _catalogue()
    for cohort in (world.cohort, world.other_cohort):
        day = clock.today() + dt.timedelta(days=30)
        name = "milestone" if cohort == world.cohort else "foreign_milestone"
        world.things[name] = Milestone.objects.create(
            room=cohort.room, title=f"Träff i {cohort}", day=day, step_key="traff-2"
        )
        Requirement.objects.create(room=cohort.room, key="trio", text=f"Krav i {cohort}", place=1)
        PlannedGroup.objects.create(room=cohort.room, reason_for_one="Ensam i planen")
    # An address with a secret opens to whoever has it: here somebody's who sees nothing.
    world.things["feed"] = make_feed(by=world.people["outsider"]).rpartition("/")[2].removesuffix(".ics")
    for slug, persona in (
        ("kalmar", "strategist"),
        ("sodertalje", "group_mate"),
        ("askersund", "other_group"),
        ("linkoping", "other_cohort"),
        ("norrtalje", "mentor"),
    ):
        row = _write(world.organisations[slug], world.people[persona])
        world.things[f"{slug}_row"] = row
    world.things.update(row=world.things["kalmar_row"], foreign_row=world.things["askersund_row"])
    for name, slug in (("answer", "kalmar"), ("foreign_answer", "askersund")):
        world.things[name] = Answer.objects.get(room=world.organisations[slug].pk, field_key="styrkor")
    _follow(world)
    _adopt(world)
    _remember(world)
    _deal_out(world)
    world.things["question"] = _answer_by_function(world.own, world)
    _fill_in(world)
    _share(world)
    _compare(world)
    _meet(world)
    _print(world)
    _invite(world)
    _apply(world)
    _steer(world)
    return world


def _follow(world: World) -> None:
    """Four follow Kolada's figures, with a target and a comment; Kalmar two of them."""
    owners = {
        "kalmar": "strategist",
        "sodertalje": "group_mate",
        "askersund": "other_group",
        "linkoping": "other_cohort",
    }
    for code, (slug, persona) in enumerate(owners.items(), start=880):
        followed, by = world.organisations[slug], world.people[persona]
        Organisation.objects.filter(pk=followed.organisation_id).update(municipality_code=f"0{code}")
        PublicValue.objects.bulk_create(
            PublicValue(kpi_id="N00090", area=f"0{code}", period=year, gender=gender, value=value, state="known")
            for year in (2017, 2018)
            for gender, value in (("K", 7.4), ("M", 4.1), ("T", 6.6))
        )
        followed.organisation.refresh_from_db()
        pin_indicators(followed, ["n00090", "n00949"] if slug == "kalmar" else ["n00090"], by=by)
        targets = {"target_women": Decimal(5), "target_men": Decimal(4)}
        owner = Seat.objects.get(room=followed.pk, holder=by)
        set_goals(followed, "n00090", targets=targets, year=2020, owner=owner, version=0, by=by)
        parts = {"reading": f"Läge i {followed}", "reason": f"Skäl i {followed}", "action": f"Åtgärd i {followed}"}
        write_comment(followed, "n00090", 2018, parts=parts, version=0, by=by)


def _write(participation: Participation, by: User) -> Entry:
    method = method_of(participation.cohort_id)
    place = {"step_key": "traff-1", "worksheet_key": "presentation", "entry_id": None, "field_key": "styrkor"}
    typed = {"value": f"Styrkor i {participation}", "version": 0, "edit_id": uuid.uuid4()}
    write_answer(participation, method, **place, **typed, by=by)
    for fact in ("beslut", "styrmodell"):
        place = {"step_key": "uppstart", "worksheet_key": "organisationsfakta", "entry_id": None, "field_key": fact}
        typed = {"value": f"{fact.capitalize()} i {participation}", "version": 0, "edit_id": uuid.uuid4()}
        write_answer(participation, method, **place, **typed, by=by)
    point = {"step_key": "traff-1", "item_key": "styrkedjan-ritad", "state": "not_relevant", "note": "Redan gjord"}
    mark_item(participation, method, **point, by=by)
    return add_row(participation, method, step_key="traff-1", worksheet_key="hemplan", by=by)


def _adopt(world: World) -> None:
    """The round of 2019 goes over to a version with other choices, where Kalmar has chosen one of the old."""
    by, before = world.people["strategist"], method_of(world.cohort.pk)
    place = {"step_key": "traff-1", "worksheet_key": "hemplan", "entry_id": world.things["row"].pk}
    typed = {"value": "planera", "version": 0, "edit_id": uuid.uuid4()}
    write_answer(world.own, before, **place, field_key="pdsa-lage", **typed, by=by)
    adopt(world.cohort, store(_with_other_choices(before)).name, by=world.people["leader"])


def _with_other_choices(method: Content) -> Content:
    def changed(field: Field) -> Field:
        return replace(field, choices=tuple(replace(each, key=f"{each.key}-nu") for each in field.choices))

    def of(step: Step) -> Step:
        sheets = (replace(sheet, fields=tuple(map(changed, sheet.fields))) for sheet in step.worksheets)
        return replace(step, worksheets=tuple(sheets))

    return replace(method, name="2019 med andra val", steps=tuple(map(of, method.steps)))


def _remember(world: World) -> None:
    """Kalmar was in an earlier round, where it wrote a fact that it lacks now, and one that it has."""
    earlier = factories.cohort("2017", starts_on=clock.today() - dt.timedelta(days=1000))
    pin(earlier, MethodVersion.objects.get(name="2019"), by=world.people["programme_leader"])
    past = factories.participation(earlier, "Kalmar")
    for fact in ("diarienummer", "beslut"):
        place = {"step_key": "uppstart", "worksheet_key": "organisationsfakta", "entry_id": None, "field_key": fact}
        typed = {"value": f"{fact} 2017", "version": 0, "edit_id": uuid.uuid4()}
        write_answer(past, method_of(earlier.pk), **place, **typed, by=world.people["strategist"])


def _deal_out(world: World) -> None:
    """Kalmar's home team answers for a point."""
    owner = world.people["home_team"].seats.get().pk
    wanted = {"sjalvskattning-gjord": Assignment(owner=owner, due=clock.today())}
    method = method_of(world.cohort.pk)
    assign_duties(world.own, method, step_key="traff-1", wanted=wanted, by=world.people["strategist"])


def _answer_by_function(participation: Participation, world: World) -> Entry:
    method = method_of(participation.cohort_id)
    question = {"step_key": "traff-3", "worksheet_key": "ledarskap-och-kultur", "field_key": "drivkraft"}
    for function in ("manager", "strategist"):
        typed = {"value": f"Drivkraft enligt {function}", "version": 0, "edit_id": uuid.uuid4(), "function": function}
        write_answer(participation, method, **question, **typed, entry_id=None, by=world.people[function])
    return Entry.objects.get(room=participation.pk, step_key="traff-3")


def _share(world: World) -> None:
    """Share in every room; Askersund up to number 5, a number that Kalmar has not.

    Kalmar: 1 to the group, which may not be open; 2 to group and conference; 3 a worksheet to the cohort, which
    waits to be open; 4 to the group, and open.
    """
    by, method = world.people["strategist"], method_of(world.cohort.pk)
    for slug, persona, audiences in (
        ("kalmar", "strategist", [GROUP]),
        ("kalmar", "strategist", [GROUP, CONFERENCE]),
        ("sodertalje", "group_mate", [GROUP]),
        *[("askersund", "other_group", [GROUP])] * 5,
        ("linkoping", "other_cohort", [GROUP, CONFERENCE]),
    ):
        owner = world.organisations[slug]
        share_step(
            owner, method_of(owner.cohort_id), step_key="traff-1", audiences=audiences, by=world.people[persona]
        )
    mate, keys = world.people["group_mate"], ["n00090"]
    share_indicators(world.organisations["sodertalje"], keys=keys, audiences=[GROUP], by=mate)
    sheet = {"step_key": "traff-1", "worksheet_key": "presentation"}
    third = share_worksheet(world.own, method, **sheet, audiences=[AudienceKind.COHORT], by=by)
    fourth = share_step(world.own, method, step_key="traff-1", audiences=[GROUP], by=by)
    public.approve(public.ask(fourth, by=by), by=world.people["leader"])
    first = Release.objects.get(room=world.own.room, number=1)
    public.decline(public.ask(first, by=by), reason="Det står namn i texten", by=world.people["leader"])
    abroad = Release.objects.filter(room=world.organisations["linkoping"].room).first()
    foreign = public.ask(abroad, by=world.people["other_cohort"])
    world.things.update(asked=public.ask(third, by=by), open=fourth, foreign_asked=foreign)


def _compare(world: World) -> None:
    """Both groups of 2019 note something beside the answers to step 2, and Kalmar takes an idea home."""
    for group, persona, whose in (
        (world.group, "strategist", None),
        (world.group, "strategist", world.own.pk),
        (world.other_group, "other_group", None),
    ):
        write_note(
            group,
            method_of(world.cohort.pk),
            step_key="traff-1",
            noted=Noted(Key("presentation", "styrkor"), whose),
            value=f"Styrkor i {group}",
            version=0,
            edit_id=uuid.uuid4(),
            by=world.people[persona],
        )


def _meet(world: World) -> None:
    """Own group: 1 with notes out, from the time of those who have left; 2 held; 3 planned; 4 out. The other: five."""
    own, other = world.people["strategist"], world.people["other_group"]
    today = clock.today()
    strategist, outsider = Seat.objects.get(holder=own), Seat.objects.get(holder=other)
    due = today + dt.timedelta(days=40)
    with days_ago(200):
        first = factories.held_meeting(world.group, own)
        decisions.add(first, text="Vi delar mallar", owner=strategist, due=due, by=own)
        followups.add(first, what="Skicka mallar", owner=strategist, due=due, by=own)
        notes.send_notes(first, by=own)
    second = factories.held_meeting(world.group, own, step_key="traff-2", text="Utkast")
    third = factories.meeting(world.group, own, step_key="traff-3", day=today + dt.timedelta(days=20))
    factories.sent_meeting(world.group, own, step_key="traff-2", day=today - dt.timedelta(days=1))
    abroad = [factories.held_meeting(world.other_group, other, step_key="traff-2") for _ in range(5)]
    things = {
        "sent": first,
        "held": second,
        "planned": third,
        "decision": decisions.add(second, text="Vi ses igen", owner=strategist, due=due, by=own),
        "follow_up": followups.add(second, what="Skicka underlag", owner=strategist, due=due, by=own),
        "foreign_meeting": abroad[-1],
        "foreign_decision": decisions.add(abroad[-1], text="Vi byter lokal", owner=outsider, due=due, by=other),
        "foreign_follow_up": followups.add(abroad[-1], what="Boka lokal", owner=outsider, due=due, by=other),
    }
    world.things.update(things)


def _print(world: World) -> None:
    """Print the first meeting's notes twice: the first time while those who have left were still there."""
    for name, days in (("old_report", 150), ("report", 0)):
        made = _report(world.things["sent"], by=world.people["strategist"])
        Report.objects.filter(pk=made.pk).update(finished_at=timezone.now() - dt.timedelta(days=days))
        world.things[name] = made


def _report(meeting: Meeting, *, by: User) -> Report:
    made = order(meeting.room, kind="meeting", subject=meeting.pk, title=meeting.title, by=by)
    file = {"file_name": PRINTED, "sha256": "0" * 64, "pages": 1}
    lease.finish(lease.claim(made.pk), **file, title=meeting.title, release_ids=[])
    return made


def _invite(world: World) -> None:
    vacant = open_seat(world.own.room, Function.POLITICIAN)
    offered = open_seat(world.own.room, Function.STRATEGIST)
    offer = invitations.offer(offered, email="ny@example.com", name="Nils Ny", by=world.people["leader"])
    foreign = open_seat(world.organisations["linkoping"].room, Function.POLITICIAN)
    token = invitations.mint_link(offer.pk).rstrip("/").rsplit("/", 1)[-1]
    asked = invitations.offer(vacant, email="nej@example.com", name="Nora Nej", by=world.people["leader"])
    said_no = invitations.mint_link(asked.pk).rstrip("/").rsplit("/", 1)[-1]
    invitations.decline(said_no, by=None, reason="Tiden räcker inte")
    world.things.update(vacant=vacant, offered=offered, token=token, foreign_seat=foreign)


def _steer(world: World) -> None:
    """Those who lead both rounds write to a trio, held, and note something about an organisation and the round."""
    for own, slug, persona in (("", "kalmar", "leader"), ("foreign_", "linkoping", "other_leader")):
        place, by = world.organisations[slug], world.people[persona]
        text = {"subject": f"Hej {place}", "body": f"Hur går det i {place}"}
        chosen = {"rooms": [place.pk], "functions": ["strategist"], **text}
        mark = mailings.preview(place.cohort, **chosen).mark
        mailing = mailings.write_to_many(place.cohort, **chosen, mark=mark, key=uuid.uuid4(), by=by)
        world.things[f"{own}letter"] = mailing.dispatches.get().letter
        world.things[f"{own}note"] = leader_notes.write_note(place.room, text=f"Ring {place}", by=by)
        acts.record(place.pk, ActKind.STEP_PLANNED, f"steg 2 i {place}", by=by)
        leader_notes.write_note(place.cohort.room, text=f"Lokalen för {place.cohort} är bokad", by=by)
