"""Every verb that a template, a view or a gate asks about is in the role table."""

import ast
import re

from django.conf import settings

from cohorts.roles import VERBS

CAN = re.compile(r"\bcan\.(?!any\b)(\w+)")
TAG = re.compile(r"{[{%].*?[%}]}", re.DOTALL)


def _templates():
    return [path for path in settings.BASE_DIR.glob("**/templates/**/*.html") if not _is_foreign(path)]


def _sources():
    return [
        path
        for path in settings.BASE_DIR.glob("**/*.py")
        if not _is_foreign(path) and path.parts[len(settings.BASE_DIR.parts)] != "tests"
    ]


def _is_foreign(path):
    return bool({".venv", "node_modules", "migrations"} & set(path.parts))


def test_templates_ask_for_known_verbs():
    asked = {
        (path.name, verb)
        for path in _templates()
        for tag in TAG.findall(path.read_text(encoding="utf-8"))
        for verb in CAN.findall(tag)
    }
    assert {verb for _, verb in asked} - set(VERBS) == set(), asked


def test_views_and_gates_ask_for_known_verbs():
    """Words in a gate, and in ``allows``, ``visible_to``, ``rooms`` and ``can[…]``."""
    asked = {(path.name, verb) for path in _sources() for verb in _verbs_of(path)}
    assert {verb for _, verb in asked} - set(VERBS) == set(), asked
    assert asked, "the walk finds something"


def _verbs_of(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name.endswith("_gate"):
                yield from _texts(node.args)
            elif name in {"allows", "visible_to", "reaches_below"}:
                yield from _texts(node.args[-1:])
        elif isinstance(node, ast.Subscript) and getattr(node.value, "id", getattr(node.value, "attr", "")) == "can":
            yield from _texts([node.slice])


def _texts(nodes):
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
