"""docs/floor-plan.md says what is there."""

import re

from tests.floor_plan.plan import FLOORS, FOLDERS, ROOT

DOC = ROOT / "docs" / "floor-plan.md"


def test_the_floors_of_the_plan_are_those_of_the_house():
    drawing = DOC.read_text(encoding="utf-8").split("```")[1].strip().splitlines()
    floors = {line.split()[0]: line for line in drawing}
    assert tuple(reversed(floors)) == FLOORS
    assert tuple(floors["benchmarking"].split(": ", 1)[1].split()) == FOLDERS
    assert all((ROOT / name / "__init__.py").exists() for name in FLOORS)
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert packages == set(FLOORS)
    folders = {path.parent.name for path in (ROOT / "benchmarking").glob("*/__init__.py")} - {
        "management",
        "migrations",
    }
    assert folders <= set(FOLDERS)


def test_the_tests_that_the_plan_names_exist():
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", DOC.read_text(encoding="utf-8")))
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
