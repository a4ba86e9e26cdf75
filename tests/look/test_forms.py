"""How the fields of a Django form are drawn."""

import re

import pytest
from django import forms

WHOLE = "Skriv hela datumet, till exempel 2020-04-15"
YES_NO = [("y", "Ja"), ("n", "Nej")]


class Sample(forms.Form):
    name = forms.CharField(label="Namn", help_text="Som du skriver det <själv>")
    since = forms.DateField(label="Gäller från", error_messages={"invalid": WHOLE})
    text = forms.CharField(label="Fråga", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    level = forms.ChoiceField(label="Läge", choices=YES_NO, widget=forms.RadioSelect, help_text="Välj ett")
    functions = forms.MultipleChoiceField(label="Vem", choices=YES_NO, widget=forms.CheckboxSelectMultiple)
    read = forms.BooleanField(label="Jag har läst")
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("Platsen är redan <tagen>.")


def ids(html):
    return re.findall(r'\sid="([^"]+)"', html)


def test_a_field_is_label_hint_control():
    html = Sample()["name"].as_field_group()
    assert re.search(r'<label class="label" for="id_name">Namn</label>', html)
    assert "Som du skriver det &lt;själv&gt;" in html
    assert re.search(r'<input[^>]*class="input"[^>]*aria-describedby="id_name_helptext"', html)
    assert "aria-invalid" not in html


def test_an_error_stands_at_its_field_with_the_words_kept():
    html = Sample({"since": "april"})["since"].as_field_group()
    assert '<span class="vh">Fel: </span>' + WHOLE in html
    assert 'value="april"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_since_error"' in html


def test_ids_are_unique_and_everything_pointed_at_exists():
    html = str(Sample({}))
    known = ids(html)
    assert len(known) == len(set(known))
    pointed = " ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split()
    pointed += re.findall(r'<a href="#([^"]+)"', html) + re.findall(r'\sfor="([^"]+)"', html)
    assert pointed
    assert set(pointed) <= set(known)


def test_the_summary_names_every_error_and_leads_to_it():
    html = str(Sample({}))
    summary = html[: html.index("</ul>")]
    assert "Platsen är redan &lt;tagen&gt;." in summary
    assert re.findall(r'<a href="#([^"]+)"', summary) == [
        "id_name",
        "id_since",
        "id_level",
        "id_functions",
        "id_read",
    ]


def test_several_controls_share_a_legend():
    html = Sample()["level"].as_field_group()
    assert re.search(r'<fieldset class="field"\s+id="id_level"\s+aria-describedby="id_level_helptext">', html)
    assert '<legend class="label">Läge</legend>' in html
    assert html.count('type="radio"') == 2


def test_a_widget_keeps_its_own_class():
    class Wide(forms.Form):
        day = forms.DateField(widget=forms.DateInput(attrs={"class": "input--date"}))

    assert 'class="input input--date"' in Wide()["day"].as_field_group()


@pytest.mark.parametrize(("many", "width", "columns"), [(8, 1280, 1), (9, 1280, 3), (9, 375, 1)])
def test_more_than_eight_choices_stand_in_columns_where_there_is_room(show, many, width, columns):
    class Many(forms.Form):
        org = forms.MultipleChoiceField(
            choices=[(n, f"Ort {n}") for n in range(many)], widget=forms.CheckboxSelectMultiple
        )

    show.page.set_viewport_size({"width": width, "height": 900})
    show('{% extends "base.html" %}{% block content %}<form class="form">{{ form }}</form>{% endblock %}', form=Many())
    boxes = show.page.get_by_role("checkbox").all()
    assert len({(box.bounding_box() or {})["x"] for box in boxes}) == columns
