"""The engines of a checkout: beside another's, idempotent, alive again after a kill."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import environ
import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config import engines
from config.binaries import EngineError


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Iterator[Path]:
    """Another checkout, without the addresses of this one."""
    for name in ("DATABASE_URL", "BROKER_URL", "CACHE_URL"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    engines.remove(tmp_path)


def _connect(checkout: Path) -> psycopg.Connection:
    return psycopg.connect(engines.database_url(checkout), autocommit=True)


def _pid(checkout: Path) -> int:
    return int((engines.postgres_socket(checkout).parent / "data/postmaster.pid").read_text().split()[0])


def test_engines_start_once_and_stop_once(checkout):
    assert engines.start(checkout) == ["postgres", "valkey"]
    assert engines.start(checkout) == []
    assert engines.status(checkout) == {"postgres": True, "valkey": True}
    with _connect(checkout) as connection:
        assert connection.execute("SELECT upper('åäö')").fetchone() == ("ÅÄÖ",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    engines.stop(checkout)
    engines.stop(checkout)
    assert engines.status(checkout) == {"postgres": False, "valkey": False}


@pytest.mark.parametrize("lock_names", ["nobody", "another program"])
def test_data_survives_a_killed_server(checkout, lock_names):
    engines.start(checkout)
    with _connect(checkout) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1")
    os.kill(_pid(checkout), signal.SIGKILL)
    if lock_names == "another program":
        home = engines.postgres_socket(checkout).parent
        for lock in (home / "data/postmaster.pid", home / ".s.PGSQL.5432.lock"):
            lock.write_text(lock.read_text().replace(str(_pid(checkout)), str(os.getpid()), 1))
    engines.start(checkout)
    with _connect(checkout) as connection:
        assert connection.execute("TABLE kept").fetchone() == (1,)


def test_engines_run_as_no_root(checkout):
    engines.start(checkout)
    assert Path(f"/proc/{_pid(checkout)}").stat().st_uid != 0


def test_lent_engines_stop_with_the_last_borrower(checkout):
    with engines.lent(checkout):
        with engines.lent(checkout):
            pass
        assert all(engines.status(checkout).values())
    assert not any(engines.status(checkout).values())


def test_lent_engines_that_ran_before_go_on(checkout):
    engines.start(checkout)
    with engines.lent(checkout):
        pass
    assert all(engines.status(checkout).values())


def test_a_killed_borrower_leaves_nothing_behind_for_long(checkout):
    script = f"""
import os
from pathlib import Path
from config import engines
with engines.lent(Path({str(checkout)!r})):
    os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=settings.BASE_DIR, check=False)
    assert done.returncode == -signal.SIGKILL
    with engines.lent(checkout):
        assert all(engines.status(checkout).values())
    assert not any(engines.status(checkout).values())


def test_two_checkouts_never_meet(checkout):
    for address in (engines.database_url, engines.broker_url, engines.cache_url):
        assert address(checkout) != address(settings.BASE_DIR)


def test_addresses_are_read_without_a_trace(checkout):
    engines.database_url(checkout)
    engines.environment(checkout)
    assert not engines.state_dir(checkout).exists()


def test_sockets_are_short_enough(checkout):
    for path in (engines.postgres_socket(checkout), engines.valkey_socket(checkout)):
        assert len(str(path)) < engines.SOCKET_PATH_LIMIT


def test_a_long_folder_is_refused_with_a_way_out(checkout, monkeypatch, tmp_path):
    monkeypatch.setenv("STATE_DIR", str(tmp_path / ("long" * 30)))
    with pytest.raises(EngineError, match="STATE_DIR"):
        engines.start(checkout)


def test_a_folder_with_spaces_stays_one_address(checkout, monkeypatch):
    monkeypatch.setenv("STATE_DIR", "/tmp/en mapp på å")
    read = environ.Env.db_url_config(engines.database_url(checkout))
    assert read["OPTIONS"]["host"] == str(engines.postgres_socket(checkout).parent)


def test_engines_named_by_the_environment_are_left_alone(checkout, monkeypatch):
    monkeypatch.setattr(settings, "BASE_DIR", checkout)
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/steg")
    monkeypatch.setenv("BROKER_URL", "redis://redis.example:6379/0")
    said = io.StringIO()
    call_command("engines", "start", stdout=said)
    assert said.getvalue().splitlines() == [
        "postgres: left alone, DATABASE_URL is set",
        "valkey: left alone, BROKER_URL is set",
    ]
    assert engines.status(checkout) == {}
    assert engines.cache_url(checkout) == "redis://redis.example:6379/1"


def test_env_prints_what_a_shell_takes(checkout, monkeypatch):
    monkeypatch.setattr(settings, "BASE_DIR", checkout)
    said = io.StringIO()
    call_command("engines", "env", stdout=said)
    shell = subprocess.run(
        ["bash", "-c", f'{said.getvalue()}printf %s "$DATABASE_URL"'], capture_output=True, text=True, check=True
    )
    assert shell.stdout == engines.database_url(checkout)


def test_status_of_stopped_engines_says_how_to_start_them(checkout, monkeypatch):
    monkeypatch.setattr(settings, "BASE_DIR", checkout)
    with pytest.raises(CommandError, match="engines start"):
        call_command("engines", "status", stdout=io.StringIO())
