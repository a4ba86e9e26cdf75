"""Foreign keys point down, string ones too; and every table says whose it is."""

from django.apps import apps

from cohorts.models import BenchmarkGroup, Cohort, Participation, Room
from tests.floor_plan.plan import FLOORS, floor, home

#: Tables that belong to nobody's room.
GLOBAL = {
    "accounts.User": "a person may sit in many rooms, or in none",
    "accounts.User_groups": "who is in which auth group: the image of seats, written by sync_grants alone",
    "accounts.User_user_permissions": "comes with Django's mixin and is never written",
    "accounts.Letter": "goes to a person; cohorts.Dispatch ties it to a room",
    "benchmarking.CalendarFeed": "a person's own; what it shows is read with what the person may see then",
    "benchmarking.Method": "the programme's own text, the same for all",
    "benchmarking.MethodVersion": "the programme's own text, the same for all",
    "cohorts.Organisation": "public fact: every municipality and region there is",
    "cohorts.Room": "the room itself",
    "indicators.Indicator": "the programme's own catalogue, the same for all",
    "indicators.KpiSnapshot": "public fact: what Kolada says of a key figure",
    "indicators.PublicRevision": "public fact: what Kolada has changed of its figures",
    "indicators.PublicValue": "public fact: Kolada's open figures of every municipality and region",
    "indicators.Refresh": "a fetch of public fact, for all organisations at once",
}
ROOM_NOUNS = (Room, Cohort, BenchmarkGroup, Participation)


def _ours():
    return [model for model in apps.get_models(include_auto_created=True) if home(model).split(".")[0] in FLOORS]


def _relations(model):
    return [
        field for field in model._meta.get_fields() if field.is_relation and field.concrete and field.related_model
    ]


def _names_its_room(model):
    return any(field.related_model in ROOM_NOUNS and not field.null for field in _relations(model))


def test_foreign_keys_point_down():
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in _ours()
        for field in _relations(model)
        if home(field.related_model).split(".")[0] in FLOORS and floor(home(model)) < floor(home(field.related_model))
    ]
    assert upward == []


def test_every_table_names_its_room_or_says_why_not():
    homeless = [m._meta.label for m in _ours() if m._meta.label not in GLOBAL and not _names_its_room(m)]
    assert homeless == [], "give the table a non-null room, or a line in GLOBAL with the reason"


def test_the_list_of_global_tables_is_no_longer_than_needed():
    labels = {model._meta.label: model for model in _ours()}
    assert set(GLOBAL) - set(labels) == set()
    assert [label for label in GLOBAL if _names_its_room(labels[label])] == []


def test_a_table_is_written_on_the_floor_of_its_app():
    astray = [m._meta.label for m in _ours() if home(m).split(".")[0] != m._meta.app_config.name]
    assert astray == []
