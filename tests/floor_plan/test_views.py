"""Views are short functions, named as their addresses; templates stay on their floor."""

import ast
import inspect
import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from cohorts.models import RESERVED_SLUGS
from tests.floor_plan.plan import FLOORS, ROOT, floor, templates

LONGEST_VIEW = 15
INCLUDED = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=[\"']|<script(?![^>]*\ssrc=)")


def _patterns(resolver=None, route=""):
    """Walk the URLconf: every pattern with its whole route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, route + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield entry, route + str(entry.pattern)


def _views():
    found = {(entry.name, inspect.unwrap(entry.callback)) for entry, _ in _patterns()}
    return sorted([pair for pair in found if pair[1].__module__.split(".")[0] in FLOORS], key=lambda pair: pair[0])


@pytest.mark.parametrize(("name", "view"), _views(), ids=lambda part: part if isinstance(part, str) else "")
def test_view(name, view):
    assert inspect.isfunction(view)
    assert view.__name__ == name, "the same name in address, view, template and test"
    statements = ast.parse(inspect.getsource(view)).body[0].body
    if isinstance(statements[0], ast.Expr) and isinstance(statements[0].value, ast.Constant):
        statements = statements[1:]
    assert statements[-1].end_lineno - statements[0].lineno < LONGEST_VIEW


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_template(path):
    """It includes and extends what lies on its own floor, below, or in the skeleton; style and script are files."""
    text = path.read_text(encoding="utf-8")
    own = path.relative_to(ROOT).parts[0]
    others = [name.split("/")[0] for name in INCLUDED.findall(text)]
    assert [app for app in others if app in FLOORS and (own not in FLOORS or floor(app) > floor(own))] == []
    assert INLINE.findall(text) == []


def test_names_beside_an_organisation_are_reserved():
    """What stands in an address where a round's or an organisation's name could is a reserved slug."""
    beside = re.compile(r"omgangar/(?:<[\w:]+>/)?([a-z-]+)/")
    names = {match[1] for _, route in _patterns() if (match := beside.match(route))}
    assert names - RESERVED_SLUGS == set()
