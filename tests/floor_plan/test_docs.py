"""docs/ says what is there."""

import importlib
import re

import pytest

import access.gates
import cohorts.gates
from cohorts.roles import VERBS
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


def _rows(document, columns):
    """Return the rows of a document's tables that have so many columns, without their headings."""
    lines = (ROOT / "docs" / document).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if len(row) == columns and not row[0].startswith("---")][1:]


def test_the_page_on_access_lists_every_verb_with_its_reach_and_meaning():
    told = {tuple(cell.strip("`") for cell in row) for row in _rows("access.md", 3) if row[0].startswith("`")}
    assert {row for row in told if row[1] in {"here", "below"}} == {
        (name, verb.reach.value, verb.meaning) for name, verb in VERBS.items()
    }


def test_the_page_on_access_names_what_is_there():
    text = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:tests|cohorts)/[\w/]+\.py)`", text))
    assert len(paths) > 5
    assert [path for path in paths if not (ROOT / path).exists()] == []
    gates = set(re.findall(r"@(\w+)\(", text))
    assert {gate for gate in gates if not hasattr(cohorts.gates, gate) and not hasattr(access.gates, gate)} == set()


@pytest.mark.parametrize("row", _rows("glossary.md", 4), ids=lambda row: row[0])
def test_every_word_of_the_glossary_exists_in_the_code(row):
    name = re.match(r"`([\w.]+)`", row[2])[1]
    assert _resolve(name) is not None


def _resolve(name):
    """Return the module, class, field or function of a dotted name; None when there is none."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part, None)
        return found
    return None
