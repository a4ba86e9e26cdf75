"""Fields of a worksheet that name an indicator: what is followed is offered, what is named leads to its figures."""

from collections.abc import Iterable, Mapping
from typing import Any

from benchmarking.method.content import Worksheet
from benchmarking.workspace.desks import Desk
from benchmarking.workspace.reading import WorksheetContent
from indicators.naming import Named, named_in
from indicators.pins.pinned import pins_of

#: The type of such a field. It holds text: what has no key figure can be followed in one's own words.
TYPE = "indicator"


def asks_for_indicator(sheet: Worksheet) -> bool:
    """Tell whether any field of the worksheet names an indicator."""
    return any(field.type == TYPE for field in sheet.fields)


def offered_in(desk: Desk, sheet: Worksheet) -> tuple[str, ...]:
    """Return the titles that its fields offer: what the organisation follows, in its order. At most one statement."""
    if not (desk.is_whole and desk.is_open and asks_for_indicator(sheet)):
        return ()
    return tuple(pins_of(desk.participation.pk).values_list("indicator__title", flat=True))


def named_by(written: WorksheetContent) -> tuple[Named, ...]:
    """Return the indicators that the answers of a worksheet name, each once. At most one statement."""
    fields = (field for entry in written.entries for field in entry.fields)
    return _each_once(field.value for field in fields if field.type == TYPE and field.value)


def named_in_shared(content: Mapping[str, Any]) -> tuple[Named, ...]:
    """Return the same for what has been shared of a step, as JSON."""
    fields = (
        field for sheet in content.get("worksheets", ()) for entry in sheet["entries"] for field in entry["fields"]
    )
    return _each_once(field["value"] for field in fields if field["type"] == TYPE and field["value"])


def _each_once(texts: Iterable[str]) -> tuple[Named, ...]:
    return tuple(dict.fromkeys(named_in(list(texts)).values()))
