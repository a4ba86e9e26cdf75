"""Publishing and taking back. Every noun that can be shared calls ``publish`` downward."""

import json
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max

from access import clock
from access.refusals import Clash, Refusal
from accounts.models import User
from benchmarking.sharing.audiences import GroupReaders, groups_of
from benchmarking.sharing.models import CHOSEN, AudienceKind, Release, ReleaseAudience, ReleaseReader
from cohorts import states
from cohorts.models import Participation


class NobodyChosen(Refusal):
    """No audience was named."""

    sentence = "Välj vilka du vill dela med."


class NoGroup(Refusal):
    """The organisation is in no group now, and mentors none."""

    sentence = "Organisationen är inte med i någon grupp just nu. Dela med hela omgången, eller vänta på gruppen."


class NothingToShare(Refusal):
    """Nothing has been written yet."""

    sentence = "Det finns inget att dela än. Fyll i en mall i steget först."


class Outdated(Clash):
    """What is shared, or who is in the group, has changed since the preview was shown."""

    sentence = "Texten eller gruppen har ändrats sedan du öppnade sidan. Läs igenom på nytt och dela sedan."


class AlreadyWithdrawn(Clash):
    """The release has been taken back before, perhaps by somebody else in the trio."""

    sentence = "Delningen är redan tillbakadragen."


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content's canonical JSON: equal content, equal digest."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def seen(shown: Mapping[str, Any], groups: Collection[GroupReaders]) -> str:
    """Return the mark of a preview: it changes when the content does, or who is in the group."""
    readers = {str(group.room_id): [reader.room_id for reader in group.readers] for group in groups}
    return digest({"content": shown, "readers": readers})


@transaction.atomic
def publish(
    participation: Participation,
    *,
    kind: str,
    key: str,
    title: str,
    content: Mapping[str, Any],
    audiences: Collection[AudienceKind],
    by: User,
    preview: str = "",
) -> Release:
    """Publish ``content`` as the room's next release and pin who reads it.

    A group audience pins the group's participations and paired mentors at this moment; a mentor
    organisation's "group" is each group it follows. ``preview`` is the mark of what the person has read
    through (``seen``); where it is given and no longer true, nothing is published. To show it openly is
    asked for afterwards (``public.ask``). Raises ``NobodyChosen``, ``Outdated``, ``NoGroup`` and what
    ``cohorts.states.require`` raises.
    """
    states.require(participation.room, states.WORK)
    chosen = [kind for kind in CHOSEN if kind in audiences]
    if not chosen:
        raise NobodyChosen
    groups = groups_of(participation)
    if preview and preview != seen(content, groups):
        raise Outdated
    if AudienceKind.GROUP in chosen and not groups:
        raise NoGroup
    last = Release.objects.filter(room=participation.room).aggregate(last=Max("number"))["last"] or 0
    release = Release.objects.create(
        room=participation.room,
        kind=kind,
        key=key,
        number=last + 1,
        title=title,
        content=content,
        sha256=digest(content),
        published_by=by,
        published_at=clock.now(),
    )
    for audience in chosen:
        if audience == AudienceKind.GROUP:
            for group in groups:
                _pin(release, group)
        else:
            ReleaseAudience.objects.create(release=release, kind=audience, room_id=participation.cohort_id)
    return release


def _pin(release: Release, group: GroupReaders) -> None:
    audience = ReleaseAudience.objects.create(release=release, kind=AudienceKind.GROUP, room_id=group.room_id)
    ReleaseReader.objects.bulk_create(
        [ReleaseReader(audience=audience, room_id=reader.room_id) for reader in group.readers]
    )


@transaction.atomic
def withdraw(release: Release, *, by: User) -> None:
    """Take a release back: its readers see a stub from now on. Raises ``AlreadyWithdrawn``.

    No state of the round forbids it: what an organisation has shared is its own to take back, also after it
    has left the round or the round has closed (design §3: releases stand until withdrawn).
    """
    states.require(release.room, states.TAKE_BACK)
    held = Release.objects.select_for_update().get(pk=release.pk)
    if held.withdrawn_at is not None:
        raise AlreadyWithdrawn
    held.withdrawn_by = by
    held.withdrawn_at = clock.now()
    held.save(update_fields=["withdrawn_by", "withdrawn_at"])
