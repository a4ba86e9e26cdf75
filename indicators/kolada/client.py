"""The client of Kolada's API v3. It asks whole questions and takes whole answers, or none.

What is known of the service: at most 25 values in each segment of a path; pages of at most 5,000 rows, each with the
address of the next (absolute or relative); 429 with Retry-After when it has had enough. No limit of calls is
published, so it is asked at most four times a second.
"""

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from access import clock
from indicators.kolada.refusals import (
    Astray,
    Busy,
    Endless,
    KoladaRefusal,
    Malformed,
    NotFigures,
    Rejected,
    TooLarge,
    Unreachable,
)
from indicators.kolada.rows import Kpi, Value, kpi_of, values_of

#: So many values a segment of a path may hold, and so many rows a page.
SEGMENT, PAGE = 25, 5000
#: A page of 5,000 rows with three values each is two million characters.
LARGEST_ANSWER = 32 * 1024**2
CHUNK = 64 * 1024
#: Seconds: to be let in, and without a sign of life.
CONNECT, SILENCE = 5.0, 30.0
#: Seconds: for a question with all its pages and new attempts, and from one call to the next.
PATIENCE, PACE = 600.0, 0.25
AGAIN = frozenset({429, 500, 502, 503, 504})
#: The waits of a library: doubled each time, up to a bound, or as long as the service says.
ATTEMPTS = Retry(total=4, backoff_factor=0.5, backoff_max=8, retry_after_max=int(PATIENCE))


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Clock:
    """The time a client lives in: what day it is, how long something takes, and how to wait."""

    now: Callable[[], dt.datetime] = clock.now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class _Again(Exception):
    """The attempt failed, and another may succeed."""

    def __init__(self, why: KoladaRefusal, wait: float | None = None) -> None:
        super().__init__(str(why))
        self.why = why
        self.wait = wait


