"""A method small enough to break in every way, and the real one."""

from pathlib import Path

import pytest

from benchmarking.method.loader import load

YEAR_2019 = Path(__file__).resolve().parents[2] / "benchmarking" / "content" / "2019"

METHOD = """\
key: litet
name: "1"
title: En liten metod
parts:
  personal: Personal
field_minutes: {text: 1, long_text: 5, number: 2, date: 1, choice: 1, level: 2, person: 1, indicator: 2,
  yes_partly_no: 1}
"""
MATRIX = """\
levels: [Nej, Ja]
areas:
  - key: beslut
    number: 1
    title: Beslut
    perspectives: [overall]
    levels: [Inget beslut, Ett beslut]
    indicators: [N05814]
"""
MEETINGS = """\
meeting_kinds:
  - key: start
    title: Start
    steps: [forst]
    room: cohort
    who: Alla
    agenda:
      - {key: hej, title: Hej, minutes: 5, minutes_per_organisation: 2}
      - {key: slut, title: Slut, minutes: 5}
    host_checklist:
      - {key: bjud-in, text: Bjud in, days: -14}
"""
STEP = """\
key: forst
number: 1
title: Först
short_title: Först
kind: meeting
meeting_kind: start
signed_by: [manager]
purpose: Ni börjar.
brings: [Lust]
leaves: [En plan]
roles:
  politician: Frågar.
  manager: Äger.
  strategist: Skriver.
worksheets:
  - key: fakta
    title: Fakta
    purpose: Det ni vet.
    parts: [personal]
    minutes: 10
    fields:
      - key: namn
        label: Namn
        type: text
        required: true
      - key: niva
        label: Nivå
        type: level
      - key: val
        label: Val
        type: choice
        choices:
          ett: Ett
          tva: Två
  - key: lista
    title: Lista
    purpose: En rad var.
    rows: true
    row_title: Rad
    minutes: 5
    fields:
      - key: syns
        label: Syns det?
        type: yes_partly_no
        answered_by: [politician, manager]
checklist:
  - key: klart
    text: Allt är klart
    help: Titta efter.
    function: strategist
    required: true
    minutes: 5
indicators: [N05816]
"""
SECOND = (
    STEP.replace("key: forst", "key: sedan").replace("number: 1", "number: 2").replace("meeting_kind: start\n", "")
)


@pytest.fixture
def folder(tmp_path):
    """A whole, faultless method of two steps."""
    (tmp_path / "steps").mkdir()
    for name, text in {
        "method.yaml": METHOD,
        "matrix.yaml": MATRIX,
        "meetings.yaml": MEETINGS,
        "steps/1-forst.yaml": STEP,
        "steps/2-sedan.yaml": SECOND,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def method_2019():
    """The method that the round of 2019 followed."""
    return load(YEAR_2019)
