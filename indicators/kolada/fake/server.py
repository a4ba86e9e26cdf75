"""The fake service over HTTP: the paths of API v3, its limits and its paging, and any fault it is told to have.

``with FakeKolada().serving() as fake`` gives one on a free port of this machine; ``python -m indicators.kolada.fake``
is the same as a program. It needs no settings and no database.
"""

import datetime as dt
import json
import re
import socket
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from indicators.kolada.fake.faults import Changes, Fault, Planned
from indicators.kolada.fake.figures import LABEL, areas, figures_of, groups, levels, mean_of

BASE = "/v3"
MOST, PAGE = 25, 5000
#: All values are from this day, but for those that have been changed.
PUBLISHED = dt.date(2019, 2, 20)
ELSEWHERE = "http://203.0.113.7/v3/data"
_DATA = re.compile(
    r"/data(?=(?:/\w+/[^/]+){2,3}$)(?:/kpi/(?P<kpi>[^/]+))?(?:/municipality/(?P<area>[^/]+))?(?:/year/(?P<year>[^/]+))?"
)
_LIST = re.compile(r"/(?P<what>kpi|kpi_groups|municipality|municipality_groups|ou)(?:/(?P<ids>[^/]+))?")
_OUDATA = re.compile(r"/oudata(?:/\w+/[^/]+){2,3}")
Rows = list[str]


