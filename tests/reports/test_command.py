"""``manage.py report``: the same order, claim and lease as the button and the worker."""

import pytest
from django.core.management import CommandError, call_command

from reports import lease as leases
from reports.contexts.meeting import NotesNotOut
from reports.models import Report
from reports.ordering import MayNotOrder
from tests import factories
from tests.reports import papers

pytestmark = pytest.mark.django_db

MEETING = ("meeting", "2019", "kalmar-sodertalje", "1")


@pytest.fixture
def report(tmp_path):
    """``report("results", "2019", person="leader")``: run the command and return the file."""

    def run(*words, person="leader"):
        out = tmp_path / "out.pdf"
        call_command("report", *words, "--as", person, "--out", str(out))
        return out.read_bytes()

    return run


def test_a_meeting(report, meeting, capsys):
    pdf = report(*MEETING)
    assert papers.faults(pdf) == []
    assert meeting.title in papers.texts(pdf)[0]
    assert capsys.readouterr().out.endswith("Minnesanteckningar: Kalmar – Södertälje, träff 1, sidor: 2\n")
    made = Report.objects.get()
    assert (made.state, made.attempts, made.ordered_by.name) == ("done", 1, "Leader")


def test_results_of_a_round_and_of_an_organisation(report):
    assert len(papers.texts(report("results", "2019"))) == 7
    assert len(papers.texts(report("results", "2019", "kalmar", person="leader@example.com"))) == 1


@pytest.mark.parametrize(
    ("words", "person", "said"),
    [
        (("meeting", "2019", "kalmar-sodertalje", "9"), "leader", "har ingen träff 9"),
        (("meeting", "2019", "nybro", "1"), "leader", "Gruppen nybro har ingen träff 1 i omgång 2019."),
        (("meeting", "1999", "kalmar-sodertalje", "1"), "leader", "i omgång 1999"),
        (("results", "1999"), "leader", "Det finns ingen omgång 1999."),
        (("results", "2019", "atlantis"), "leader", "Det finns ingen omgång 2019 med atlantis."),
        (("results", "2019", "norrtalje"), "leader", "Det finns ingen deltagande organisation"),
        (("results", "2019"), "ingen", "Ingen, eller flera, heter ingen."),
        (("results", "2019"), "deactivated", "Ingen, eller flera, heter deactivated."),
        (("results", "2019"), "strategist", MayNotOrder.sentence),
        (("results", "2019"), "superuser", MayNotOrder.sentence),
        (MEETING, "other-group", MayNotOrder.sentence),
        (MEETING, "past-member", MayNotOrder.sentence),
    ],
)
def test_what_cannot_be_done_is_said_in_words(report, meeting, words, person, said):
    with pytest.raises(CommandError, match=said.replace(".", r"\.")):
        report(*words, person=person)
    assert not Report.objects.exists()


def test_drafts_are_never_printed(world, report):
    factories.held_meeting(world.group, world.people["strategist"])
    with pytest.raises(CommandError, match=NotesNotOut.sentence):
        report(*MEETING)


def test_it_says_why_when_there_is_no_file(report, order):
    ordered = order()
    Report.objects.filter(pk=ordered.pk).update(attempts=leases.MAX_ATTEMPTS)
    with pytest.raises(CommandError, match="efter tre försök"):
        report(*MEETING)
