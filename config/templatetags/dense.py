"""Parts that a page has very many of, each drawn in one go: as nodes of a template they would cost several times more.

Every value is escaped here as a template would.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from config.templatetags.rich import answer

register = template.Library()

_FIELD = (
    '<div class="field" data-field="{0}"><label class="label" for="{1}">{2}<span class="vh">: {3}</span></label>'
    '<div data-trouble id="{1}-fel">{4}</div><textarea class="input" rows="1"{5}>\n{6}</textarea>'
    '<input type="hidden" name="version.{0}" value="{7}"></div>'
)
_CELL = '<td role="cell" class="o{}">{}</td>'
_FIGURE = '<td role="cell" data-label="{}">{{}}</td>'
_TEXT, _NOTHING = '<div class="rich">{}</div>', '<p class="meta">{}</p>'
_ROW = '<div class="cmp__row"><p class="cmp__title">{}</p>{}</div>'
_TOLD = '<dt>{}</dt><dd class="rich">{}</dd>'
_BUTTON = (
    '<button class="btn btn--second" type="submit" form="markera" name="mark" value="{}" aria-pressed="{}">{}'
    '<span class="vh"> i {}</span></button>'
)


@register.filter
def note_field(control: Any, about: str) -> SafeString:
    """Draw a ``controls.Control`` as a small text to write; ``about`` is the line it belongs to."""
    trouble = ""
    if control.conflict:
        trouble = render_to_string("benchmarking/workspace/conflict.html", {"conflict": control.conflict})
    elif control.error:
        trouble = render_to_string("benchmarking/workspace/field_error.html", {"sentence": control.error})
    said = (control.label, about, trouble, control.attributes, control.value, control.version)
    return _drawn(_FIELD, control.name, control.id, *said)


@register.filter
def mark_buttons(marks: Any, about: str) -> SafeString:
    """Draw the buttons (label, what is sent, whether pressed) that mark the line ``about``."""
    return _joined(_drawn(_BUTTON, mark, pressed, label, about) for label, mark, pressed in marks)


@register.filter
def shared_cells(cells: Any) -> SafeString:
    """Draw a line's cells (column, text, its kind, rows, why there is neither), one for each organisation."""
    return _joined(_drawn(_CELL, place, _shared(*said)) for place, *said in cells)


@register.filter
def figure_rows(table: Any) -> SafeString:
    """Draw the rows of a ``pictures.picture.Table``: a heading, and cells that say which column they are of."""
    labels = [escape(label).replace("{", "{{").replace("}", "}}") for label in table.headings[1:]]
    shape = "".join(map(_FIGURE.format, labels))
    shape = f'<tr role="row"><th role="rowheader" scope="row">{{}}</th>{shape}</tr>'
    return mark_safe("".join([shape.format(*map(escape, row)) for row in table.rows]))  # noqa: S308 - as above


def _shared(shown: str, kind: str, rows: Any, why: str) -> SafeString:
    if shown:
        return _drawn(_TEXT, answer(shown, kind))
    if not rows:
        return _drawn(_NOTHING, why)
    return _joined(map(_row, rows))


def _row(row: Any) -> SafeString:
    told = _joined(_drawn(_TOLD, label, answer(said, kind)) for label, said, kind in row.told)
    return _drawn(_ROW, row.title, _drawn("<dl>{}</dl>", told) if told else "")


def _drawn(shape: str, *said: object) -> SafeString:
    """Do what ``format_html`` does for texts that are here already: it looks at each for one that is yet to come."""
    return mark_safe(shape.format(*(each if isinstance(each, SafeString) else escape(str(each)) for each in said)))  # noqa: S308


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - each is escaped
