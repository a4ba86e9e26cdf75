"""``python -m indicators.kolada.fake --fd N``: the fake as a program, on a listening socket that it inherits."""

import argparse
import signal
import socket

from indicators.kolada.fake.server import FakeKolada

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--fd", type=int, help="a listening socket; without it a free port is taken")
fd = parser.parse_args().fd
with FakeKolada().serving(socket.socket(fileno=fd) if fd else None):
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