class _Refused(Exception):
    """The question is answered with a status."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class FakeKolada:
    """What the fake answers. ``paths`` are those it was asked for, in order, refused ones too.

    There is a row for every place, key figure and year, empty where there are no figures: as many pages as can be.
    ``places`` are the only ones with figures, where given.
    """

    def __init__(self, places: Collection[str] | None = None) -> None:
        self._places = places
        self.paths: list[str] = []
        self.agents: set[str] = set()
        self.changes = Changes()
        self.url = ""
        self.retry_after = "0"
        self.delay = 0.2
        self._faults: list[Planned] = []

    # What the world is told ---------------------------------------------------------------------------

    def fault(self, fault: Fault, *, under: str = "/data", page: int = 1, times: int = 1) -> None:
        """Answer badly, ``times`` times, when that page of such a path is asked for."""
        self._faults.append(Planned(fault, under, page, times))

    def heal(self) -> None:
        """Answer well from now on."""
        self._faults.clear()

    def revise(
        self, kpi: str, area: str, period: int, gender: str, number: str | None, *, status: str = "", on: dt.date
    ) -> None:
        """Let a value be another from a day on."""
        self.changes.values[kpi, area, period][gender] = (number, status)
        self.changes.on[kpi, area, period] = on

    def delete(self, kpi: str, area: str, period: int, *, on: dt.date) -> None:
        """Take away the values of a place and year on a day."""
        self.changes.deleted.add((kpi, area, period))
        self.changes.on[kpi, area, period] = on

    # What it answers ----------------------------------------------------------------------------------

    def planned(self, path: str, page: int) -> Fault | None:
        """Return the fault that this question meets, and count it."""
        for plan in self._faults:
            if path.startswith(plan.under) and plan.page == page and plan.times:
                plan.times -= 1
                return plan.fault
        return None

    def answer(self, path: str, asked: dict[str, str]) -> tuple[Rows, bool]:
        """Return the rows of a page as JSON texts, and whether another page follows. Raises ``_Refused``."""
        page, size = _whole(asked.get("page", "1")), _whole(asked.get("per_page", str(PAGE)))
        if not page or not 1 <= size <= PAGE:
            raise _Refused(HTTPStatus.BAD_REQUEST)
        window = slice((page - 1) * size, page * size)
        if match := _DATA.fullmatch(path):
            return self._data(match.groupdict(), asked.get("from_date", ""), window)
        if _OUDATA.fullmatch(path):
            return [], False
        if match := _LIST.fullmatch(path):
            found = self._described(match["what"], _ids(match["ids"]), asked)
            return [json.dumps(row, ensure_ascii=False) for row in found[window]], len(found) > page * size
        raise _Refused(HTTPStatus.NOT_FOUND)

    def _described(self, what: str, ids: list[str], asked: dict[str, str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if what == "kpi":
            found = [self._kpi(kpi) for kpi in levels() if kpi not in self.changes.vanished]
        elif what == "municipality":
            found = [{"id": key, "title": title, "type": kind} for key, (title, kind, _) in areas().items()]
        elif what == "municipality_groups":
            found = [
                {
                    "id": key,
                    "title": title,
                    "members": [{"member_id": m, "member_title": areas()[m][0]} for m in members],
                }
                for key, (title, members) in groups().items()
            ]
        title = asked.get("title", "").lower()
        kind = asked.get("region_type", "")
        return [
            row
            for row in found
            if (not ids or row["id"] in ids)
            and title in row["title"].lower()
            and (not kind or row.get("type", kind) == kind)
        ]

    def _kpi(self, kpi: str) -> dict[str, Any]:
        level = levels()[kpi]
        return {
            "id": kpi,
            "title": self.changes.titles.get(kpi, level.title),
            "description": self.changes.definitions.get(kpi, LABEL),
            "is_divided_by_gender": int(level.divided and kpi not in self.changes.undivided),
            "municipality_type": level.owners,
            "auspice": "X",
            "operating_area": "Demo",
            "perspective": "Övrigt",
            "prel_publication_date": None,
            "publication_date": "2020-02-20",
            "publ_period": 2019,
            "has_ou_data": 0,
        }

    def _data(self, named: dict[str, str | None], since: str, window: slice) -> tuple[Rows, bool]:
        """Return the rows of a window of all that is asked for: each key figure, year and place in turn."""
        known = levels().keys() - self.changes.vanished
        kpis = [kpi for kpi in _ids(named["kpi"]) or list(levels()) if kpi in known]
        years = [_whole(year) for year in _ids(named["year"])] or list(range(1998, 2026))
        places = _ids(named["area"]) or list(areas())
        places = [place for place in places if place in areas() or place in groups()]
        day = _day(since)
        if day and day > PUBLISHED:
            keys = [
                key
                for key, on in self.changes.on.items()
                if on >= day and key[0] in kpis and key[1] in places and key[2] in years
            ]
            return [self._row(*key, tell_deleted=True) for key in keys[window]], len(keys) > window.stop
        whole = len(kpis) * len(years) * len(places)
        rows = []
        for index in range(window.start, min(window.stop, whole)):
            rest, place = divmod(index, len(places))
            kpi, year = divmod(rest, len(years))
            rows.append(self._row(kpis[kpi], places[place], years[year], tell_deleted=bool(day)))
        return rows, whole > window.stop

    def _row(self, kpi: str, area: str, period: int, *, tell_deleted: bool) -> str:
        """Return one row as JSON text. Written by hand: there are hundreds of thousands."""
        key = (kpi, area, period)
        if self._places is not None and area not in self._places:
            values = []
        elif key in self.changes.deleted:
            genders = [figure.gender for figure in figures_of(*key)] if tell_deleted else []
            values = [_value(gender, None, "", 0, deleted=True) for gender in genders]
        elif area in groups():
            values = [
                _value(f.gender, f.number, f.status, count) for f, count in mean_of(kpi, groups()[area][1], period)
            ]
        else:
            values = self._values(key)
        return f'{{"kpi":"{kpi}","municipality":"{area}","period":{period},"values":[{",".join(values)}]}}'

    def _values(self, key: tuple[str, str, int]) -> list[str]:
        changed = self.changes.values.get(key)
        figures = figures_of(*key)
        if changed is None and key[0] not in self.changes.undivided:
            return [_value(f.gender, f.number, f.status, int(f.number is not None)) for f in figures]
        found = {f.gender: (f.number, f.status) for f in figures} | (changed or {})
        if key[0] in self.changes.undivided:
            found = {gender: value for gender, value in found.items() if gender == "T"}
        return [_value(gender, number, status, int(number is not None)) for gender, (number, status) in found.items()]

    # Over HTTP ----------------------------------------------------------------------------------------

    @contextmanager
    def serving(self, listener: socket.socket | None = None) -> Iterator[Self]:
        """Answer on a free port of this machine, or on a listening socket, until the block ends."""
        server = _Server(self, listener)
        self.url = f"http://127.0.0.1:{server.server_address[1]}{BASE}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, fake: FakeKolada, listener: socket.socket | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler, bind_and_activate=listener is None)
        if listener is not None:
            self.socket.close()
            self.socket = listener
            self.server_address = listener.getsockname()
        self.fake = fake


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_args: object) -> None:
        """Say nothing: tests and the demo read ``paths``."""

    def do_GET(self) -> None:
        """Answer one question, or badly."""
        fake = self.server.fake
        address = urlsplit(self.path)
        path = unquote(address.path).removeprefix(BASE)
        asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
        fake.paths.append(path)
        fake.agents.add(self.headers.get("User-Agent", ""))
        fault = fake.planned(path, _whole(asked.get("page", "1")))
        if fault in _WITHOUT_FIGURES:
            _WITHOUT_FIGURES[fault](self)
            return
        try:
            rows, more = fake.answer(path, asked)
        except _Refused as refused:
            self._send(refused.status, b'{"detail":"refused"}')
            return
        if fault == Fault.SLOW:
            time.sleep(fake.delay)
        self._page(path, asked, rows, more=more, fault=fault)

    def _page(self, path: str, asked: dict[str, str], rows: Rows, *, more: bool, fault: Fault | None) -> None:
        page = _whole(asked.get("page", "1"))
        following = self._address(path, asked | {"page": str(page + 1)}) if more else None
        if fault == Fault.STRAY:
            following = ELSEWHERE
        elif fault == Fault.LOOP:
            following = self._address(path, asked)
        elif fault == Fault.EMPTY:
            rows, following = [], None
        elif fault in _SPOILS:
            rows = _spoiled(rows, fault)
        body = (
            f'{{"values":[{",".join(rows)}],"next_url":{json.dumps(following)},"previous_url":null,"count":{len(rows)}}}'
        ).encode()
        if fault == Fault.MALFORMED:
            body = body[: len(body) // 2]
        self._send(HTTPStatus.OK, body, cut=fault == Fault.CUT)

    def _address(self, path: str, asked: dict[str, str]) -> str:
        """Return an address as the service writes them: absolute, but for the descriptions."""
        query = urlencode(asked)
        if path.startswith("/data"):
            return f"{self.server.fake.url}{path}?{query}"
        return f"{BASE}{path}?{query}"

    def busy(self) -> None:
        """Ask for fewer questions."""
        self._send(HTTPStatus.TOO_MANY_REQUESTS, b"{}", headers={"Retry-After": self.server.fake.retry_after})

    def failing(self) -> None:
        """Fail."""
        self._send(HTTPStatus.INTERNAL_SERVER_ERROR, b"{}")

    def html(self) -> None:
        """Show people that the service is closed."""
        page = "<!doctype html><title>Underhåll</title><p>Vi är snart tillbaka.</p>"
        self._send(HTTPStatus.OK, page.encode(), kind="text/html; charset=utf-8")

    def moved(self) -> None:
        """Send the caller to another host."""
        self._send(HTTPStatus.FOUND, b"", headers={"Location": ELSEWHERE})

    def huge(self) -> None:
        """Write until the caller hangs up."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        block = b" " * 2**20
        try:
            for _ in range(200):
                self.wfile.write(block)
        except OSError:
            return

    def _send(
        self,
        status: HTTPStatus,
        body: bytes,
        *,
        kind: str = "application/json; charset=utf-8",
        headers: dict[str, str] | None = None,
        cut: bool = False,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut


_WITHOUT_FIGURES = {
    Fault.BUSY: _Handler.busy,
    Fault.FAILING: _Handler.failing,
    Fault.HTML: _Handler.html,
    Fault.MOVED: _Handler.moved,
    Fault.HUGE: _Handler.huge,
}


#: What is written over what in a row of values, and in a description.
_SPOILS = {
    Fault.TWICE: (),
    Fault.FIELDLESS: (('"values"', '"figures"'), ('"title"', '"name"')),
    Fault.UNASKED: (('"period":', '"period":2'), ('"id": "', '"id": "X')),
}


def _spoiled(rows: Rows, fault: Fault) -> Rows:
    """Return ``rows`` with the first that has something in it spoiled, or there a second time."""
    first = next(row for row in rows if '"values":[]' not in row)
    bad = first
    for right, wrong in _SPOILS[fault]:
        bad = bad.replace(right, wrong)
    return [*rows, first] if fault == Fault.TWICE else [bad if row is first else row for row in rows]


def _ids(text: str | None) -> list[str]:
    """Return the values of a segment. Raises ``_Refused`` for more than a segment may hold."""
    found = text.split(",") if text else []
    if len(found) > MOST:
        raise _Refused(HTTPStatus.BAD_REQUEST)
    return found


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise _Refused(HTTPStatus.BAD_REQUEST)
    return int(text)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise _Refused(HTTPStatus.BAD_REQUEST) from None


def _value(gender: str, number: str | None, status: str, count: int, *, deleted: bool = False) -> str:
    gone = "true" if deleted else "false"
    return f'{{"gender":"{gender}","value":{number or "null"},"status":"{status}","count":{count},"isdeleted":{gone}}}'
