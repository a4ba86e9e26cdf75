"""Whatever happens around a release: its bytes stay, and each reader loses exactly what design §3 says."""

from http import HTTPStatus

import pytest
from django.db import DatabaseError, connection, transaction

from access import clock
from benchmarking.sharing.audiences import readable
from benchmarking.sharing.models import AudienceKind, Release, ReleaseAudience, ReleaseReader
from benchmarking.sharing.pages import release_url
from benchmarking.sharing.public import public_url
from benchmarking.sharing.releases import withdraw
from cohorts import enrolment
from cohorts.access import load
from cohorts.groups import join, leave
from cohorts.models import CohortState, Pairing
from cohorts.pairings import end_pairing, pair
from tests.personas import LEADERS, MENTORS, OWN, TRIOS

pytestmark = pytest.mark.django_db
GROUP, COHORT, CONFERENCE = AudienceKind.GROUP, AudienceKind.COHORT, AudienceKind.CONFERENCE
TABLES = ("benchmarking_release", "benchmarking_releaseaudience", "benchmarking_releasereader")
GROUP_READERS = OWN | MENTORS | LEADERS | {"group_mate"}


@pytest.fixture
def releases(world, write, share, share_sheet, open_up):
    """One of each: to the group, a worksheet to the round, to the conference, and one that is open."""
    world.own.organisation.county_code = "08"
    world.own.organisation.save(update_fields=["county_code"])
    write("Spindelväv")
    return {
        "group": share(GROUP),
        "sheet": share_sheet(COHORT),
        "conference": share(CONFERENCE),
        "open": open_up(share(GROUP)),
    }


@pytest.fixture
def opens(world, releases):
    """``opens()``: release → who may read its text, by the rule that every page and list asks."""

    def opens():
        standing = {
            name: set(readable(load(user)).filter(withdrawn_at=None).values_list("pk", flat=True))
            for name, user in world.people.items()
        }
        return {
            name: {persona for persona, read in standing.items() if release.pk in read}
            for name, release in releases.items()
        }

    return opens


@pytest.fixture
def text(world, releases):
    """``text("mentor", "group")``: whether a release's page shows its text to somebody; "public" is the open page."""

    def text(persona, name):
        release = releases.get(name, releases["open"])
        own = release_url(release.room.participation, release.number)
        return b"Spindelv" in world.client(persona).get(public_url(release.pk) if name == "public" else own).content

    return text


BEFORE = {
    "group": GROUP_READERS,
    "sheet": TRIOS | LEADERS,
    "conference": TRIOS | LEADERS | {"observer"},
    "open": TRIOS | LEADERS | {"observer"},
}


