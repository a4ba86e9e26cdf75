"""One worksheet by itself: its preview, its press, and what has changed since."""

import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarking.sharing.models import AudienceKind, Release, ReleaseKind
from cohorts.groups import join, leave
from tests import factories
from tests.personas import method_2019

pytestmark = pytest.mark.django_db
GROUP, COHORT = AudienceKind.GROUP, AudienceKind.COHORT
STEP = "/omgangar/2019/kalmar/steg/traff-1/"
URL = f"{STEP}mall/presentation/dela/"
TITLE = method_2019().worksheet("traff-1", "presentation").title


@pytest.fixture
def get(world):
    """``get(url)``: a page as Kalmar's strategist reads it."""
    return lambda url=URL: world.client("strategist").get(url).content.decode()


@pytest.fixture
def press(world):
    """``press("group")``: Kalmar's strategist presses "Dela"."""
    return lambda *audiences, seen="", url=URL: world.client("strategist").post(
        url, {"audiences": audiences, "seen": seen}
    )


def mark_of(html):
    return re.search(r'name="seen" value="([0-9a-f]{64})"', html)[1]


def body_of(html):
    """Return the content as it is laid out, from the first worksheet on."""
    return re.findall(r'<dl class="answers">.*?</dl>', html, re.DOTALL)


def test_the_preview_is_what_readers_see_and_nothing_else_of_the_step(world, write, get, press):
    write("Bara det här")
    world.client("strategist").post(f"{STEP}mall/hemplan/rad/")
    preview = get()
    answer = press("group", "cohort", seen=mark_of(preview))
    assert answer.status_code == HTTPStatus.FOUND
    release = Release.objects.get()
    assert (release.kind, release.key) == (ReleaseKind.WORKSHEET, "traff-1/presentation")
    assert [sheet["key"] for sheet in release.content["worksheets"]] == ["presentation"]
    read = world.client("group_mate").get(answer.url).content.decode()
    assert body_of(read) == body_of(preview) != []
    assert "gruppen och hela omgången" in read
    assert world.client("other_group").get(answer.url).status_code == HTTPStatus.OK
    assert world.client("other_cohort").get(answer.url).status_code == HTTPStatus.NOT_FOUND


def test_nobody_chooses_everybody(write, press):
    write("Bara det här")
    assert press("public").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Release.objects.exists()


def test_an_empty_worksheet_is_refused_also_where_the_step_has_others(write, press):
    write("Något i en annan mall")
    answer = press("group", url=f"{STEP}mall/hemplan/dela/")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Det finns inget att dela än" in answer.content.decode()
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    "url", [f"{STEP}mall/finns-inte/dela/", "/omgangar/2019/kalmar/steg/x/mall/presentation/dela/"]
)
def test_what_the_method_does_not_have_is_404(world, press, url):
    assert world.client("strategist").get(url).status_code == HTTPStatus.NOT_FOUND
    assert press("group", url=url).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("change", ["text", "left"])
def test_an_old_tab_publishes_nothing(world, write, get, press, change):
    write("Som det stod")
    mark = mark_of(get())
    if change == "text":
        write("Något som ingen har läst igenom")
    else:
        leave(world.own)
    answer = press("group", "cohort", seen=mark)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Läs igenom på nytt" in answer.content.decode()
    assert not Release.objects.exists()


def test_the_step_says_what_has_changed_in_which_worksheet_and_who_has_come(world, write, share_sheet, get):
    write("Ett")
    share_sheet(GROUP)
    assert f"<strong>{TITLE}</strong>" in get(STEP)
    assert "ändrad sedan dess" not in get(STEP)
    write("Två")
    join(world.group, factories.participation(world.cohort, "Växjö"))
    html = get(STEP)
    assert "ändrad sedan dess" in html
    assert f"{TITLE}: ändring i " in html
    assert "Växjö läser först när ni delar på nytt" in html
    assert "Inte delat ännu" in html, "the step itself is not shared"
    assert "Ändrat sedan dess" in get()


def test_shared_anew_is_a_new_number_and_pins_who_has_come(world, write, share_sheet, get):
    write("Ett")
    share_sheet(GROUP)
    join(world.group, factories.participation(world.cohort, "Växjö"))
    assert share_sheet(GROUP).number == 2
    assert "Växjö läser först" not in get(STEP)


def test_the_step_takes_no_more_statements_with_shared_worksheets(world, write, share, share_sheet):
    write("Ett")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as counted:
            world.client("strategist").get(STEP)
        counts.append(len(counted))
        share(GROUP)
        share_sheet(GROUP, COHORT)
    assert counts[0] == counts[1]
