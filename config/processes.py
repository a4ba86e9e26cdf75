"""Our own programs as child processes: the web server, the worker, the clock.

``manage.py demo`` and the browser tests run them this way; in production each is a service of its own.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 60
GRACE = 10


class ProgramError(RuntimeError):
    """A program ended by itself or does not answer; the text holds the end of its log."""


def listen(port: int) -> socket.socket:
    """Return a socket that listens on this machine only: on the port, else on one of the next, else on any."""
    for candidate in (*range(port, port + 10), 0):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", candidate))
            listener.listen()
        except OSError:
            listener.close()
        else:
            return listener
    raise ProgramError("No port of this machine is free.")


class Programs:
    """Child processes that start together and end together, also when this process is killed.

    Each has a log of its own and a process group of its own, so that Ctrl-C reaches only this process.
    """

    def __init__(self, *, environment: Mapping[str, str], logs: Path) -> None:
        self._environment = {**os.environ, **environment, "PYTHONUNBUFFERED": "1"}
        self.logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ask every program to end, and after a while end it with its children."""
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            self._kill_group(process)

    @staticmethod
    def _kill_group(process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def web(self, listener: socket.socket, *, workers: int = 2) -> None:
        """Start gunicorn on a listening socket, which is the program's from then on."""
        shape = ["--preload", "--worker-class", "gthread", "--workers", str(workers), "--threads", "4"]
        words = ["gunicorn", "config.wsgi", "--no-control-socket", *shape, "--bind", f"fd://{listener.fileno()}"]
        self._start("web", words, pass_fds=[listener.fileno()])
        listener.close()

    def kolada(self, listener: socket.socket) -> None:
        """Start the fake of Kolada on a listening socket, which is the program's from then on."""
        self._start("kolada", ["indicators.kolada.fake", "--fd", str(listener.fileno())], pass_fds=[listener.fileno()])
        listener.close()

    def worker(self, *, processes: int = 2) -> None:
        """Start a Celery worker on the queue of the settings."""
        shape = ["--concurrency", str(processes), "--without-gossip", "--without-mingle"]
        self._start("worker", ["celery", "-A", "config", "worker", "--loglevel", "INFO", *shape])

    def beat(self) -> None:
        """Start the clock that rings the sweeps."""
        self._start("beat", ["celery", "-A", "config", "beat"])

    def stop(self, name: str) -> None:
        """End a program at once with its children, as a crash would; it may be started again."""
        self._kill_group(self._running.pop(name))

    def _start(self, name: str, words: list[str], *, pass_fds: list[int] | None = None) -> None:
        die_with_us = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        with self._log(name).open("wb") as log:
            self._running[name] = subprocess.Popen(
                [*die_with_us, sys.executable, "-m", *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
                cwd=Path(__file__).parent.parent,
                start_new_session=True,
                pass_fds=pass_fds or [],
            )

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def log(self, name: str) -> str:
        """Return what a program has written."""
        return self._log(name).read_text(errors="replace")

    def check(self) -> None:
        """Raise ProgramError when a program has ended by itself."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise ProgramError(
                    f"{name} ended ({process.returncode}). The end of its log:\n{self.log(name)[-4000:]}"
                )

    def wait_for_web(self, port: int, path: str = "/halsa/live") -> None:
        """Return when the web server answers; ProgramError when it does not, or another program ends meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.check()
            if self._answers(port, path):
                return
            time.sleep(0.1)
        raise ProgramError(f"The web server does not answer on {path}. The end of its log:\n{self.log('web')[-4000:]}")

    @staticmethod
    def _answers(port: int, path: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def wait_for_worker(self) -> None:
        """Return when the worker takes tasks; ProgramError when it does not in time."""
        deadline = time.monotonic() + PATIENCE
        while " ready." not in self.log("worker"):
            self.check()
            if time.monotonic() > deadline:
                raise ProgramError(f"The worker does not start. The end of its log:\n{self.log('worker')[-4000:]}")
            time.sleep(0.1)
