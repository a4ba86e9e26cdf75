"""Typing own figures: what is refused at its field, what is shown before it is written over, and who came first."""

import re
from decimal import Decimal

import pytest

from access import clock
from cohorts.models import CohortState
from cohorts.roles import Function
from indicators.figures import Figure
from indicators.models import Indicator, OwnValue
from indicators.own.cells import Typed
from indicators.own.writing import FiguresChanged, write_figures
from tests import factories

URL = "/omgangar/2033/kalmar/nyckeltal/andel/siffror/"
YEAR = 2024


def indicator(key="andel", kind="share", form="split"):
    facts = {"title": "Andel nöjda", "noun": key, "unit": "%", "decimals": 1, "direction": "up", "area": "Eget"}
    return Indicator.objects.create(key=key, source="own", form=form, kind=kind, owners="A", **facts)


@pytest.fixture
def kalmar(db):
    return factories.participation(factories.cohort("2033"), "Kalmar")


@pytest.fixture
def strategist(kalmar, client):
    person = factories.person("Stina Strateg")
    factories.seat(kalmar.room, Function.STRATEGIST, person)
    client.force_login(person)
    return client


def data(version=0, year=YEAR, **cells):
    told = {"women": "20", "women_base": "100", "men": "30", "men_base": "100", "source": "Enkät", "note": ""} | cells
    return {f"{year}-version": version, **{f"{year}-{name}": value for name, value in told.items()}}


def row(year=YEAR, place=""):
    return OwnValue.objects.get(year=year, place=place)


def sign(answer):
    return re.search(r'name="sure" value="(\w+)"', answer.content.decode())[1]


def test_figures_are_typed_and_stand_in_the_fields_again(strategist, kalmar):
    indicator()
    answer = strategist.post(URL, data(women="20,5", total="25,0", total_base="200"), follow=True)
    text = answer.content.decode()
    assert "Siffrorna är sparade." in text
    assert 'value="20,5"' in text
    kept = row()
    assert (kept.women, kept.women_base, kept.total_base, kept.other_state) == (20.5, 100, 200, "not_applicable")
    assert (kept.room_id, kept.source, kept.version, kept.written_by.name) == (kalmar.pk, "Enkät", 1, "Stina Strateg")