def bytes_of_releases():
    """Return every byte of releases, audiences and readers, but for whether they are taken back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT jsonb_agg(to_jsonb(r) - 'withdrawn_at' - 'withdrawn_by_id' ORDER BY id)::text"
            " FROM benchmarking_release r"
        )
        (found,) = cursor.fetchone()
        cursor.execute(
            "SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id)::text, jsonb_agg(to_jsonb(r) ORDER BY r.id)::text"
            " FROM benchmarking_releaseaudience a FULL JOIN benchmarking_releasereader r ON r.audience_id = a.id"
        )
        return found, *cursor.fetchone()


def _regroup(world):
    leave(world.organisations["sodertalje"])
    join(world.other_group, world.organisations["sodertalje"])


def _end_mentor(world):
    end_pairing(Pairing.objects.get(mentor=world.organisations["norrtalje"], ended_at=None))


def _new_mentor(world):
    pair(world.organisations["hedemora"], world.group)
    pair(world.organisations["uppsala"], world.group)


def _own_leaves_group(world):
    leave(world.own)


def _own_leaves_round(world):
    enrolment.withdraw(world.own, on=clock.today(), reason="tid")


def _round_closes(world):
    world.cohort.state = CohortState.CLOSED
    world.cohort.save(update_fields=["state"])


@pytest.mark.parametrize(
    ("act", "lost"),
    [
        (_regroup, {"group": {"group_mate"}}),
        (_end_mentor, {"group": {"mentor"}}),
        (_new_mentor, {}),
        (_own_leaves_group, {}),
        (_own_leaves_round, {}),
        (_round_closes, {}),
    ],
)
def test_what_happens_around_it_takes_away_exactly_that(world, opens, text, act, lost):
    before = bytes_of_releases()
    assert opens() == BEFORE
    assert all(text(persona, name) for name, personas in lost.items() for persona in personas)
    act(world)
    assert opens() == {name: readers - lost.get(name, set()) for name, readers in BEFORE.items()}
    assert not any(text(persona, name) for name, personas in lost.items() for persona in personas)
    assert text("anonymous", "public"), "what is open stays so"
    assert bytes_of_releases() == before


@pytest.mark.parametrize(("act", "persona"), [(_regroup, "group_mate"), (_end_mentor, "mentor")])
def test_who_leaves_the_group_is_shut_out_of_it_at_once(world, releases, act, persona):
    """Its release is as if it never was; the group they have belonged to is known, and closed (403)."""
    group = f"/omgangar/2019/grupper/{world.group.slug}/"
    closes = {
        release_url(world.own, releases["group"].number): HTTPStatus.NOT_FOUND,
        f"{group}jamfor/traff-1/": HTTPStatus.FORBIDDEN,
        f"{group}kontakter/": HTTPStatus.FORBIDDEN,
    }
    if persona == "mentor":  # who followed its progress; those in the same group never did
        closes["/omgangar/2019/kalmar/"] = HTTPStatus.NOT_FOUND
    before = {address: world.client(persona).get(address).status_code for address in closes}
    assert before == dict.fromkeys(closes, HTTPStatus.OK)
    act(world)
    assert {address: world.client(persona).get(address).status_code for address in closes} == closes
    wider = release_url(world.own, releases["sheet"].number)
    assert world.client(persona).get(wider).status_code == HTTPStatus.OK


def test_taken_back_nobody_reads_a_word_and_its_bytes_are_kept(world, releases, opens, text):
    before = bytes_of_releases()
    for release in releases.values():
        withdraw(release, by=world.people["politician"])
    assert opens() == {name: set() for name in BEFORE}
    for persona in ("strategist", "group_mate", "leader", "observer"):
        assert not any(text(persona, name) for name in releases), persona
    assert not text("anonymous", "public")
    assert bytes_of_releases() == before


#: Another value of a column, by its type in the database.
OTHER = {"jsonb": "'{{}}'", "timestamp with time zone": "{0} + interval '1 day'", "character varying": "reverse({0})"}


def _writes():
    """Return every way to write over, or away, what is stored: each column of each table, and whole rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_name = ANY(%s) AND column_name NOT LIKE 'withdrawn%%'",
            [list(TABLES)],
        )
        columns = cursor.fetchall()
    assert len(columns) == 10 + 4 + 3
    for table, column, kind in columns:
        other = OTHER.get(kind, "{0} + 1000").format(column)
        yield f"UPDATE {table} SET {column} = {other}"
    for table in TABLES:
        yield f"DELETE FROM {table}"
        yield f"TRUNCATE {table} CASCADE"
        yield f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = {table}.id + 1000"
        yield f"WITH gone AS (DELETE FROM {table} RETURNING *) INSERT INTO {table} SELECT * FROM gone"


@pytest.mark.usefixtures("releases")
def test_no_statement_changes_a_byte():
    before = bytes_of_releases()
    connection.check_constraints()  # what waits for the commit would stand in the way of TRUNCATE by itself
    for statement in _writes():
        with pytest.raises(DatabaseError, match="pgtrigger: Cannot"), transaction.atomic():  # noqa: PT012
            with connection.cursor() as cursor:
                cursor.execute(statement)
            pytest.fail(f"{statement} went through")
    assert bytes_of_releases() == before


@pytest.mark.parametrize("model", [Release, ReleaseAudience, ReleaseReader])
def test_no_act_of_the_orm_changes_a_byte(releases, model):
    """As an admin page or a script would: row by row, in bulk, by upsert; past the model too."""
    before = bytes_of_releases()
    rows, room = list(model.objects.order_by("pk")), releases["group"].room.parent
    for row in rows:
        row.room = room
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    for act in (
        rows[0].save,
        lambda: rows[0].save(update_fields=["room"]),
        lambda: rows[0].save_base(raw=True),
        lambda: model.objects.update(room=room),
        lambda: model.objects.bulk_update(rows, ["room"]),
        lambda: model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=names),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert bytes_of_releases() == before
