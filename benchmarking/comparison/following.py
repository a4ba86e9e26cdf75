"""What a group has made of its comparisons follows to another method version by key."""

from collections.abc import Collection

from benchmarking.comparison.models import LineMark, LineNote, ShareRequest
from benchmarking.method.moving import Moves
from benchmarking.workspace.following import rekey


def follow(groups: Collection[int], moved: Moves) -> None:
    """Let marks, notes, ideas and requests of groups follow; part of ``overview.adopting.adopt``."""
    fields = {
        (*place, field): (*moved.sheets[place], home.key)
        for (step, sheet, field), home in moved.fields.items()
        for place in [(step, sheet)]
        if field != home.key
    }
    for model in (LineMark, LineNote):
        rows = model.objects.filter(room__in=groups)
        rekey(rows, ("step_key", "worksheet_key", "field_key"), fields)
        rekey(rows, ("step_key", "worksheet_key"), moved.sheets)
    steps = {(key,): (home,) for key, home in moved.steps.items()}
    rekey(ShareRequest.objects.filter(room__in=groups), ("step_key",), steps)
