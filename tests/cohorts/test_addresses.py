"""An organisation's address never swallows one of its literal neighbours, in whatever order they are listed."""

import pytest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from cohorts.models import RESERVED_SLUGS


@pytest.mark.parametrize("word", sorted(RESERVED_SLUGS))
def test_a_reserved_word_is_no_organisation(word):
    with pytest.raises(NoReverseMatch):
        reverse("cohorts:team", kwargs={"cohort": "2019", "organisation": word})
    with pytest.raises(Resolver404):
        resolve(f"/organisationer/{word}/")


@pytest.mark.parametrize("word", ["kalmar", "nykoping", "deltagarby", "sdf-enskede-arsta-vantor"])
def test_a_name_that_begins_like_one_is(word):
    assert resolve(f"/omgangar/2019/{word}/team/").view_name == "cohorts:team"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/omgangar/2019/deltagare/", "cohorts:people"),
        ("/omgangar/2019/deltagare/7/bjud-in/", "cohorts:seat_offer"),
        ("/omgangar/2019/grupper/kalmar-sodertalje/kontakter/", "cohorts:group_contacts"),
        ("/omgangar/2019/grupper/team/", "benchmarking:group"),
        ("/omgangar/2019/kalmar/", "benchmarking:participation"),
    ],
)
def test_the_neighbours_are_found(address, name):
    assert resolve(address).view_name == name
