"""The people of a round: who sits, who is asked, who is missing."""

import datetime as dt

import pytest

from access import clock
from cohorts import invitations
from cohorts.enrolment import withdraw
from cohorts.models import Invitation, Seat
from cohorts.people import people_of
from cohorts.roles import TRIO, Function
from tests import factories

URL = "/omgangar/2019/deltagare/"
SIXTH_OF_MAY = dt.datetime(2031, 5, 6, 9, tzinfo=dt.UTC)


@pytest.fixture
def seen(world):
    """``seen()``: the page as the leader reads it."""

    def read(url=URL):
        return world.client("leader").get(url).content.decode()

    return read


def text_of(page):
    """Return the text of a page without its marks, with single spaces."""
    return " ".join("".join(part.partition(">")[2] for part in f">{page}".split("<")).split())


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("leader", 200),
        ("programme_leader", 200),
        ("strategist", 403),
        ("mentor", 403),
        ("observer", 403),
        ("home_team", 404),
        ("other_leader", 404),
        ("other_cohort", 404),
        ("superuser", 404),
        ("anonymous", 302),
    ],
)
def test_is_for_those_who_lead(world, persona, status):
    assert world.client(persona).get(URL).status_code == status


def test_shows_every_organisation_under_its_group_in_swedish_order(world, seen):
    text = text_of(seen())
    groups = ["Askersund – Fagersta", "Botkyrka – Västerås", "Kalmar – Södertälje", "Mentorer"]
    places = [text.index(name) for name in groups]
    assert places == sorted(places)
    assert "Mentor: Norrtälje, med stöd av Umeå." in text
    assert "Linköping" not in text


def test_shows_function_title_holder_and_mail(world, seen):
    person = world.people["strategist"]
    assert f'<a href="mailto:{person.email}">{person.email}</a>' in seen()
    assert "Titel strategist" in seen()


def test_a_vacant_seat_is_named_and_offered(world, vacant, seen):
    text = text_of(seen())
    assert "Chef saknas" in text
    assert f"/omgangar/2019/deltagare/{vacant.pk}/bjud-in/" in seen()
    assert "Ingen inbjudan ute" in text


def test_an_open_offer_says_when_it_went_and_when_it_ends(world, vacant):
    with clock.at(SIXTH_OF_MAY):
        factories.invite(vacant, name="Maj Svarar", email="maj@example.com")
        text = text_of(world.client("leader").get(URL).content.decode())
    assert "Inbjuden 6 maj, går ut 20 maj" in text
    assert "Brevet: på väg ut" in text
    assert "Maj Svarar" in text
    assert "maj@example.com" in text


@pytest.mark.parametrize(
    ("days", "act", "sentence"),
    [
        (20, None, "Inbjudan gick ut 20 maj"),
        (2, "decline", "Maj Svarar har tackat nej 8 maj"),
        (2, "take_back", "Inbjudan återtagen 8 maj"),
        (2, "accept", "På plats sedan 8 maj"),
    ],
)
def test_says_how_an_offer_went(world, vacant, days, act, sentence):
    with clock.at(SIXTH_OF_MAY):
        token = factories.invite(vacant, name="Maj Svarar")
    with clock.at(SIXTH_OF_MAY + dt.timedelta(days=days)):
        if act == "take_back":
            invitations.take_back(vacant, by=world.people["leader"])
        elif act:
            getattr(invitations, act)(token, by=None)
        assert sentence in text_of(world.client("leader").get(URL).content.decode())


def test_counts_the_whole_round(world, vacant):
    before = people_of(world.cohort, contacts=True)
    assert before.vacant == 1
    factories.invite(vacant)
    after = people_of(world.cohort, contacts=True, only="inbjudna")
    assert (after.vacant, after.invited, after.seats) == (1, 1, before.seats)


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("vakanta", ["Chef saknas", "Politiker saknas"], ["Titel strategist"]),
        ("inbjudna", ["Chef saknas", "Inga Bjuden"], ["Politiker saknas", "Titel strategist"]),
        ("", ["Chef saknas", "Titel strategist"], []),
        ("nonsens", ["Chef saknas", "Titel strategist"], []),
        ("\x00", ["Chef saknas", "Titel strategist"], []),
    ],
)
def test_filters(world, vacant, query, shown, hidden):
    factories.seat(world.organisations["fagersta"].room, Function.POLITICIAN)
    factories.invite(vacant)
    answer = world.client("leader").get(URL, {"visa": query})
    text = text_of(answer.content.decode())
    assert answer.status_code == 200
    assert [word for word in shown if word not in text] == []
    assert [word for word in hidden if word in text] == []


def test_a_filter_that_nothing_passes_says_so(world, seen):
    assert "Ingen plats passar filtret" in seen(URL + "?visa=inbjudna")


def test_an_organisation_that_has_left_is_named_and_offers_nothing(world, vacant, seen):
    withdraw(world.own, on=clock.today(), reason="Resurser")
    assert "Har lämnat omgången" in seen()
    assert "Resurser" not in seen()
    assert f"/deltagare/{vacant.pk}/bjud-in/" not in seen()


def test_addresses_stay_out_without_leave_to_read_contacts(world, vacant):
    factories.invite(vacant, email="maj@example.com")
    found = people_of(world.cohort, contacts=False)
    seats = [seat for group in found.groups for organisation in group.organisations for seat in organisation.seats]
    assert [seat.email or (seat.offer and seat.offer.email) for seat in seats if seat.email or seat.offer] == [""]


@pytest.mark.parametrize("only", ["", "vakanta"])
def test_takes_the_same_sql_for_1_3_and_12_organisations(db, statements, only):
    counts = []
    for number in (1, 3, 12):
        cohort = factories.cohort()
        leader = factories.person()
        factories.seat(cohort.room, Function.LEADER, leader)
        for place in range(number):
            group = factories.group(cohort, f"Kommun {number} {place}")
            (membership,) = group.memberships.all()
            factories.invite(factories.seat(membership.participation.room, TRIO[0]), by=leader)
            factories.seat(membership.participation.room, TRIO[1], factories.person())
        assert Seat.objects.filter(room__participation__cohort=cohort).count() == 2 * number
        counts.append(statements(lambda cohort=cohort: people_of(cohort, contacts=True, only=only)))
    assert counts == [6, 6, 6]
    assert Invitation.objects.count() == 16