@pytest.mark.parametrize(
    ("cells", "field", "told"),
    [
        ({"women": "101 %"}, "women", "procent mellan 0 och 100"),
        ({"men": "", "men_base": ""}, "men", "Skriv mäns siffra också"),
        ({"women_base": ""}, "women_base", "hur många siffran är beräknad på"),
        ({"women_base": "-3"}, "women_base", "heltal från 0"),
        ({"women": ""}, "women_base", "ta bort antalet"),
        ({"total": "80", "total_base": "200"}, "note", "utanför kvinnors och mäns"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(strategist, kalmar, cells, field, told):
    indicator()
    answer = strategist.post(URL, {**data(**cells), **data(year=YEAR - 1, source="Ett annat år")})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="id_{YEAR}-{field}_error">.*?{told}', text, re.DOTALL)
    assert "Ett annat år" in text
    assert not OwnValue.objects.exists(), "all or nothing"


def test_a_count_is_whole(strategist, kalmar):
    indicator(kind="count")
    answer = strategist.post(URL, {f"{YEAR}-version": 0, f"{YEAR}-women": "2,5", f"{YEAR}-men": "30"})
    assert "2,5 är inget antal" in answer.content.decode()


def test_missing_secret_and_not_applicable_are_kept_apart_from_zero(strategist, kalmar):
    indicator()
    strategist.post(URL, data(women="–", women_base="", men="..", men_base="", total=".", total_base=""))
    kept = row()
    assert (kept.women_state, kept.men_state, kept.total_state) == ("missing", "secret", "not_applicable")
    assert (kept.women, kept.men, kept.total) == (None, None, None)


def test_an_empty_year_writes_nothing(strategist, kalmar):
    indicator()
    strategist.post(URL, {f"{YEAR}-version": 0, f"{YEAR}-women": "", f"{YEAR}-men": " "})
    assert not OwnValue.objects.exists()


def test_old_and_new_are_shown_before_anything_is_written_over(strategist, kalmar):
    indicator()
    strategist.post(URL, data())
    answer = strategist.post(URL, data(version=1, women="25"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "kvinnor 20 av 100, män 30 av 100" in text
    assert "kvinnor 25 av 100, män 30 av 100" in text
    assert row().women == 20
    other = strategist.post(URL, data(version=1, women="26") | {"sure": sign(answer)})
    assert row().women == 20, "what was seen is not what would be written"
    strategist.post(URL, data(version=1, women="26") | {"sure": sign(other)})
    assert (row().women, row().version) == (26, 2)
    page = strategist.get(URL).content.decode()
    assert page.index("kvinnor 26 av 100") < page.index("kvinnor 20 av 100"), "the history keeps both"


def test_the_same_again_changes_nothing_and_says_so(strategist, kalmar):
    indicator()
    strategist.post(URL, data())
    answer = strategist.post(URL, data(version=1), follow=True)
    assert "Inget var ändrat." in answer.content.decode()
    assert (row().version, OwnValue.pgh_event_model.objects.count()) == (1, 0)


def test_two_who_write_do_not_write_over_each_other_unseen(strategist, kalmar):
    indicator()
    strategist.post(URL, data())
    seen = data(version=1, women="40")
    first = strategist.post(URL, data(version=1, women="25"))
    strategist.post(URL, data(version=1, women="25") | {"sure": sign(first)})
    answer = strategist.post(URL, seen)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Någon annan har ändrat" in text
    assert 'value="40"' in text
    assert "kvinnor 25 av 100" in text
    assert row().women == 25
    strategist.post(URL, data(version=2, women="40") | {"sure": sign(answer)})
    assert row().women == 40
    assert f'name="{YEAR}-version" value="2"' in text


def test_a_year_that_somebody_has_begun_meanwhile_is_a_clash_too(strategist, kalmar):
    indicator()
    strategist.post(URL, data(women="25"))
    answer = strategist.post(URL, data(version=0, women="40"))
    assert answer.status_code == 409
    assert row().women == 25


def test_emptying_a_year_is_shown_first_and_kept_in_the_history(strategist, kalmar):
    indicator()
    strategist.post(URL, data())
    empty = data(version=1, women="", women_base="", men="", men_base="", source="")
    answer = strategist.post(URL, empty)
    assert "inga siffror" in answer.content.decode()
    strategist.post(URL, empty | {"sure": sign(answer)})
    assert (row().women, row().women_state) == (None, "missing")
    assert [event.women for event in OwnValue.pgh_event_model.objects.all()] == [20]


def test_a_place_is_typed_beside_the_whole_and_by_one_name(strategist, kalmar):
    indicator()
    strategist.post(URL, data())
    strategist.post(f"{URL}?plats=Norra%20%20delen", data(women="40"))
    strategist.post(f"{URL}?plats=norra%20DELEN", data(year=YEAR - 1))
    assert set(OwnValue.objects.values_list("place", "year")) == {
        ("", YEAR),
        ("Norra delen", YEAR),
        ("Norra delen", YEAR - 1),
    }
    assert '?plats=Norra%20delen"' in strategist.get(URL).content.decode()


def test_a_place_that_would_tell_what_is_hidden_behind_a_shown_whole_is_refused(strategist, kalmar):
    indicator(kind="count")
    strategist.post(URL, {f"{YEAR}-version": 0, f"{YEAR}-women": "53", f"{YEAR}-men": "60"})
    answer = strategist.post(f"{URL}?plats=Norr", {f"{YEAR}-version": 0, f"{YEAR}-women": "50", f"{YEAR}-men": "30"})
    assert answer.status_code == 302, "one place alone is not shown yet"
    answer = strategist.post(f"{URL}?plats=Syd", {f"{YEAR}-version": 0, f"{YEAR}-women": "3", f"{YEAR}-men": "30"})
    assert answer.status_code == 422
    assert "Lägg ihop den med en annan del" in answer.content.decode()
    assert not OwnValue.objects.filter(place="Syd").exists()


def test_a_year_of_long_ago_is_opened_and_an_impossible_one_is_told(strategist, kalmar):
    indicator()
    assert 'name="2007-women"' in strategist.get(f"{URL}?ar=2007").content.decode()
    strategist.post(f"{URL}?ar=2007", data(year=2007))
    assert row(year=2007).women == 20
    assert "0202 är inget år" in strategist.get(f"{URL}?ar=0202").content.decode()


def test_a_figure_for_all_has_one_column(strategist, kalmar):
    indicator(form="whole")
    assert f"{YEAR}-women" not in strategist.get(URL).content.decode()
    strategist.post(URL, {f"{YEAR}-version": 0, f"{YEAR}-total": "40", f"{YEAR}-total_base": "20"})
    assert (row().total, row().women_state) == (40, "missing")


def test_a_ratio_takes_no_figures(strategist, kalmar):
    indicator(form="ratio")
    assert "Det går inte att skriva egna siffror här" in strategist.get(URL).content.decode()
    assert strategist.post(URL, {f"{YEAR}-version": 0}).status_code == 422


def test_figures_are_written_when_the_round_is_over_but_not_by_one_that_left(strategist, kalmar):
    indicator()
    kalmar.cohort.state = CohortState.CLOSED
    kalmar.cohort.save()
    strategist.post(URL, data())
    assert row().women == 20
    kalmar.state = "withdrawn"
    kalmar.withdrawn_on, kalmar.withdrawal_category = clock.today(), "other"
    kalmar.save()
    answer = strategist.post(URL, data(year=YEAR - 1))
    assert answer.status_code == 422
    assert "har lämnat omgången" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3, 33])
def test_the_page_asks_the_same_however_many_years_there_are(strategist, kalmar, rows, django_assert_max_num_queries):
    made = indicator()
    person = factories.person()
    OwnValue.objects.bulk_create(
        OwnValue(
            room=kalmar.room, indicator=made, place=place, year=1990 + n, written_by=person, written_at=clock.now()
        )
        for n in range(rows)
        for place in ("", "Norr")
    )
    with django_assert_max_num_queries(15):
        strategist.get(URL)


def test_a_year_that_the_page_showed_last_year_is_taken_in_all_the_same(strategist, kalmar):
    indicator()
    strategist.post(URL, data(year=1999))
    assert row(year=1999).women == 20


def test_the_verb_itself_refuses_a_version_that_is_not_the_last(kalmar):
    by, written = factories.person(), {"place": "", "seen": {YEAR: 0}}
    figures = {name: Figure(Decimal(20), base=100) for name in ("women", "men")}
    write_figures(kalmar, indicator(), **written, typed={YEAR: Typed(figures)}, by=by)
    with pytest.raises(FiguresChanged):
        write_figures(kalmar, Indicator.objects.get(), **written, typed={YEAR: Typed(figures, "Ny")}, by=by)
    assert row().source == ""
