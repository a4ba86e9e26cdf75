"""The life of a round as its leader sees it: where it is, what each state allows, what leads on, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from benchmarking.method.versions import method_of
from cohorts import lifecycle
from cohorts.models import Cohort, CohortState, StateChange

#: What each state allows, and who sees what.
ALLOWS: Mapping[str, str] = {
    CohortState.DRAFT: "Bara ni som leder ser omgången. Allt går att ändra.",
    CohortState.OPEN: "Alla organisationer kan anmäla intresse. Ni ger besked, bjuder in och gör grupper.",
    CohortState.GROUPED: "Organisationerna ser sina grupper och mentorer. De kan arbeta i stegen och planera träffar.",
    CohortState.RUNNING: "Organisationerna arbetar. Startsidan visar omgången, grupperna och mentorerna för alla.",
    CohortState.CLOSED: "Steg och träffar är låsta. Allt går att läsa, och det som har delats kan tas tillbaka.",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A way onward or back: ``address`` is the name of the act, or of the page that says what lacks."""

    label: str
    told: str
    address: str
    is_page: bool = False


ONWARD: Mapping[str, Way] = {
    CohortState.OPEN: Way("Öppna för intresse", "Ingen får brev. Anmälan visas öppet.", "benchmarking:cohort_open"),
    CohortState.GROUPED: Way(
        "Publicera grupperna",
        "Trior och mentorer får brev när du har granskat och publicerar.",
        "cohorts:groups",
        is_page=True,
    ),
    CohortState.RUNNING: Way(
        "Starta omgången", "Ingen får brev. Startsidan visar omgången för alla.", "benchmarking:cohort_start"
    ),
    CohortState.CLOSED: Way(
        "Avsluta omgången",
        "Ingen får brev. Först ser du vad som inte är klart.",
        "benchmarking:cohort_close",
        is_page=True,
    ),
}
BACK: Mapping[str, Way] = {
    CohortState.DRAFT: Way(
        "Gör omgången till utkast igen", "Ingen får brev. Anmälan syns inte längre.", "benchmarking:cohort_step_back"
    ),
    CohortState.OPEN: Way(
        "Ta tillbaka grupperna",
        "Ingen får brev. Grupperna finns kvar, men ingen kan arbeta i stegen förrän du publicerar dem igen.",
        "benchmarking:cohort_step_back",
    ),
    CohortState.GROUPED: Way(
        "Backa starten",
        "Ingen får brev. Startsidan visar inte längre omgången. Organisationerna kan arbeta som förut.",
        "benchmarking:cohort_step_back",
    ),
}


@dataclass(frozen=True, slots=True)
class Passed:
    """A state on the line of a round's life, with the latest act that led to it."""

    label: str
    is_now: bool
    allows: str
    change: StateChange | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A state that may come next, with what stands in the way."""

    way: Way
    allows: str
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LifePage:
    """What the page on a round's life shows."""

    states: tuple[Passed, ...]
    onward: tuple[Choice, ...]
    back: tuple[Choice, ...]


def life_of(cohort: Cohort) -> LifePage:
    """Return where the round is and what can come next, in five statements at the most."""
    changes = {change.state: change for change in StateChange.objects.filter(room=cohort.room_id).select_related("by")}
    order = list(CohortState)
    here = order.index(CohortState(cohort.state))
    back = lifecycle.back_from(cohort)
    choices = {
        to: Choice(BACK[to] if to == back else ONWARD[to], ALLOWS[to], lifecycle.lacking_for(cohort, to))
        for to in lifecycle.leads_to(cohort)
    }
    return LifePage(
        states=tuple(
            Passed(
                state.label,
                place == here,
                ALLOWS[state],
                changes.get(state) if place <= here else None,
            )
            for place, state in enumerate(order)
        ),
        onward=tuple(choice for to, choice in choices.items() if to != back),
        back=tuple(choice for to, choice in choices.items() if to == back),
    )


def start_round(cohort: Cohort, *, by: User) -> None:
    """Start the round. Raises ``NoMethod``, and what ``lifecycle.start`` raises."""
    method_of(cohort.pk)
    lifecycle.start(cohort, by=by)
