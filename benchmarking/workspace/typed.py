"""Text that people type, saved so that nothing typed is ever lost (design §5).

One field is one row is one unit of saving. A writer sends the version it started from and an ``edit_id`` of
its own. What happens to an edit:

- the version is the present one: the row takes the text, and a trigger writes it to the history;
- the same edit comes again, however late: the answer it got the first time, from the history;
- the version is an older one, but the two changes do not touch the same paragraphs: they are put together,
  and the writer's own text goes into the history as ``merged``;
- else the edit is refused with both texts (``TypedClash``, 409), and it goes into the history as ``refused``.

So every acknowledged edit is the present text or in the history, and every refused one is in the history and
in the refusal.
"""

import copy
import datetime as dt
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, cast

import pghistory
from django.conf import settings
from django.db import connection, models, transaction

from access import clock
from access.refusals import Clash
from accounts.models import User
from benchmarking.workspace.merging import merge

#: What the history calls a text that was put together with another, and one that was refused.
MERGED, REFUSED = "merged", "refused"

T = TypeVar("T", bound=type[models.Model])


def with_history(model: T) -> T:
    """Keep the history of a typed table: ``@with_history`` above the model. Each table has trackers of its own."""
    track = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.ManualEvent(MERGED),  # type: ignore[no-untyped-call]
        pghistory.ManualEvent(REFUSED),  # type: ignore[no-untyped-call]
    )
    return cast("T", track(model))


