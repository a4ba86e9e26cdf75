"""What stands in an address for each of its parameters, in the world of 2019: Kalmar's own, and another room's."""

from collections.abc import Callable

from tests.personas import World

Take = Callable[[World], object]


def thing(name: str, attribute: str = "pk") -> Take:
    """Take an attribute of something that the world holds."""
    return lambda world: getattr(world.things[name], attribute)


#: A value for each parameter that an address has, from the world of 2019: Kalmar's own.
SAMPLES: dict[str, Take] = {
    "answer": thing("answer"),
    "application": thing("confirmed_application"),
    "asked": thing("asked"),
    "cohort": lambda world: world.cohort.slug,
    "decision": thing("decision"),
    "entry": thing("row"),
    "field": lambda _: "drivkraft",
    "file": thing("figure_file"),
    "indicator": lambda _: "n00090",
    "kpi": lambda _: "N00090",
    "year": lambda _: 2018,
    "follow_up": thing("follow_up"),
    "group": lambda world: world.group.slug,
    "item": lambda _: "sjalvskattning-gjord",
    "letter": thing("letter"),
    "note": thing("note"),
    "key": lambda _: "en-nyckel",
    "kind": lambda _: "csv",
    "milestone": thing("milestone"),
    "number": lambda _: 1,
    "organisation": lambda world: world.own.organisation.slug,
    "pk": thing("report"),
    "seat": thing("vacant"),
    "secret": lambda world: world.things["feed"],
    "step": lambda _: "traff-1",
    "token": lambda world: world.things["token"],
    "uidb36": lambda _: "1",
    "worksheet": lambda _: "presentation",
}

#: A value of the same parameter that is another room's, or nobody's.
FOREIGN: dict[str, Take] = {
    "answer": thing("foreign_answer"),
    "application": thing("foreign_application"),
    "asked": thing("foreign_asked"),
    "cohort": lambda world: world.other_cohort.slug,
    "decision": thing("foreign_decision"),
    "entry": thing("foreign_row"),
    "field": lambda _: "ett-annat-falt",
    "file": thing("foreign_figure_file"),
    "follow_up": thing("foreign_follow_up"),
    "group": lambda world: world.other_cohort.groups.get().slug,
    "item": lambda _: "en-annan-punkt",
    "milestone": thing("foreign_milestone"),
    "letter": thing("foreign_letter"),
    "note": thing("foreign_note"),
    "number": lambda _: 5,
    "organisation": lambda _: "linkoping",
    "seat": thing("foreign_seat"),
    "step": lambda _: "ett-annat-steg",
    "worksheet": lambda _: "en-annan-mall",
}
