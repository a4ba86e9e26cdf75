"""Who works on a report: one worker at a time, a dead one's work is taken over, a slow one writes nothing."""

import datetime as dt
import time
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import override_settings
from django.utils import timezone

from reports import lease as leases
from reports import printing
from reports.models import Report
from reports.tasks import sweep_reports
from tests.reports import papers

pytestmark = pytest.mark.django_db

RESULT = {"file_name": "x.pdf", "sha256": "0" * 64, "pages": 1, "title": "Rapport", "release_ids": []}


def lapse(report):
    """Let the time of a lease be over, as when its worker died a while ago."""
    Report.objects.filter(pk=report.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))


def test_a_lapsed_lease_is_free_and_a_living_one_is_not(order):
    report = order()
    assert leases.claim(report.pk)
    assert leases.claim(report.pk) is None
    assert leases.lapsed(10) == []
    lapse(report)
    assert leases.lapsed(10) == [report.pk]
    assert leases.claim(report.pk)


def test_a_finished_report_is_left_alone(done):
    report = done()
    assert leases.claim(report.pk) is None
    printing.print_report(report.pk)
    assert len(papers.files(report)) == 1


def test_a_slow_worker_that_lost_its_lease_can_write_nothing(order):
    report = order()
    slow = leases.claim(report.pk)
    lapse(report)
    quick = leases.claim(report.pk)
    for act in (lambda: leases.enter(slow, "layout"), lambda: leases.finish(slow, **RESULT)):
        with pytest.raises(leases.LeaseLost):
            act()
    leases.fail(slow, "Gick inte")
    leases.finish(quick, **RESULT)
    report.refresh_from_db()
    assert (report.state, report.reason, report.file_name) == ("done", "", "x.pdf")


class TakenOver(FileSystemStorage):
    """A disk so slow that another worker takes over and finishes while a file is saved."""

    def save(self, name, content, max_length=None):
        stored = super().save(name, content, max_length)
        if "other" not in name:
            report = Report.objects.get(state="working")
            lapse(report)
            other = self.save(f"reports/{report.pk}/other.pdf", content)
            leases.finish(leases.claim(report.pk), **{**RESULT, "file_name": other})
        return stored


def test_the_file_of_a_worker_that_lost_its_lease_is_removed(order, settings, tmp_path):
    slow = {"BACKEND": f"{__name__}.TakenOver", "OPTIONS": {"location": str(tmp_path)}}
    report = order()
    with override_settings(STORAGES={**settings.STORAGES, "default": slow}):
        printing.print_report(report.pk)
        report.refresh_from_db()
        assert report.file_name == f"reports/{report.pk}/other.pdf"
        assert papers.files(report) == ["other.pdf"]


def test_what_a_worker_left_that_died_while_writing_is_removed(order):
    report = order()
    default_storage.save(f"reports/{report.pk}/{uuid.uuid4()}.pdf", papers.blank())
    printing.print_report(report.pk)
    report.refresh_from_db()
    assert papers.files(report) == [Path(report.file_name).name]


def test_without_a_heartbeat_it_would_be_taken_over(order, monkeypatch):
    monkeypatch.setattr(leases, "LEASE", dt.timedelta(seconds=0.1))
    report = order()
    assert leases.claim(report.pk)
    time.sleep(0.2)
    assert leases.claim(report.pk)


def test_the_third_worker_that_dies_is_the_last(order):
    report = order()
    for _attempt in range(3):
        assert leases.claim(report.pk)
        lapse(report)
    assert leases.claim(report.pk) is None
    report.refresh_from_db()
    assert (report.state, report.reason) == ("failed", leases.GAVE_UP)
    assert leases.lapsed(10) == []


def test_the_sweep_rings_for_what_nobody_works_on(order, done):
    done()
    lost = order()
    sweep_reports()
    lost.refresh_from_db()
    assert lost.state == "done"
