"""Something in every room of the standing cast's world, written with the product's own verbs."""

from cohorts.models import Milestone
from tests.personas import World


def furnish(world: World) -> None:
    """Give both rounds a calendar."""
    for cohort in (world.cohort, world.other_cohort):
        Milestone.objects.create(room=cohort.room, title=f"Start för {cohort}", day=cohort.starts_on)
