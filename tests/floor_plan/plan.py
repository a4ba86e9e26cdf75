"""The floor plan as the tests read it: the layers of pyproject.toml, and the files of the product."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Model
from pghistory.models import Event

ROOT = settings.BASE_DIR


def _layers() -> dict[str, list[str]]:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = [
        contract for contract in pyproject["tool"]["importlinter"]["contracts"] if contract["type"] == "layers"
    ]
    return {
        contract.get("containers", [""])[0]: [name.strip("()") for name in contract["layers"]]
        for contract in contracts
    }


#: From the ground up.
FLOORS = tuple(reversed(_layers()[""]))
#: The folders of benchmarking, from the ground up.
FOLDERS = tuple(reversed(_layers()["benchmarking"]))


def floor(module: str) -> tuple[int, int]:
    """Return how high a module lies: its app, and within benchmarking its folder."""
    app, folder = [*module.split("."), ""][:2]
    return FLOORS.index(app), FOLDERS.index(folder) if app == "benchmarking" and folder in FOLDERS else 0


def home(model: type[Model]) -> str:
    """Return the module a table is written in: that of its subject for a history, of its owner for a join."""
    if issubclass(model, Event):
        return model.pgh_tracked_model.__module__
    return (model._meta.auto_created or model).__module__


@cache
def sources() -> tuple[Path, ...]:
    """Return the product's own Python files, migrations left out."""
    found = [ROOT / "manage.py", *(path for app in FLOORS for path in (ROOT / app).rglob("*.py"))]
    return tuple(sorted(path for path in found if "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def dotted(path: Path) -> str:
    """Return the dotted name of a file's module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """Return every function and method of a module."""
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))


def templates() -> list[Path]:
    """Return the product's own templates."""
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in FLOORS)]
    return sorted(path for folder in folders for path in folder.rglob("*.*"))
