"""``manage.py load_organisations``: every municipality and region, once."""

from django.core.management import call_command

from cohorts.models import Organisation
from cohorts.organisations import municipality_slugs


def test_writes_310_and_again_the_same(db, capsys):
    call_command("load_organisations")
    before = list(Organisation.objects.order_by("pk").values_list())
    call_command("load_organisations")
    assert list(Organisation.objects.order_by("pk").values_list()) == before
    assert len(before) == 310
    assert capsys.readouterr().out == "310 organisations\n" * 2


def test_mends_what_has_been_changed(db):
    call_command("load_organisations")
    Organisation.objects.filter(municipality_code="0880").update(name="Calmar", population=1)
    call_command("load_organisations")
    kalmar = Organisation.objects.get(municipality_code="0880")
    assert (kalmar.name, kalmar.slug, kalmar.county_name) == ("Kalmar", "kalmar", "Kalmar län")
    assert kalmar.population == 72_704


def test_gotland_is_one_with_two_codes(db):
    call_command("load_organisations")
    gotland = Organisation.objects.get(name="Gotland")
    assert (gotland.municipality_code, gotland.region_code) == ("0980", "09")


def test_two_names_that_clash_get_addresses_of_their_own():
    assert municipality_slugs(["Habo", "Håbo", "Håby"]) == {"Habo": "habo", "Håbo": "haabo", "Håby": "haby"}
