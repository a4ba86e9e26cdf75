"""Which indicator a text names: by its title, its key or one of Kolada's ids, alone or before other words."""

from collections.abc import Collection
from typing import NamedTuple

from django.urls import reverse

from indicators.kolada.rows import is_kpi_id
from indicators.models import Indicator


class Named(NamedTuple):
    """An indicator that a text names, and where it is read about."""

    title: str
    url: str


def named_in(texts: Collection[str]) -> dict[str, Named]:
    """Return text → the indicator that it names, for those that name one; in one statement, or none for no texts."""
    if not texts:
        return {}
    known: dict[str, Named] = {}
    facts = Indicator.objects.values_list("key", "title", "kpi_total", "kpi_women", "kpi_men")
    for key, title, *kpis in facts:
        named = Named(title, reverse("indicators:indicator", kwargs={"indicator": key}))
        for name in (key, title, *kpis):
            known.setdefault(name.casefold(), named)
    return {text: found for text in texts if (found := known.get(_name(text)))}


def _name(text: str) -> str:
    words = text.split()
    first = words[0].rstrip(".,:;").upper() if words else ""
    return first.casefold() if is_kpi_id(first) else text.strip().casefold()
