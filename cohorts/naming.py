"""Which organisation somebody means: by name as people write it, by code, or by the name in its address."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from access.refusals import Refusal
from cohorts.models import Organisation, OrganisationKind

#: How people write: "Kalmar kommun", "Kalmars kommun", "Malmö stad", "Region Skåne", "Skåne".
_SUFFIX = re.compile(r"s? (?:kommun|stad)$")
_PREFIX = re.compile(r"^region(?:en)? |^stadsdelen |^landstinget ")
_CLOSE = 0.75


class OrganisationNotFound(Refusal):
    """No organisation is called so, or several are."""


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


class Finder:
    """Finds organisations by what people call them; asks the database once, when it is made."""

    def __init__(self, organisations: Iterable[Organisation] | None = None) -> None:
        """Take ``organisations``, or all there are."""
        self._exact: dict[str, Organisation] = {}
        self._loose: dict[str, set[Organisation]] = defaultdict(set)
        self._codes: dict[str, Organisation] = {}
        for each in Organisation.objects.all() if organisations is None else organisations:
            for name in (each.name, each.full_name, each.slug):
                self._exact.setdefault(_folded(name), each)
            for name in _loosened(_folded(each.name)):
                self._loose[name].add(each)
            for code in filter(None, (each.municipality_code, each.region_code)):
                self._codes[code] = each

    def named(self, text: str) -> Organisation:
        """Return the organisation called ``text``, or that has it for a code. Raises ``OrganisationNotFound``."""
        if text.strip().isdecimal():
            return self.coded(text)
        folded = _folded(text)
        if folded in self._exact:
            return self._exact[folded]
        bare = _SUFFIX.sub("", folded)
        if bare in self._exact and bare != folded:
            return self._exact[bare]
        found = set[Organisation]().union(*(self._loose.get(name, ()) for name in (folded, *_loosened(folded))))
        if folded.startswith("region"):
            found = {each for each in found if each.kind == OrganisationKind.REGION} or found
        if len(found) == 1:
            return found.pop()
        if found:
            names = " eller ".join(sorted(each.full_name for each in found))
            raise OrganisationNotFound(f"{text} kan vara {names}. Skriv hela namnet eller koden.")
        raise OrganisationNotFound(f"Ingen organisation heter {text}.{self._suggestion(folded)}")

    def coded(self, text: str) -> Organisation:
        """Return the organisation with that code; a spreadsheet may have taken its first nought away."""
        code = text.strip()
        padded = code.zfill(2 if len(code) < 3 else 4)  # noqa: PLR2004 (regions have two digits, municipalities four)
        if padded not in self._codes:
            raise OrganisationNotFound(f"Ingen organisation har koden {text}.")
        return self._codes[padded]

    def _suggestion(self, folded: str) -> str:
        near = difflib.get_close_matches(_SUFFIX.sub("", folded), self._exact, n=1, cutoff=_CLOSE)
        return f" Menar du {self._exact[near[0]].full_name}?" if near else " Kontrollera stavningen."


def _loosened(folded: str) -> Iterator[str]:
    """Yield a name without the word for what it is, and a region without its "län"."""
    bare = _PREFIX.sub("", _SUFFIX.sub("", folded))
    yield bare
    if bare.endswith("sregionen"):
        yield bare.removesuffix("sregionen")
    if bare.endswith("s län"):
        yield bare.removesuffix("s län")
    yield bare.removesuffix(" län")
