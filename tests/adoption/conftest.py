"""Two versions of the method, made from that of 2019, and the demo's round, which follows the first of them."""

import shutil
from pathlib import Path

import pytest

REAL = Path("benchmarking/content/2019")

NEW_ITEM = """
  - key: mentorn-inbjuden
    text: Mentorn är inbjuden till nästa styrgruppsmöte
    help: Skicka en fråga i god tid.
    function: strategist
    required: true
    minutes: 5
"""


def edit(file: Path, *changes: tuple[str, str]) -> None:
    """Change a file's text; each change has one place."""
    text = file.read_text()
    for old, new in changes:
        assert text.count(old) == 1, (file.name, old, text.count(old))
        text = text.replace(old, new)
    file.write_text(text)


def cut(file: Path, key: str) -> str:
    """Take a point out of a file's checklist, and return it."""
    before, _, rest = file.read_text().partition(f"  - key: {key}\n")
    item, found, after = rest.partition("\n  - key: ")
    file.write_text(f"{before}  - key: {after}" if found else before)
    return f"\n  - key: {key}\n{item}\n"


@pytest.fixture(scope="session")
def first_folder(tmp_path_factory):
    """The method of 2018: that of 2019 when its level field had three levels."""
    folder = tmp_path_factory.mktemp("method") / "2018"
    shutil.copytree(REAL, folder)
    edit(folder / "method.yaml", ('name: "2019"', 'name: "2018"'))
    edit(folder / "steps/1-uppstart.yaml", ('          "4": 4 Kan lära andra\n', ""))
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The method of 2020.

    Against 2018: one point is added (traff-1), one moved (hemma-1 to hemma-2), one removed (hemma-1), a worksheet
    moved (nulage-och-orsak, hemma-1 to hemma-2), a level field has four levels instead of three, steps 4 and 5 have
    changed places, the last one has another key, a field another key, and one field is gone.
    """
    folder = tmp_path_factory.mktemp("method") / "2020"
    shutil.copytree(REAL, folder)
    steps = folder / "steps"
    edit(folder / "method.yaml", ('name: "2019"', 'name: "2020"'))
    item = cut(steps / "3-hemma-1.yaml", "lardom-skriven")
    cut(steps / "3-hemma-1.yaml", "styrgrupp-genomgang")
    for name, number, more in (("4-traff-2", 4, ""), ("5-hemma-2", 5, item)):
        edit(steps / f"{name}.yaml", (f"\nnumber: {number}\n", f"\nnumber: {9 - number}\n"))
        file = steps / f"{name}.yaml"
        file.write_text(file.read_text().rstrip("\n") + more)
    first = (steps / "2-traff-1.yaml").read_text().rstrip("\n")
    (steps / "2-traff-1.yaml").write_text(first + NEW_ITEM)
    _move_sheet(steps / "3-hemma-1.yaml", steps / "5-hemma-2.yaml", "nulage-och-orsak")
    edit(
        steps / "1-uppstart.yaml",
        ("      - key: budskap\n", "      - key: karnbudskap\n        formerly: [budskap]\n"),
        (_field(steps / "1-uppstart.yaml", "kanal"), ""),
    )
    edit(steps / "8-resultat.yaml", ("key: resultat\n", "key: resultatkonferens\nformerly: [resultat]\n"))
    edit(folder / "meetings.yaml", ("steps: [resultat]", "steps: [resultatkonferens]"))
    return folder


def _field(file: Path, key: str) -> str:
    text = file.read_text()
    start = text.index(f"      - key: {key}\n")
    return text[start : text.index("      - key: ", start + 1)]


def _move_sheet(source: Path, target: Path, key: str) -> None:
    text = source.read_text()
    start, end = text.index(f"  - key: {key}\n"), text.index("\nchecklist:")
    source.write_text(text[:start].rstrip("\n") + "\n" + text[end:])
    edit(target, ("\nworksheets:\n", f"\nworksheets:\n{text[start:end].rstrip()}\n\n"))
