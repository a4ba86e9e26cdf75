"""Calendars as text (RFC 5545), for letters and for people's feeds: the only place that writes them (design §6)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vRecur, vText
from icalendar import Event as Component

from access import clock
from accounts.models import User

PRODUCT = "-//Jämna steg//Kalender//SV"
#: So often a calendar is asked to fetch a feed again.
REFRESH = dt.timedelta(hours=1)
#: Sequences that are moments are counted from here, so that they fit a signed 32-bit number until 2087.
EPOCH = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something on a day, or at a time of a day. ``uid`` is the same for as long as the thing is the same.

    A reader takes what has the higher ``sequence`` for the newer.
    """

    uid: str
    sequence: int
    title: str
    day: dt.date
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    place: str = ""
    text: str = ""
    path: str = ""
    cancelled: bool = False


def edition(moment: dt.datetime | None) -> int:
    """Return the sequence of something that keeps no count of its changes: the second of the last one."""
    return max(int((moment - EPOCH).total_seconds()), 0) if moment else 0


def feed(events: Iterable[Event], *, name: str) -> str:
    """Return a calendar to subscribe to."""
    calendar = _calendar("PUBLISH")
    calendar.add("NAME", name)
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    for event in events:
        calendar.add_component(_component(event))
    return _text(calendar)


def letter_part(event: Event, *, to: User) -> str:
    """Return what a letter to somebody carries about an event: that it is, has changed, or is cancelled."""
    calendar = _calendar("CANCEL" if event.cancelled else "REQUEST")
    component = _component(event)
    sender, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    component.add("ORGANIZER", _address(address, sender))
    component.add(
        "ATTENDEE", _address(to.email, to.name, ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="FALSE")
    )
    calendar.add_component(component)
    return _text(calendar)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", method)
    calendar.add_component(_stockholm())
    return calendar


def _stockholm() -> Timezone:
    """Return the zone with the rule that has held since 1996: the last Sundays of March and October."""
    zone = Timezone()
    zone.add("TZID", settings.TIME_ZONE)
    hour = dt.timedelta(hours=1)
    for kind, name, first, before, after in (
        (TimezoneDaylight, "CEST", dt.datetime(1996, 3, 31, 2), hour, 2 * hour),  # noqa: DTZ001  the zone's own clock
        (TimezoneStandard, "CET", dt.datetime(1996, 10, 27, 3), 2 * hour, hour),  # noqa: DTZ001
    ):
        part = kind()
        part.add("DTSTART", first)
        part.add("RRULE", vRecur(FREQ="YEARLY", BYMONTH=first.month, BYDAY="-1SU"))
        part.add("TZOFFSETFROM", before)
        part.add("TZOFFSETTO", after)
        part.add("TZNAME", name)
        zone.add_component(part)
    return zone


def _component(event: Event) -> Component:
    component = Component()
    component.add("UID", f"{event.uid}@{urlsplit(settings.SITE_URL).hostname}")
    component.add("DTSTAMP", clock.now().astimezone(dt.UTC))
    component.add("SEQUENCE", event.sequence)
    component.add("SUMMARY", event.title)
    if event.starts_at and event.ends_at:
        component.add("DTSTART", _moment(event.day, event.starts_at))
        component.add("DTEND", _moment(event.day, event.ends_at))
    else:
        component.add("DTSTART", event.day)
        component.add("DTEND", event.day + dt.timedelta(days=1))
        component.add("TRANSP", "TRANSPARENT")
    component.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    url = f"{settings.SITE_URL.rstrip('/')}{event.path}" if event.path else ""
    for name, value in (("LOCATION", event.place), ("URL", url)):
        if value:
            component.add(name, value)
    if text := "\n".join(filter(None, (event.text, url))):
        component.add("DESCRIPTION", text)
    return component


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def _address(address: str, name: str, **parameters: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    found.params.update({"CN": vText(name), **parameters} if name else parameters)
    return found


def _text(calendar: Any) -> str:
    text: str = calendar.to_ical().decode()
    return text
