"""From an address to a step that a group compares, and to what a person has chosen to see of it."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from benchmarking.comparison.columns import Organisation, organisations_of
from benchmarking.comparison.lines import Key
from benchmarking.method.content import Content, Step
from benchmarking.method.versions import method_of
from cohorts import states
from cohorts.access import Access
from cohorts.models import BenchmarkGroup
from cohorts.requests import MemberRequest


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to show: organisations by slug (none for the usual ones), one function's answers, only differences."""

    organisations: tuple[str, ...] = ()
    function: str = ""
    only_differences: bool = False
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A step of a group's method as one person compares it. ``is_open`` is false where it is for reading only."""

    group: BenchmarkGroup
    content: Content
    step: Step
    organisations: tuple[Organisation, ...]
    access: Access
    is_open: bool

    @property
    def own(self) -> Organisation | None:
        """Return the organisation whose ideas this person writes."""
        return next((each for each in self.organisations if each.is_own), None)

    def organisation(self, slug: str) -> Organisation:
        """Return one of the group, or of its mentors, by slug; else raise ``Http404``."""
        for each in self.organisations:
            if each.slug == slug:
                return each
        raise Http404

    def url(self, name: str, **more: str) -> str:
        """Return the address ``benchmarking:name`` of something in this comparison."""
        here = {"cohort": self.group.cohort.slug, "group": self.group.slug, "step": self.step.key}
        return reverse(f"benchmarking:{name}", kwargs={**here, **more})

    def url_of_line(self, line: Key, query: str) -> str:
        """Return where a line stands on the page of the comparison."""
        return f"{self.url('comparison')}{'?' if query else ''}{query}#{line.anchor}"


def setting_at(request: MemberRequest, group: BenchmarkGroup, step_key: str) -> Setting:
    """Return the comparison that an address names, in two statements; the gate has opened the group.

    Raises ``UnknownKey`` for a step that the round's method does not have.
    """
    content = method_of(group.cohort_id)
    return Setting(
        group=group,
        content=content,
        step=content.step(step_key),
        organisations=organisations_of(group, request.access),
        access=request.access,
        is_open=request.can["compare"] and states.is_running(group.cohort),
    )
