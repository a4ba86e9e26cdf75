"""A mail server that answers as told, another process on the test database, and cheap passwords."""

import contextlib
import os
import socketserver
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import connection

from accounts import people
from config import engines

CHECKOUT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def cheap_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def anna(db):
    return people.create(email="anna@kalmar.example", name="Anna Alm")


@pytest.fixture
def no_counters(transactional_db):
    """The limiter's rows are no model's, so no flush takes them."""
    cache.clear()
    yield
    cache.clear()


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP to say yes, wait, no, or nothing at all; keeps what it took."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.rcpt, self.data = "250 ok", "250 taken"
        self.received = []
        self.heard_all = threading.Event()

    @property
    def port(self):
        return self.server_address[1]


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        with contextlib.suppress(OSError):
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                if self.answer(line) is False:
                    return

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())

    def answer(self, line):
        verb = line.split()[0].upper()
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

    def take(self):
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
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def elsewhere(transactional_db):
    """Start Python in a process of its own on this test's database."""
    own = urlsplit(os.environ.get("DATABASE_URL") or engines.database_url(project.BASE_DIR))
    environment = {
        **os.environ,
        "DATABASE_URL": own._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "ALLOWED_HOSTS": "testserver",
    }

    def start(code, **more):
        program = f"import django; django.setup()\n{code}"
        return subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=CHECKOUT,
            env={**environment, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"], **more},
            stdout=subprocess.PIPE,
            text=True,
        )

    return start
