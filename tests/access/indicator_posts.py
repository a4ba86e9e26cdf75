"""Valid data for the addresses of the catalogue, as tests/access/posts.py has it for the others."""

from tests.access.posts import Data
from tests.personas import World

_TOLD: Data = {
    "title": "Sjukfrånvaro",
    "noun": "sjukfrånvaro",
    "area": "Arbetsgivare",
    "people": "adults",
    "kind": "share",
    "unit": "%",
    "decimals": "1",
    "direction": "down",
}


def new_indicator(_world: World, _persona: str) -> Data:
    """Add one of Kolada's."""
    return {**_TOLD, "form": "split", "kpi": "N00202", "owners": "K"}


def indicator_facts(_world: World, _persona: str) -> Data:
    """Change what is told of one."""
    return _TOLD


def own_figures(_world: World, _persona: str) -> Data:
    """Type a year that nothing is written for."""
    return {
        "2018-version": 0,
        "2018-women": "7,4",
        "2018-women_base": "900",
        "2018-men": "4,1",
        "2018-men_base": "300",
        "2018-source": "Lönesystemet",
    }
