"""``manage.py engines``: PostgreSQL and Valkey of this checkout."""

import shlex
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import engines
from config.binaries import EngineError


class Command(BaseCommand):
    """Start, stop and show the engines; one that DATABASE_URL or BROKER_URL names is left alone."""

    help = "PostgreSQL and Valkey of this checkout: start, stop, status, env (for eval), remove (deletes the data)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        parser.add_argument("action", choices=["start", "stop", "status", "env", "remove"])

    def handle(self, *, action: str, **_options: Any) -> None:
        """Do it. ``status`` ends with exit code 1 when an engine of ours is down."""
        try:
            getattr(self, f"_{action}")()
        except EngineError as error:
            raise CommandError(str(error)) from error

    def _say_what_is_left_alone(self) -> None:
        for engine, variable in engines.chosen_elsewhere().items():
            self.stdout.write(f"{engine}: left alone, {variable} is set")

    def _start(self) -> None:
        self._say_what_is_left_alone()
        started = engines.start(settings.BASE_DIR)
        for engine in engines.status(settings.BASE_DIR):
            self.stdout.write(f"{engine}: {'started' if engine in started else 'already running'}")

    def _stop(self) -> None:
        self._say_what_is_left_alone()
        engines.stop(settings.BASE_DIR)
        for engine in engines.status(settings.BASE_DIR):
            self.stdout.write(f"{engine}: stopped")

    def _remove(self) -> None:
        self._say_what_is_left_alone()
        engines.remove(settings.BASE_DIR)
        self.stdout.write(f"removed {engines.state_dir(settings.BASE_DIR)}")

    def _status(self) -> None:
        self._say_what_is_left_alone()
        running = engines.status(settings.BASE_DIR)
        for engine, runs in running.items():
            self.stdout.write(f"{engine}: {'running' if runs else 'stopped'}")
        if not all(running.values()):
            raise CommandError("Start with: manage.py engines start", returncode=1)

    def _env(self) -> None:
        for name, value in engines.environment(settings.BASE_DIR).items():
            self.stdout.write(f"export {name}={shlex.quote(value)}")
