"""Every table that names a step, a worksheet or a point follows when a round goes over to another version."""

from django.apps import apps

KEYS = {"step_key", "worksheet_key", "item_key"}
#: Those that ``workspace.following``, ``meetings.following`` and ``comparison.following`` bring along.
FOLLOW = {
    "benchmarking.CheckMark",
    "benchmarking.Duty",
    "benchmarking.Entry",
    "benchmarking.LineMark",
    "benchmarking.LineNote",
    "benchmarking.Meeting",
    "benchmarking.ShareRequest",
    "benchmarking.StepProgress",
    "benchmarking.StepSignature",
    "cohorts.Milestone",
}


def test_no_table_is_left_behind():
    tables = [model for model in apps.get_models() if not hasattr(model, "pgh_tracked_model")]
    named = {table._meta.label for table in tables if KEYS & {field.name for field in table._meta.concrete_fields}}
    assert named == FOLLOW