class Kolada:
    """Asks one service at ``base_url``, and no other host, for key figures and values.

    ``agent`` says who asks, and where to reach us. Every question raises a ``KoladaRefusal`` when the whole answer is
    not had: what it had yielded before that is to be thrown away.
    """

    def __init__(self, base_url: str, *, agent: str, time: Clock | None = None) -> None:
        self._base = base_url.rstrip("/")
        self._time = time or Clock()
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": agent, "Accept": "application/json"})
        self._called = -PACE
        self._until = 0.0
        #: How many calls have been made, new attempts included.
        self.calls = 0

    def kpis(self, ids: Sequence[str]) -> tuple[Kpi, ...]:
        """Return what Kolada says of the key figures ``ids``: those it does not know are not among them."""
        found = []
        for some in segments(ids):
            for rows in self._pages(f"/kpi/{_list(some)}", {"per_page": PAGE}):
                found += [kpi_of(row, asked=some) for row in rows]
        if len({kpi.id for kpi in found}) != len(found):
            raise Malformed
        return tuple(found)

    def values(
        self, kpis: Sequence[str], years: Sequence[int], *, since: dt.date | None = None
    ) -> Iterator[tuple[Value, ...]]:
        """Yield, a page at a time, the values of all areas; with ``since``, what has changed from that day on.

        Each 25 key figures and 25 years are one question: ``segments`` cuts a longer list. Two segments suffice, and
        all municipalities and regions come in one answer.
        """
        asked: dict[str, str | int] = {"per_page": PAGE}
        if since:
            asked["from_date"] = since.isoformat()
        for some in segments(kpis):
            for times in segments(years):
                known, then = frozenset(some), frozenset(times)
                for rows in self._pages(f"/data/kpi/{_list(some)}/year/{_list(times)}", asked):
                    yield tuple(value for row in rows for value in values_of(row, kpis=known, years=then))

    def _pages(self, path: str, asked: dict[str, str | int]) -> Iterator[list[Any]]:
        """Yield the rows of each page. Raises ``Endless`` for a page that was read already.

        A page that another has led to has rows: an answer that ends in an empty one is cut short (``Malformed``).
        """
        self._until = self._time.monotonic() + PATIENCE
        url: str | None = requests.Request("GET", self._base + path, params=asked).prepare().url
        read: set[str] = set()
        while url:
            if url in read:
                raise Endless
            read.add(url)
            answer = self._answer(url)
            rows, following = answer.get("values"), answer.get("next_url")
            if not isinstance(rows, list) or not isinstance(following, str | None) or (len(read) > 1 and not rows):
                raise Malformed
            yield rows
            url = next_address(self._base, url, following) if following else None

    def _answer(self, url: str) -> dict[str, Any]:
        """Return a page, after new attempts where they may help. Raises ``KoladaRefusal``."""
        attempts = ATTEMPTS
        while True:
            try:
                return self._parsed(self._call(url))
            except _Again as again:
                if not attempts.total:
                    raise again.why from again
                attempts = attempts.increment(method="GET", url=url, error=None, response=None)
                self._wait(attempts.get_backoff_time() if again.wait is None else again.wait, again.why)

    def _wait(self, seconds: float, why: KoladaRefusal) -> None:
        if self._time.monotonic() + seconds > self._until:
            raise why
        self._time.sleep(seconds)

    def _call(self, url: str) -> bytes:
        self._wait(max(0.0, self._called + PACE - self._time.monotonic()), Unreachable())
        self._called = self._time.monotonic()
        self.calls += 1
        try:
            with self._session.get(url, timeout=(CONNECT, SILENCE), stream=True, allow_redirects=False) as response:
                self._check(response)
                return self._body(response)
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise _Again(Unreachable()) from error
        except requests.RequestException as error:
            raise Malformed from error

    def _check(self, response: requests.Response) -> None:
        """Raise what an answer says by its status and its kind."""
        status = response.status_code
        if status in AGAIN:
            busy = status == HTTPStatus.TOO_MANY_REQUESTS
            raise _Again(Busy() if busy else Unreachable(), _retry_after(response))
        if response.is_redirect:
            raise Astray
        if status != HTTPStatus.OK:
            raise Rejected(f"{Rejected.sentence} Svaret är {status}.")
        if response.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            raise NotFigures

    def _body(self, response: requests.Response) -> bytes:
        """Return the whole body. Raises ``TooLarge``, and ``Unreachable`` for one that trickles for too long."""
        body = bytearray()
        for chunk in response.iter_content(CHUNK):
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise TooLarge
            if self._time.monotonic() > self._until:
                raise Unreachable
        return bytes(body)

    def _parsed(self, body: bytes) -> dict[str, Any]:
        try:
            found = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise Malformed from error
        if not isinstance(found, dict):
            raise Malformed
        return found


def next_address(base: str, url: str, following: str) -> str:
    """Return where the page after ``url`` is, on the host of ``base``: relative ones are joined. Raises ``Astray``.

    Scheme, host and port are always those of the base: a service behind a proxy may write http where it is https.
    """
    own, found = urlsplit(base), urlsplit(urljoin(url, following))
    try:
        at_home = (found.hostname, found.port or own.port) == (own.hostname, own.port)
    except ValueError:
        at_home = False
    if not at_home or found.scheme not in {"http", "https"} or not found.path.startswith(f"{own.path}/"):
        raise Astray
    return found._replace(scheme=own.scheme, netloc=own.netloc, fragment="").geturl()


def segments(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield ``items`` in parts that a segment of a path may hold."""
    return (items[start : start + SEGMENT] for start in range(0, len(items), SEGMENT))


def _list(items: Sequence[object]) -> str:
    return ",".join(map(str, items))


def _retry_after(response: requests.Response) -> float | None:
    """Return how long the service asks us to wait: in seconds or until a moment, whichever it writes."""
    said = response.headers.get("Retry-After")
    try:
        return ATTEMPTS.parse_retry_after(said) if said else None
    except InvalidHeader:
        return None


def _no_number(word: str) -> None:
    raise ValueError(word)
