"""A mail server that answers as told, and another process on the test database."""

import contextlib
import os
import socketserver
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from accounts import people
from tests import database

CHECKOUT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def anna(db):
    return people.create(email="anna@kalmar.example", name="Anna Alm")


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP to say yes, wait, no, or nothing at all; keeps what it took."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.rcpt, self.data = "250 ok", "250 taken"
        self.received: list[bytes] = []
        self.heard_all = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self.say("220 here")
            while (line := self.rfile.readline().decode().strip()) and self.answer(line):
                pass

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def answer(self, line: str) -> bool:
        verb = line.split(maxsplit=1)[0].upper()
        if verb == "RCPT":
            self.say(self.server.rcpt)
        elif verb == "DATA":
            return self.take()
        elif verb == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")
        return True

    def take(self) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.received.append(b"".join(lines))
        self.server.heard_all.set()
        if self.server.data == "hang up":
            return False
        if self.server.data == "say nothing":
            self.rfile.readline()
            return False
        self.say(self.server.data)
        return True


@pytest.fixture
def mail_server(settings):
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def elsewhere(transactional_db):
    """Start Python in a process of its own on this test's database."""
    environment = {**os.environ, "DATABASE_URL": database.address(), "ALLOWED_HOSTS": "testserver"}

    def start(code, **more):
        program = f"import django; django.setup()\n{code}"
        return subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=CHECKOUT,
            env={**environment, **more},
            stdout=subprocess.PIPE,
            text=True,
        )

    return start
