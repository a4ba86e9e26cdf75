"""Valid data for the addresses of the catalogue, as tests/access/posts.py has it for the others."""

from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.own.staging import effect
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
    return {**_TOLD, "form": "split", "kpi": "N00903", "owners": "K"}


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


def move(_world: World, _persona: str) -> Data:
    """Move the first one down."""
    return {"way": "ner"}


def goals(_world: World, _persona: str) -> Data:
    """Set a target for both."""
    return {"target_women": "4,5", "target_men": "4,5", "target_year": "2021", "version": "1"}


def baseline(_world: World, _persona: str) -> Data:
    """Start from the year before."""
    return {"year": "2017"}


def comment(_world: World, _persona: str) -> Data:
    """Write over what is said of the year."""
    return {"reading": "Fler kvinnor arbetar i vården", "reason": "Nej", "action": "Chefer följer upp", "version": "1"}


def chosen(_world: World, _persona: str) -> Data:
    """Follow one more."""
    return {"indicator": ["n00206"]}


def share(_world: World, _persona: str) -> Data:
    """Share one of them with both audiences."""
    return {"indicator": ["n00090"], "audiences": ["group", "conference"]}


def figure_file(_world: World, _persona: str) -> Data:
    """Upload a file of one row."""
    rows = "Nyckeltal;År;Kvinnor;Underlag kvinnor;Män;Underlag män\nn00090;2016;7,4;900;4,1;300\n"
    return {"file": SimpleUploadedFile("siffror.csv", rows.encode())}


def as_shown(world: World, _persona: str) -> Data:
    """Save the file that waits, as it is shown now."""
    return {"seen": effect(world.things["figure_file"]).seen}
