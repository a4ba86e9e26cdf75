"""What the house does without, and what each kind of file may hold."""

import ast
import gc
import inspect
from typing import get_type_hints
from weakref import ReferenceType

import pytest
from django.conf import settings
from django.dispatch import Signal

from config.celery import app as celery
from tests.floor_plan.plan import FLOORS, ROOT, dotted, functions, sources, tree

#: "About 400 lines is a full file" (design §2): beyond the first a file is named, beyond the second it fails.
FULL, TOO_MUCH = 400, 450
#: Imports that stand inside a function, each with its reason. The list is closed.
INLINE_IMPORTS = {
    "config.engines": "settings import this file, and need no driver to read an address",
    "reports.tasks": "the web server rings the task, and lays nothing out: it starts without the layout engine",
}
#: guardian's and Django's own checks short-cut superusers and ask the database each time.
FOREIGN_CHECKS = {
    "ObjectPermissionChecker",
    "assign_perm",
    "get_objects_for_group",
    "get_objects_for_user",
    "get_perms",
    "get_users_with_perms",
    "has_module_perms",
    "has_perm",
    "has_perms",
    "is_staff",
    "is_superuser",
    "permission_required",
    "remove_perm",
    "user_passes_test",
}
each_source = pytest.mark.parametrize("path", sources(), ids=dotted)


def test_no_receivers_of_our_own():
    """Signals are not control flow here: nothing of ours listens to any of Django's or a library's."""
    signals = [thing for thing in gc.get_objects() if issubclass(type(thing), Signal)]
    heard = {
        f"{held.__module__}.{held.__name__}"
        for signal in signals
        for _, receiver, *_ in signal.receivers
        if (held := receiver() if isinstance(receiver, ReferenceType) else receiver) is not None
    }
    assert heard, "libraries do listen, so the walk sees something"
    assert {name for name in heard if name.split(".")[0] in FLOORS} == set()


def test_no_admin_site():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert [dotted(path) for path in sources() if "contrib.admin" in path.read_text(encoding="utf-8")] == []


@each_source
def test_nobody_asks_for_permission_elsewhere(path):
    nodes = list(ast.walk(tree(path)))
    asked = {getattr(node, "attr", getattr(node, "id", None)) for node in nodes}
    asked |= {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert asked & FOREIGN_CHECKS == set()


@each_source
def test_only_forms_look_into_what_was_posted(path):
    """``request.POST`` and ``request.FILES`` are handed to a form, whole; nobody reads the raw body."""
    looked = [
        node.lineno
        for parent in ast.walk(tree(path))
        for node in ast.iter_child_nodes(parent)
        if isinstance(node, ast.Attribute)
        and getattr(node.value, "id", "") == "request"
        and (
            node.attr == "body"
            or (
                node.attr in {"POST", "FILES"}
                and isinstance(parent, ast.Attribute | ast.Subscript | ast.Compare | ast.For | ast.comprehension)
            )
        )
    ]
    assert looked == []


def test_inline_imports_are_those_of_the_list():
    found = {
        dotted(path)
        for path in sources()
        for function in functions(tree(path))
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    }
    assert found == set(INLINE_IMPORTS)


def test_files_are_named_after_an_act_or_a_noun():
    assert [dotted(path) for path in sources() if path.stem in {"services", "utils", "helpers", "managers"}] == []


def test_no_file_is_overfull():
    kinds = {".py", ".html", ".css", ".js"}
    elsewhere = {".venv", "node_modules", "staticfiles", ".git", "migrations"}
    lines = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in ROOT.rglob("*.*")
        if path.suffix in kinds and not elsewhere & set(path.relative_to(ROOT).parts)
    }
    full = {name: count for name, count in sorted(lines.items()) if count > FULL}
    assert max(full.values(), default=0) <= TOO_MUCH, full


def test_tasks_take_ids_only():
    celery.loader.import_default_modules()
    ours = [task for task in celery.tasks.values() if task.__module__.split(".")[0] in FLOORS]
    taken = {
        f"{task.name}({name})": get_type_hints(task.run).get(name)
        for task in ours
        for name in inspect.signature(task.run).parameters
    }
    assert ours
    assert {name: kind for name, kind in taken.items() if kind not in {int, str}} == {}


def test_make_check_runs_the_import_contract():
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\ncheck:", 1)[1].split("\n\n", 1)[0]
    assert "lint-imports" in recipe
