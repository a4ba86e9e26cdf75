"""What may stand in a field, and how it reads."""

import pytest

from benchmarking.method.content import Choice, Field
from benchmarking.workspace.fields import BadValue, parse, show, typed

NBSP = "\u00a0"


def field(kind, *, unit="", choices=()):
    return Field(
        key="falt",
        label="Fält",
        type=kind,
        help="",
        choices=choices,
        required=False,
        answered_by=(),
        unit=unit,
        minutes=1,
    )


CHOICES = (Choice(key="ja", label="Ja"), Choice(key="nej", label="Nej"))


@pytest.mark.parametrize(
    ("kind", "raw", "canonical"),
    [
        ("number", "1250", "1250"),
        ("number", f"1{NBSP}250,50", "1250.50"),
        ("number", "1 250 kr", "1250"),
        ("number", "−3,5", "-3.5"),
        ("number", "-0", "0"),
        ("number", " ", ""),
        ("date", "2020-04-15", "2020-04-15"),
        ("date", "2020-4-5", "2020-04-05"),
        ("date", "15 april 2020", "2020-04-15"),
        ("date", "1 Maj 2019", "2019-05-01"),
        ("choice", "ja", "ja"),
        ("yes_partly_no", "nej", "nej"),
        ("text", "  en\n rad ", "en rad"),
        ("text", "Cafe\u0301", "Café"),
        ("long_text", "ett\r\ntvå\rtre ", "ett\ntvå\ntre "),
        ("long_text", " \n ", ""),
        ("person", "Marit Öhlund", "Marit Öhlund"),
        ("indicator", "N00206", "N00206"),
    ],
)
def test_one_canonical_text(kind, raw, canonical):
    choices = CHOICES if kind in {"choice", "yes_partly_no"} else ()
    asked = field(kind, unit="kr" if kind == "number" else "", choices=choices)
    assert parse(asked, raw) == canonical
    assert parse(asked, typed(asked, canonical)) == canonical


@pytest.mark.parametrize(
    ("kind", "raw", "sentence"),
    [
        ("number", "många", "Skriv ett tal med siffror"),
        ("number", "1.234,5", "Skriv ett tal med siffror"),
        ("number", "1e9", "Skriv ett tal med siffror"),
        ("number", "9" * 30, "Skriv ett tal med siffror"),
        ("date", "april", "Skriv hela datumet, till exempel 2020-04-15"),
        ("date", "2020-02-30", "Skriv hela datumet, till exempel 2020-04-15"),
        ("date", "31 februari 2020", "Skriv hela datumet, till exempel 2020-04-15"),
        ("date", "2020-W10-1", "Skriv hela datumet, till exempel 2020-04-15"),
        ("date", "0019-04-15", "Årtalet ser fel ut"),
        ("choice", "kanske", "Välj ett av alternativen"),
        ("text", "x" * 1001, "Texten är för lång"),
        ("long_text", "x" * 20_001, f"Här får det plats 20{NBSP}000 tecken"),
        ("long_text", "x" * 200_000, "Texten är för lång"),
        ("long_text", "a\0b", "tecken som inte går att spara"),
        ("text", "a\x1bb", "tecken som inte går att spara"),
        ("number", "1\0", "tecken som inte går att spara"),
    ],
)
def test_a_bad_value_says_what_to_write(kind, raw, sentence):
    with pytest.raises(BadValue) as refused:
        parse(field(kind, choices=CHOICES if kind == "choice" else ()), raw)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("asked", "value", "shown"),
    [
        (field("number", unit="kr"), "1234567.5", f"1{NBSP}234{NBSP}567,5{NBSP}kr"),
        (field("number"), "-3", "−3"),
        (field("date"), "2020-04-05", "5 april 2020"),
        (field("choice", choices=CHOICES), "ja", "Ja"),
        (field("choice", choices=CHOICES), "borttaget-val", "borttaget-val"),
        (field("long_text"), "<b>ett</b>\ntvå", "<b>ett</b>\ntvå"),
        (field("number", unit="kr"), "", ""),
    ],
)
def test_shown_as_people_read_it(asked, value, shown):
    assert show(asked, value) == shown
