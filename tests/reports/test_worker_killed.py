"""A worker killed with -9 in the middle of a report: another one takes over, and there is one file."""

import os
import signal
import time
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from config.celery import app
from config.processes import Programs
from reports import ordering
from reports.lease import lapsed
from reports.models import Report
from reports.tasks import print_report, sweep_reports
from tests import database, personas
from tests.reports import papers

PATIENCE = 60
#: A queue that no other worker of this run listens to: the one that takes the report must be the one that is killed.
QUEUE = f"test-killed-{os.getpid()}"
#: Long enough to be in the middle of when the worker is killed.
MANY_WORDS = "Ord som tar tid att sätta på sidor. " * 550


def wait_until(true):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def children():
    """Return the processes that this one has started."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


@pytest.fixture
def workers(transactional_db, media, tmp_path):
    """``workers()``: another real worker, on this test's database and ``QUEUE``; its process number is the answer."""
    app.conf.update(task_always_eager=False)
    environment = {"DATABASE_URL": database.address(), "QUEUE": QUEUE, "MEDIA_ROOT": str(media)}
    running: list[Programs] = []

    def start():
        before = children()
        programs = Programs(environment=environment, logs=tmp_path / str(len(running)))
        running.append(programs)
        programs.worker(processes=1)
        programs.wait_for_worker()
        (process,) = children() - before
        return process

    yield start
    for programs in running:
        programs.__exit__(None, None, None)
    app.conf.update(task_always_eager=True)


def test_a_worker_killed_while_rendering_still_ends_in_one_file(workers):
    world = personas.WORLD.committed()
    meeting = papers.full_meeting(world, texts=dict.fromkeys(papers.NOTES, MANY_WORDS))
    room, by = world.group.room, world.people["leader"]
    report = ordering.order(room, kind="meeting", subject=meeting.pk, title="Anteckningar", by=by)

    def part():
        return Report.objects.values_list("state", "part").get(pk=report.pk)

    first = workers()
    print_report.apply_async([report.pk], queue=QUEUE)
    wait_until(lambda: part() == ("working", "layout"))
    os.killpg(int(first), signal.SIGKILL)  # the worker and its child at once, as a machine that goes down
    assert part() == ("working", "layout")

    workers()
    print_report.apply_async(
        [report.pk], queue=QUEUE
    )  # rung again while the dead worker's lease lasts: nobody is let in
    wait_until(lambda: lapsed(1))
    assert part() == ("working", "layout")
    sweep_reports.apply_async(queue=QUEUE)  # as beat does every ten seconds
    wait_until(lambda: part() == ("done", "ready"))
    report.refresh_from_db()
    assert report.attempts == 2
    (name,) = papers.files(report)
    assert name == Path(report.file_name).name
    assert sha256(default_storage.open(report.file_name).read()).hexdigest() == report.sha256
