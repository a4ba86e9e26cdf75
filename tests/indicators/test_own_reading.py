"""Own figures come out through suppression, and nobody else reads the table."""

import ast
from decimal import Decimal

import pytest

from access import clock
from indicators.figures import HIDDEN, MISSING, known
from indicators.models import Indicator, OwnValue
from indicators.own.reading import filled_of, shown_of
from tests import factories
from tests.floor_plan.plan import dotted, sources, tree

#: Who may know the raw table: its model, the way out, and the acts of those who write it.
_OWN = ("forms", "models", "page", "reading", "staging", "views", "writing")
READERS = {"indicators.models", *(f"indicators.own.{name}" for name in _OWN)}


@pytest.fixture
def kalmar(db):
    return factories.participation(factories.cohort(), "Kalmar")


@pytest.fixture
def writer(db):
    return factories.person()


def indicator(key="fordelning", kind="count", form="split"):
    facts = {"title": key, "noun": key, "unit": "personer", "decimals": 0, "direction": "neutral", "area": "Eget"}
    return Indicator.objects.create(key=key, source="own", form=form, kind=kind, owners="A", **facts)


def write(participation, indicator_, by, rows):
    """Put rows of place, year, women, men and total into the table, past the checks."""
    for place, year, *numbers in rows:
        cells = {}
        for name, number in zip(("women", "men", "total"), numbers, strict=True):
            cells |= {name: number, f"{name}_state": "missing" if number is None else "known"}
        OwnValue.objects.create(
            room=participation.room,
            indicator=indicator_,
            place=place,
            year=year,
            **cells,
            written_by=by,
            written_at=clock.now(),
        )


def cells(shown, place, year):
    found = shown.series(place).at(year)
    return found.women, found.men, found.total


def test_figures_come_out_by_indicator_and_room(kalmar, writer):
    lund = factories.participation(kalmar.cohort, "Lund")
    one, two, empty = indicator("ett"), indicator("tva"), indicator("tre")
    write(kalmar, one, writer, [("", 2023, 20, 30, 50), ("", 2024, 4, 30, 34)])
    write(lund, two, writer, [("", 2024, 7, None, 9)])
    found = shown_of([kalmar.pk, lund.pk], [one, two, empty])
    assert set(found) == {("ett", kalmar.pk), ("tva", lund.pk)}
    assert cells(found["ett", kalmar.pk], "", 2023) == (known(20), known(30), known(50))
    assert cells(found["ett", kalmar.pk], "", 2024) == (HIDDEN, HIDDEN, known(34)), "four women are few"
    assert cells(found["tva", lund.pk], "", 2024)[1] == MISSING


def test_any_number_of_rooms_and_indicators_is_one_statement(kalmar, writer, django_assert_num_queries):
    lund = factories.participation(kalmar.cohort, "Lund")
    measured = [indicator("ett"), indicator("tva")]
    for room in (kalmar, lund):
        for each in measured:
            write(room, each, writer, [("", 2024, 20, 30, 50)])
    with django_assert_num_queries(1):
        assert len(shown_of([kalmar.pk, lund.pk], measured)) == 4
    with django_assert_num_queries(1):
        assert len(shown_of([kalmar.pk], measured[:1])) == 1


def test_a_whole_hides_what_its_places_hide(kalmar, writer):
    each = indicator()
    write(kalmar, each, writer, [("", 2024, 53, 60, 113), ("Norr", 2024, 50, 30, 80), ("Syd", 2024, 3, 30, 33)])
    (found,) = shown_of([kalmar.pk], [each]).values()
    assert cells(found, "", 2024) == (HIDDEN, HIDDEN, known(113))
    assert cells(found, "Norr", 2024) == (known(50), known(30), known(80))


def test_a_whole_without_places_that_year_is_guarded_like_any_row(kalmar, writer):
    each = indicator()
    write(kalmar, each, writer, [("", 2023, 3, 60, 63), ("", 2024, 50, 60, 110), ("Norr", 2024, 50, 60, 110)])
    (found,) = shown_of([kalmar.pk], [each]).values()
    assert cells(found, "", 2023) == (HIDDEN, HIDDEN, known(63))
    assert cells(found, "", 2024) == (known(50), known(60), known(110))


def test_places_that_are_not_yet_the_whole_are_left_out(kalmar, writer):
    each = indicator()
    write(kalmar, each, writer, [("", 2024, 53, 60, 113), ("Norr", 2024, 50, 30, 80), ("Norr", 2023, 9, 9, 18)])
    (found,) = shown_of([kalmar.pk], [each]).values()
    assert [(row.place, row.year) for row in found.rows] == [("", 2024), ("Norr", 2023)]
    assert cells(found, "", 2024)[0] == known(53)


def test_what_a_figure_was_is_kept(kalmar, writer):
    each = indicator()
    write(kalmar, each, writer, [("", 2024, 20, 30, 50)])
    (row,) = filled_of(kalmar.pk, each)
    row.women = Decimal(21)
    row.save()
    events = OwnValue.pgh_event_model.objects.filter(pgh_obj=row.pk).order_by("pgh_id")
    assert [event.women for event in events] == [20]


def test_nobody_else_reads_the_raw_table():
    def names(node):
        match node:
            case ast.ImportFrom():
                return {f"{node.module}.{each.name}" for each in node.names} | {node.module or ""}
            case ast.Attribute():
                return {node.attr}
            case ast.Constant(value=str() as text):
                return {text}
            case ast.Name():
                return {node.id}
        return set()

    raw = {"OwnValue", "StagedFigure", "own_values", "filled_of", "changed_rows", "indicators_stagedfigure"}
    readers = {
        dotted(path)
        for path in sources()
        for node in ast.walk(tree(path))
        if any(name in raw or name.rsplit(".", 1)[-1] in raw or "ownvalue" in name.lower() for name in names(node))
    }
    assert readers == READERS
