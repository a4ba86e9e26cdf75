"""The 2019 method says what the programme did, and its document can be stored and read back."""

import json
import random
import re
from typing import Any

import pytest

from benchmarking.method.content import FIELD_TYPES, FUNCTIONS, TRIO, UnknownKey, digest, from_json, to_json
from benchmarking.method.loader import load
from cohorts.roles import TRIO as SEATS_OF_THE_TRIO
from cohorts.roles import Function

# Step, number of checklist items, worksheets (docs: the programme's own steps of 2019).
STEPS_2019 = [
    ("uppstart", 11, ["organisationsfakta", "kompetensinventering", "intressentanalys"]),
    ("traff-1", 12, ["styrkedjebeskrivning", "presentation", "hemplan"]),
    ("hemma-1", 10, ["pdsa-logg", "nulage-och-orsak"]),
    ("traff-2", 11, ["statistikinventering", "indikatoranalys", "beslutsunderlagsprov"]),
    ("hemma-2", 9, ["indikatoruppsattning", "rutin-jamstallda-beslut", "pdsa-logg"]),
    ("traff-3", 10, ["forbattringskort", "hallbarhetsplan", "ledarskap-och-kultur"]),
    ("hemma-3", 9, ["spridningsplan", "resultatrapport", "tjansteskrivelse"]),
    ("resultat", 10, ["resultatpresentation", "utvardering", "mentorsatagande"]),
]


def test_2019_has_its_steps_worksheets_and_checklists(method_2019):
    assert [
        (step.key, len(step.checklist), [worksheet.key for worksheet in step.worksheets]) for step in method_2019.steps
    ] == STEPS_2019
    assert [step.number for step in method_2019.steps] == list(range(1, 9))
    assert [step.short_title for step in method_2019.steps] == [
        "Uppstart", "Första träffen", "Hemma 1", "Andra träffen", "Hemma 2", "Tredje träffen", "Hemma 3", "Resultat",
    ]  # fmt: skip


def test_2019_says_what_each_function_does_in_each_step(method_2019):
    for step in method_2019.steps:
        assert [role.function for role in step.roles] == [*TRIO, "mentor", "leader"], step.key
        assert step.signed_by, step.key


def test_2019_uses_every_field_type_but_none_unknown(method_2019):
    types = {field.type for step in method_2019.steps for worksheet in step.worksheets for field in worksheet.fields}
    assert types == set(FIELD_TYPES)


def test_2019_has_the_matrix_the_agendas_and_the_hosts_tasks(method_2019):
    assert [len(area.levels) for area in method_2019.areas] == [4] * 12
    assert [kind.key for kind in method_2019.meeting_kinds] == [
        "uppstartskonferens", "strategtraff", "benchmarkingtraff", "hemmamote", "rollsamtal", "mentorsavstamning",
        "halvtidskonferens", "resultatkonferens",
    ]  # fmt: skip
    host = {task.key: task.days for task in method_2019.meeting_kind("benchmarkingtraff").host_checklist}
    assert (host["inbjudan"], host["presentation"], host["minnesanteckningar"]) == (-14, -7, 7)
    agenda = [
        (item.minutes, item.minutes_per_organisation) for item in method_2019.meeting_kind("benchmarkingtraff").agenda
    ]
    assert agenda == [(15, 0), (0, 15), (0, 30), (45, 0), (40, 0), (40, 0), (15, 0), (10, 0)]


def test_2019_result_report_has_its_fourteen_headings(method_2019):
    fields = method_2019.worksheet("hemma-3", "resultatrapport").fields
    assert len([field for field in fields if not field.fact]) == 14
    assert [field.key for field in method_2019.worksheet("resultat", "resultatpresentation").fields] == [
        "utmaning", "gjort", "resultat-kvinnor", "resultat-man", "lardom", "nasta-steg", "kontakt", "diarienummer",
    ]  # fmt: skip


def test_2019_helps_with_every_point_and_field_in_two_sentences_at_most(method_2019):
    helps = [
        (step.key, thing.key, thing.help)
        for step in method_2019.steps
        for thing in (*step.checklist, *(field for worksheet in step.worksheets for field in worksheet.fields))
    ]
    assert [place for *place, text in helps if not text] == []
    assert [place for *place, text in helps if len(re.findall(r"[.?!](?:\s|$)", text)) > 2] == []


def test_2019_keeps_the_tone(method_2019):
    text = json.dumps(to_json(method_2019), ensure_ascii=False)
    assert re.findall(r"(?i)tyvärr|!|­", text) == []


def test_2019_points_of_others_never_hold_up_the_trio(method_2019):
    points = [item for step in method_2019.steps for item in step.checklist if item.function in {"leader", "mentor"}]
    assert len(points) == 3
    assert not any(item.required for item in points)


def test_functions_are_those_of_seats_and_the_mentor():
    assert set(FUNCTIONS) == {*Function.values, "mentor"}
    assert tuple(SEATS_OF_THE_TRIO) == TRIO


def test_lookups_find_by_key(method_2019):
    assert method_2019.step("hemma-2").number == 5
    assert method_2019.worksheet("hemma-2", "pdsa-logg").rows
    assert method_2019.field("hemma-2", "pdsa-logg", "agera").type == "choice"
    assert method_2019.item("uppstart", "trion-utsedd").function == "manager"
    assert method_2019.meeting_kind("rollsamtal").room == "group"
    assert method_2019.area("analys").number == 7
    assert "N00905" in method_2019.indicators_for("analys")
    assert method_2019.indicators_for("beslutsunderlag") == ()


@pytest.mark.parametrize(
    ("lookup", "keys"),
    [
        ("step", ["nionde"]),
        ("worksheet", ["uppstart", "pdsa-logg"]),
        ("worksheet", ["nionde", "pdsa-logg"]),
        ("field", ["uppstart", "organisationsfakta", "agera"]),
        ("item", ["uppstart", "oenigheter-antecknade"]),
        ("meeting_kind", ["fika"]),
        ("area", ["uppstart"]),
    ],
)
def test_unknown_keys_are_refused_by_name_and_as_not_found(method_2019, lookup, keys):
    with pytest.raises(UnknownKey, match="finns inte") as refusal:
        getattr(method_2019, lookup)(*keys)
    assert refusal.value.status == 404


def test_document_comes_back_as_it_was(method_2019):
    stored = json.loads(json.dumps(to_json(method_2019)))
    assert from_json(stored) == method_2019


def shuffled(value: Any) -> Any:
    if isinstance(value, dict):
        names = list(value)
        random.Random(2019).shuffle(names)
        return {name: shuffled(value[name]) for name in names}
    return [shuffled(each) for each in value] if isinstance(value, list) else value


def test_digest_does_not_depend_on_the_order_of_keys(method_2019):
    again = from_json(shuffled(to_json(method_2019)))
    assert digest(again) == digest(method_2019)
    assert re.fullmatch(r"[0-9a-f]{64}", digest(again))


def test_digest_follows_every_word(folder):
    before = digest(load(folder))
    step = folder / "steps" / "1-forst.yaml"
    step.write_text(step.read_text("utf-8").replace("Titta efter.", "Titta efter"), "utf-8")
    assert digest(load(folder)) != before


def test_document_of_another_shape_is_refused(folder):
    document = to_json(load(folder))
    document["steps"][0]["number"] = "1"
    with pytest.raises(TypeError):
        from_json(document)
