"""Parts that a page has very many of, each drawn in one go: as nodes of a template they would cost several times more.

Every value is escaped here as a template would.
"""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_FIELD = (
    '<div class="field" data-field="{}"><label class="label" for="{}">{}<span class="vh">: {}</span></label>'
    '<div data-trouble id="{}-fel">{}</div><textarea class="input" rows="1"{}>\n{}</textarea>'
    '<input type="hidden" name="version.{}" value="{}"></div>'
)
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
    name, key = control.name, control.id
    return format_html(
        _FIELD,
        name,
        key,
        control.label,
        about,
        key,
        trouble,
        control.attributes,
        control.value,
        name,
        control.version,
    )


@register.filter
def mark_buttons(marks: Any, about: str) -> SafeString:
    """Draw the buttons (label, what is sent, whether pressed) that mark the line ``about``."""
    return format_html_join("", _BUTTON, ((mark, pressed, label, about) for label, mark, pressed in marks))
