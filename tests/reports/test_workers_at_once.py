"""Several people and several workers at the same moment: one row, one worker, one file."""

import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from reports import lease as leases
from reports import ordering, printing
from reports.kinds import KINDS, Kind
from reports.models import Report
from tests.reports import papers


def at_once(times, act):
    """Do the same so many times at the same moment, each on a connection of its own."""
    start = threading.Barrier(times)

    def run(_number):
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.fixture
def order(real_world):
    """``order()``: order the report of a meeting of the own group, committed, where every thread can see it."""
    meeting = papers.full_meeting(real_world)
    what = {"kind": "meeting", "subject": meeting.pk, "title": "Anteckningar", "by": real_world.people["leader"]}
    return lambda: ordering.order(real_world.group.room, **what)


def test_many_orders_make_one_report_and_many_workers_one_file(order):
    orders = at_once(6, lambda: order().pk)
    assert len(set(orders)) == Report.objects.count() == 1
    at_once(4, lambda: printing.print_report(orders[0]))
    report = Report.objects.get()
    assert (report.state, report.attempts) == ("done", 1)
    assert papers.files(report) == [report.file_name.rsplit("/")[-1]]


def test_the_heartbeat_outlives_a_long_layout(order, monkeypatch):
    """The work is two leases long, and nobody takes it over."""
    monkeypatch.setattr(leases, "LEASE", dt.timedelta(seconds=1.5))
    monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 0.1)
    meant = KINDS["meeting"]

    def slowly(room, subject):
        time.sleep(3)
        return meant.gather(room, subject)

    monkeypatch.setitem(KINDS, "meeting", Kind(meant.key, meant.template, slowly, meant.order, meant.fetch))
    report = order()
    worker = threading.Thread(target=lambda: at_once(1, lambda: printing.print_report(report.pk)))
    worker.start()
    time.sleep(0.5)
    others = []
    while worker.is_alive():
        others.append(leases.claim(report.pk))
        time.sleep(0.1)
    assert len(others) > 10
    assert set(others) == {None}
    report.refresh_from_db()
    assert (report.state, report.attempts) == ("done", 1)
