"""The demo starts everything and leaves nothing: asked to end, interrupted, or killed."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from config import engines

PATIENCE = 120


@pytest.fixture
def environment(monkeypatch) -> Iterator[dict[str, str]]:
    """A state folder of the test's own, so that neither this run's engines nor a demo beside it is met."""
    home = Path(tempfile.mkdtemp(prefix="steg"))
    home.chmod(0o711)
    for name in ("DATABASE_URL", "BROKER_URL", "CACHE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STATE_DIR", str(home))
    yield {**os.environ, "DEMO": "true"}
    shutil.rmtree(home)


def _left() -> list[str]:
    """The processes of the test's state folder, but for this one."""
    mark = f"STATE_DIR={os.environ['STATE_DIR']}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0") and int(process.name) != os.getpid():
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def _wait_until_only(names: tuple[str, ...]) -> None:
    deadline = time.monotonic() + PATIENCE
    while any(not any(name in line for name in names) for line in _left()):
        assert time.monotonic() < deadline, _left()
        time.sleep(0.2)


@contextmanager
def _demo(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "manage.py", "demo", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        said = ""
        while not (address := re.search(r"http://localhost:(\d+)/", said)):
            line = next(iter(process.stdout or []), "")
            assert line, f"The demo ended: {said}"
            said += line
        yield process, int(address[1])
    finally:
        process.kill()
        process.wait()


def _get(port: int) -> int:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    connection.request("GET", "/")
    return connection.getresponse().status


def test_the_demo_leaves_no_process(environment):
    with _demo(environment) as (process, port):
        assert _get(port) == http.client.OK
        process.kill()
        process.wait()
        # Nobody is there to stop the engines: the next borrower does.
        _wait_until_only(("postgres", "valkey"))
        assert all(engines.status(settings.BASE_DIR).values())

    with _demo(environment) as (process, port):
        assert _get(port) == http.client.OK
        for program in ("gunicorn", "celery -A config worker", "celery -A config beat"):
            assert any(program in line for line in _left()), program
        again = subprocess.run(
            [sys.executable, "manage.py", "demo"],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "runs already" in again.stderr
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert _left() == []
