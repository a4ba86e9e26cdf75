"""The preview and the press, over HTTP."""

import re
from http import HTTPStatus

import pytest

from access import clock
from benchmarking.sharing.models import AudienceKind, Release
from cohorts import enrolment
from cohorts.groups import join, leave
from cohorts.models import CohortState
from tests import factories

pytestmark = pytest.mark.django_db
GROUP, CONFERENCE = AudienceKind.GROUP, AudienceKind.CONFERENCE
URL = "/omgangar/2019/kalmar/steg/traff-1/dela/"


@pytest.fixture
def page(world):
    """``page()``: the preview as Kalmar's strategist reads it."""

    def page():
        return world.client("strategist").get(URL).content.decode()

    return page


@pytest.fixture
def press(world):
    """``press("group")``: Kalmar's strategist presses "Dela"."""

    def press(*audiences, seen="", url=URL):
        return world.client("strategist").post(url, {"audiences": audiences, "seen": seen})

    return press


def mark_of(html):
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', html)
    assert found
    return found[1]


def test_the_preview_is_the_content_and_names_every_reader(write, page):
    write("Det vi är bra på")
    html = page()
    for words in ("Det vi är bra på", "Södertälje", "Norrtälje (mentor)", "Umeå (mentor)", "Projektledaren vid SKR"):
        assert words in html
    assert "checked" not in html, "nothing is chosen beforehand"


def test_what_was_read_is_published_and_shown(world, write, page, press):
    write("Det vi är bra på")
    answer = press("group", "conference", seen=mark_of(page()))
    assert answer.status_code == HTTPStatus.FOUND
    assert answer.url == "/omgangar/2019/kalmar/delat/1/"
    shown = world.client("strategist").get(answer.url).content.decode()
    assert "Det vi är bra på" in shown
    assert "gruppen och resultatkonferensen" in shown


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [((), "Välj vilka du vill dela med."), (("grannen",), "Den mottagaren finns inte.")],
)
def test_a_choice_that_cannot_be_read_is_told_at_the_field(write, press, chosen, sentence):
    write("Det vi är bra på")
    answer = press(*chosen)
    html = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in html
    assert "Det vi är bra på" in html
    assert "<title>Fel: " in html
    assert not Release.objects.exists()


def test_a_post_without_anything_is_refused_too(world, write):
    write("Det vi är bra på")
    assert world.client("strategist").post(URL).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_an_empty_step_is_refused_at_the_form(press):
    answer = press("group")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Det finns inget att dela än" in answer.content.decode()
    assert not Release.objects.exists()


def test_with_the_group_when_in_none_keeps_the_choice(world, write, press):
    write("Det vi är bra på")
    leave(world.own)
    answer = press("group", "conference")
    html = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "inte med i någon grupp just nu" in html
    assert html.count(" checked") == 2, "nothing that was chosen is lost"
    assert not Release.objects.exists()
    assert press("conference").status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("change", ["text", "group"])
def test_a_preview_that_is_no_longer_true_is_shown_anew(world, write, page, press, change):
    write("Det vi är bra på")
    mark = mark_of(page())
    if change == "text":
        write("Något som ingen har läst igenom")
    else:
        join(world.group, factories.participation(world.cohort, "Växjö"))
    answer = press("group", seen=mark)
    html = answer.content.decode()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Läs igenom på nytt" in html
    assert ("Något som ingen har läst igenom" if change == "text" else "Växjö") in html
    assert not Release.objects.exists()
    assert press("group", seen=mark_of(html)).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("why", ["closed", "left"])
def test_what_is_closed_or_left_is_refused_and_says_so_beforehand(world, write, page, press, why):
    write("Det vi är bra på")
    if why == "closed":
        world.cohort.state = CohortState.CLOSED
        world.cohort.save(update_fields=["state"])
    else:
        enrolment.withdraw(world.own, on=clock.today(), reason="tid")
    assert ">Dela</button>" not in page()
    answer = press("group")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Release.objects.exists()


def test_a_step_of_another_method_is_404(world, press):
    url = "/omgangar/2019/kalmar/steg/finns-inte/dela/"
    assert world.client("strategist").get(url).status_code == HTTPStatus.NOT_FOUND
    assert press("group", url=url).status_code == HTTPStatus.NOT_FOUND


def test_changes_since_are_listed_in_the_preview(write, share, page):
    write("Ett")
    share(GROUP)
    assert "Inget är ändrat sedan dess" in page()
    write("Två")
    assert "Ändrat sedan dess" in page()
    assert "ändring i" in page()


class TestShareBox:
    """The box beside the step."""

    @pytest.fixture
    def box(self, world):
        def box(persona="strategist"):
            html = world.client(persona).get("/omgangar/2019/kalmar/steg/traff-1/").content.decode()
            found = re.search(r'<section class="share".*?</section>', html, re.DOTALL)
            return " ".join(found[0].split()) if found else None

        return box

    def test_before_anything_is_shared(self, write, box):
        write("Ett utkast")
        assert '<span class="tag tag--draft">Inte delat ännu</span>' in box()
        assert "Dela steget" in box()

    def test_shared_and_unchanged(self, share, box):
        share(GROUP)
        assert "Delat med gruppen" in box()
        assert "Södertälje, Norrtälje och Umeå ser texten från" in box()
        assert "Se vad gruppen ser" in box()
        assert "Dela ändringarna" not in box()

    def test_changed_since(self, write, share, box):
        write("Ett")
        share(GROUP)
        write("Två")
        assert "ändrat sedan dess" in box()
        assert "ser fortfarande texten från" in box()
        assert "Dela ändringarna" in box()

    def test_newcomers(self, world, share, box):
        share(GROUP)
        join(world.group, factories.participation(world.cohort, "Växjö"))
        assert "Växjö har kommit till sedan dess" in box()

    def test_nothing_to_press_when_the_round_is_closed(self, world, share, box):
        share(GROUP)
        world.cohort.state = CohortState.CLOSED
        world.cohort.save(update_fields=["state"])
        assert "<button" not in box()

    def test_a_home_team_is_not_told(self, share, box):
        share(GROUP)
        assert box("home_team") is None