class Typed(models.Model):
    """A text with its version, the edit that wrote it, and who and when."""

    value = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    edit_id = models.UUIDField(null=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        default_permissions: ClassVar = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What an acknowledged edit came to.

    ``value`` is the text that stands now and ``version`` its number. After a merge, a writer who has typed on
    since the edit was sent goes on from ``base_version``, which is the writer's own text; else it equals ``version``.
    """

    version: int
    at: dt.datetime
    value: str
    base_version: int
    replayed: bool = False
    merged: bool = False


class Unstored(Clash, ABC):
    """A text could not take its place. It is kept in the history, also where the rest of the act is undone."""

    @abstractmethod
    def keep(self) -> None:
        """Write the text into the history, once however often the same edit comes."""


class TypedClash(Unstored):
    """Two have changed the same field. Carries both texts; the refused one is kept in the history."""

    def __init__(self, *, row: Typed, value: str, edit_id: uuid.UUID, by: User) -> None:
        """Word the refusal from the row as it stands and the text that could not be stored."""
        self.yours = value
        self.theirs = row.value
        self.version = row.version
        self.who = row.edited_by.name if row.edited_by else ""
        self.at = row.edited_at
        self._row, self._edit_id, self._by = row, edit_id, by
        super().__init__(f"{self.who} sparade fältet medan du skrev. Välj vilken text som ska gälla.")

    def keep(self) -> None:
        """Write the refused text into the history."""
        keep_refused(self._row, value=self.yours, edit_id=self._edit_id, by=self._by)


def keep_refused(row: Typed, *, value: str, edit_id: uuid.UUID, by: User) -> None:
    """Write a text that was refused into the history of ``row``, once however often the same edit comes."""
    if _find_edit(row, edit_id, value, label=REFUSED) is None:
        _record(row, REFUSED, value=value, version=row.version, edit_id=edit_id, by=by)


@contextmanager
def writing() -> Iterator[None]:
    """Hold the one transaction of a verb that saves typed text.

    Nothing is written when the verb is refused, except that a text which could not take its place goes into the
    history.
    """
    try:
        with transaction.atomic():
            yield
    except Unstored as refusal:
        with transaction.atomic():
            refusal.keep()
        raise


def save_typed(
    model: type[Typed], key: Mapping[str, Any], *, value: str, version: int, edit_id: uuid.UUID, by: User
) -> Saved:
    """Store ``value`` in the row of ``model`` that ``key`` names, made when it is first written to.

    ``key`` holds the columns of a unique constraint, and all that a new row needs. ``version`` is the one the
    writer started from, 0 where there was none. Call within ``writing()``.

    Raises ``TypedClash`` when somebody else changed the same paragraphs since.
    """
    rows = model._default_manager  # noqa: SLF001 (Django's public name for it)
    while True:
        now = clock.now()
        written = {"value": value, "edit_id": edit_id, "edited_by_id": by.pk, "edited_at": now}
        if _overwrite(model, {**key, "version": version}, {**written, "version": version + 1}):
            return Saved(version + 1, now, value, base_version=version + 1)
        row, created = rows.select_related("edited_by").get_or_create(defaults={"version": 1, **written}, **key)
        if created:
            return Saved(1, now, value, base_version=1)
        saved = _replayed(row, edit_id, value) or _put_together(
            row, value=value, version=version, edit_id=edit_id, by=by
        )
        if saved is not None:
            return saved


def _overwrite(model: type[Typed], here: Mapping[str, Any], written: Mapping[str, Any]) -> bool:
    """Write over the row that stands ``here``, both by column; tell whether there is one.

    Done at every pause in typing, where building the statement anew would cost more than running it.
    """
    columns = ", ".join(f"{name} = %s" for name in written)
    where = " AND ".join(f"{name} IS NULL" if value is None else f"{name} = %s" for name, value in here.items())
    known = [value for value in here.values() if value is not None]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET {columns} WHERE {where}",  # noqa: S608 (our own columns' names)
            [*written.values(), *known],
        )
        return bool(cursor.rowcount)


def _replayed(row: Typed, edit_id: uuid.UUID, value: str) -> Saved | None:
    """Return the answer that this edit got the first time, or that the same text stands there already."""
    if (stored := _find_edit(row, edit_id, value)) is not None:
        if stored.pgh_label == MERGED:
            whole = (
                _events(row)
                .exclude(pgh_label__in=(MERGED, REFUSED))
                .filter(version=stored.version + 1)
                .earliest("pgh_id")
            )
            return Saved(whole.version, whole.edited_at, whole.value, stored.version, replayed=True, merged=True)
        return Saved(stored.version, stored.edited_at, value, stored.version, replayed=True)
    if row.value == value and row.edited_at is not None:
        return Saved(row.version, row.edited_at, value, row.version, replayed=True)
    return None


def _put_together(row: Typed, *, value: str, version: int, edit_id: uuid.UUID, by: User) -> Saved | None:
    """Merge an edit of an older version into ``row``; None when yet another edit came between."""
    base = _text_at(row, version)
    whole = merge(base, row.value, value) if base is not None else None
    if whole is None or row.edited_at is None:
        raise TypedClash(row=row, value=value, edit_id=edit_id, by=by)
    if whole == row.value:
        return Saved(row.version, row.edited_at, whole, base_version=version, merged=True)
    mine = row.version + 1
    after = mine if whole == value else mine + 1
    now = clock.now()
    here = type(row)._default_manager.filter(pk=row.pk, version=row.version)  # noqa: SLF001
    if not here.update(value=whole, version=after, edit_id=edit_id, edited_by=by, edited_at=now):
        return None
    if after != mine:
        _record(row, MERGED, value=value, version=mine, edit_id=edit_id, by=by)
    return Saved(after, now, whole, base_version=mine, merged=after != mine)


def _events(row: Typed) -> models.QuerySet[Any]:
    events: models.QuerySet[Any] = row.events.all()  # type: ignore[attr-defined]  # made by pghistory
    return events


def _find_edit(row: Typed, edit_id: uuid.UUID, value: str, *, label: str = "") -> Any:
    """Return how the history holds this edit: as stored, or as ``label``.

    The text is part of the question: a page that is sent again after "back" carries its old edit_id with a new text.
    """
    events = _events(row).filter(edit_id=edit_id, value=value)
    return (events.filter(pgh_label=label) if label else events.exclude(pgh_label=REFUSED)).order_by("pgh_id").first()


def _text_at(row: Typed, version: int) -> str | None:
    """Return the text that had this version, or None where no text ever had it."""
    if version == 0:
        return ""
    return _events(row).filter(version=version).exclude(pgh_label=REFUSED).values_list("value", flat=True).first()


def _record(row: Typed, label: str, *, value: str, version: int, edit_id: uuid.UUID, by: User) -> None:
    """Write a text that is not the row's into the row's history."""
    other = copy.copy(row)
    other.value, other.version, other.edit_id, other.edited_by, other.edited_at = (
        value,
        version,
        edit_id,
        by,
        clock.now(),
    )
    pghistory.create_event(other, label=label)
