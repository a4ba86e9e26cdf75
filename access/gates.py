"""The three ways a view may be open: behind a gate, to members, or to the public with a reason.

A view without one of them is answered with 500 by ``access.middleware.GateMiddleware``: a forgotten
declaration is a fault in the code, never a page (design §3).
"""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Protocol

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]

#: Room ids from the room itself upwards to the topmost one.
Lineage = tuple[int, ...]

#: Finds the subject of an address and its lineage, or raises ``Http404``; its parameters are named like the address's.
Loader = Callable[..., tuple[Any, Lineage]]


class UnknownVerb(Exception):
    """A gate or template asked for a verb that no role table knows."""


class Access(Protocol):
    """What a person may do, read once per request by ``settings.ACCESS_LOADER``."""

    def knows(self, verb: str) -> bool:
        """Tell whether ``verb`` is a verb of the role table."""

    def allows(self, lineage: Lineage, verb: str) -> bool:
        """Tell whether ``verb`` is held on the first room of ``lineage``, or reaches it from above."""

    def sees(self, lineage: Lineage) -> bool:
        """Tell whether the room may be known to exist: any verb on it, or one that reaches it."""

    @property
    def is_member(self) -> bool:
        """Tell whether the person holds any open seat."""


class Can:
    """Answers ``can.verb`` in a template and ``can["verb"]`` in a view: may this person do it here."""

    def __init__(self, access: Access, lineage: Lineage) -> None:
        """Bind the questions to one person and one room."""
        self._access = access
        self._lineage = lineage

    def __getitem__(self, verb: str) -> bool:
        """Answer for ``verb``; raise ``UnknownVerb`` where no role table has it."""
        if not self._access.knows(verb):
            raise UnknownVerb(verb)
        return self._access.allows(self._lineage, verb)

    def any(self, verbs: Iterable[str]) -> bool:
        """Tell whether at least one of ``verbs`` is allowed; every one of them must be known."""
        answers = [self[verb] for verb in verbs]
        return any(answers)


def gate(load: Loader, *verbs: str) -> Callable[[View], View]:
    """Open a view to those who hold one of ``verbs`` on the room of what ``load`` finds.

    The address's parameters that ``load`` names are consumed by it; the view receives the subject in
    their place and the rest by name. A room the person does not see is 404, exactly as one that does not
    exist; a room that is seen without the verb is 403. ``request.can`` answers for the same room.
    """
    takes = set(inspect.signature(load).parameters)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            subject, lineage = load(**{name: kwargs.pop(name) for name in takes})
            access: Access = request.access  # type: ignore[attr-defined]
            if not access.sees(lineage):
                raise Http404
            can = Can(access, lineage)
            if not can.any(verbs):
                raise PermissionDenied
            request.can = can  # type: ignore[attr-defined]
            return view(request, subject, **kwargs)

        guarded.access_stamp = verbs  # type: ignore[attr-defined]
        return guarded

    return decorate


def gate_where(load: Callable[..., Any], admits: Callable[[Any, Any], Lineage | None]) -> Callable[[View], View]:
    """Open a view to those whom ``admits(access, subject)`` lets in through some room.

    For things that several rooms may read, such as a release through its audiences: the answer is the lineage
    of the room that admits, and ``request.can`` answers for it. None is 404.
    """
    takes = set(inspect.signature(load).parameters)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            subject = load(**{name: kwargs.pop(name) for name in takes})
            access: Access = request.access  # type: ignore[attr-defined]
            lineage = admits(access, subject)
            if lineage is None:
                raise Http404
            request.can = Can(access, lineage)  # type: ignore[attr-defined]
            return view(request, subject, **kwargs)

        guarded.access_stamp = f"{admits.__module__}.{admits.__name__}"  # type: ignore[attr-defined]
        return guarded

    return decorate


def member(reason: str) -> Callable[[View], View]:
    """Open a view to any signed-in person with an open seat; its querysets are scoped, or GLOBAL."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if not request.access.is_member:  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, **kwargs)

        guarded.access_stamp = f"member: {reason}"  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(reason: str) -> Callable[[View], View]:
    """Open a view to anybody; ``reason`` says why that is right."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            return view(request, **kwargs)

        opened.access_stamp = f"public: {reason}"  # type: ignore[attr-defined]
        return login_not_required(opened)

    return decorate
