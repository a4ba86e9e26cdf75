"""`manage.py load_method FOLDER`."""

import io

import pytest
from django.core.management import CommandError, call_command

from benchmarking.method.models import MethodVersion

pytestmark = pytest.mark.django_db


def stored():
    """The versions of the small method; the real one is there from the start."""
    return MethodVersion.objects.filter(method__key="litet")


def test_loads_and_says_what_the_version_holds(folder):
    out = io.StringIO()
    call_command("load_method", str(folder), stdout=out)
    version = stored().get()
    assert out.getvalue().splitlines() == [
        f"litet 1 {version.sha256}",
        "2 steps, 4 worksheets, 8 fields, 2 checklist items, 1 meeting kinds, 1 areas",
    ]


def test_second_load_changes_nothing(folder):
    for _ in range(2):
        call_command("load_method", str(folder), stdout=io.StringIO())
    assert stored().count() == 1


def test_fault_ends_with_1_and_names_file_line_and_reason(folder):
    step = folder / "steps" / "1-forst.yaml"
    step.write_text(step.read_text("utf-8").replace("type: text", "type: färg"), "utf-8")
    with pytest.raises(CommandError) as refusal:
        call_command("load_method", str(folder))
    assert refusal.value.returncode == 1
    assert str(refusal.value).startswith(f"{step}:24: ”färg” är inget känt värde för ”type”")
    assert not stored().exists()


def test_frozen_name_ends_with_a_sentence(folder):
    call_command("load_method", str(folder), stdout=io.StringIO())
    method = folder / "method.yaml"
    method.write_text(method.read_text("utf-8").replace("En liten metod", "En annan metod"), "utf-8")
    with pytest.raises(CommandError, match="redan sparad"):
        call_command("load_method", str(folder), stdout=io.StringIO())
