"""Facts: written once in a room, shown and changed in every step that asks for them."""

from benchmarking.method.content import Content, Field, Step
from cohorts.wording import listed


def also_in(content: Content, step: Step, field: Field) -> str:
    """Return where else than in ``step`` a fact stands, as a sentence for its field; "" where nowhere."""
    if not field.fact:
        return ""
    places = [
        f"steg {other.number} ({other.facts[field.fact][0].title})"
        for other in content.steps
        if other.key != step.key and field.fact in other.facts
    ]
    return f"Samma uppgift finns i {listed(places)}. Ändrar du den här ändras den där." if places else ""
