"""``manage.py demo``: the whole thing on this machine, with the 2019 round, until Ctrl-C."""

import fcntl
import io
import os
import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import engines
from config.binaries import EngineError
from config.processes import ProgramError, Programs, listen

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the demo to end."""


class Command(BaseCommand):
    """Engines, data, web server, worker and clock; what was started is stopped, on every way out."""

    help = "Run everything with the 2019 round and invented people, until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a port as a wish: another is used when it is not free."""
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **_options: Any) -> None:
        """Run until asked to stop. Raises CommandError with the log of what went wrong."""
        if not settings.DEMO:
            os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "DEMO": "true"})  # noqa: S606
        try:
            with _stoppable():
                self._run(port)
        except Stopped:
            self.stdout.write("Stopped.")
        except (EngineError, ProgramError) as error:
            raise CommandError(str(error)) from error

    def _run(self, port: int) -> None:
        checkout = settings.BASE_DIR
        with engines.lent(checkout), _once(engines.state_dir(checkout) / "demo"), listen(port) as listener:
            port = listener.getsockname()[1]
            address = f"http://localhost:{port}"
            figures = listen(0)
            environment = {"SITE_URL": address, "KOLADA_URL": f"http://127.0.0.1:{figures.getsockname()[1]}/v3"}
            with Programs(environment=environment, logs=engines.state_dir(checkout) / "demo") as programs:
                programs.kolada(figures)
                # It wakes while the tables are filled; nobody knows its address yet.
                programs.web(listener)
                self._fill()
                programs.wait_for_web(port)
                programs.worker()
                programs.beat()
                self.stdout.write(f"Jämna steg answers at {address}/ (Ctrl-C stops it)")
                while True:
                    programs.check()
                    time.sleep(1)

    def _fill(self) -> None:
        """Bring the tables up to date and load the 2019 round; both leave alone what is there."""
        self.stdout.write("Loading the 2019 round ...")
        said = io.StringIO()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        try:
            call_command("load_method", settings.BASE_DIR / "benchmarking/content/2019", stdout=said)
        except CommandError as error:
            raise CommandError(f"{error} The demo here was loaded before the text changed: make clean") from error
        call_command("load_catalogue", fetch=True, stdout=said)
        call_command("demo_data", stdout=said)


@contextmanager
def _once(home: Path) -> Iterator[None]:
    """Hold the demo's own lock: two clocks in one checkout would spoil each other's schedule."""
    home.mkdir(exist_ok=True)
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError("The demo of this checkout runs already.") from None
        yield


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into Stopped, once: stopping itself is not interrupted."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        raise Stopped

    former = {ending: signal.signal(ending, stop) for ending in ENDINGS}
    try:
        yield
    finally:
        for ending, handler in former.items():
            signal.signal(ending, handler)
