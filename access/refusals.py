"""Expected refusals: exceptions whose text is a Swedish sentence that a person can act on."""

from http import HTTPStatus
from typing import ClassVar


class Refusal(Exception):
    """A verb's named no. Shown to the person as it stands; nothing has been written.

    ``status`` is the HTTP status of the answer (422 unless a subclass says otherwise). ``page`` is the template
    that shows it, for the few that can be put right on the spot.
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence: ClassVar[str] = ""
    page: ClassVar[str] = "refusal.html"

    def __init__(self, sentence: str = "") -> None:
        """Keep ``sentence``, or the class's own where none is given."""
        super().__init__(sentence or self.sentence)


class NotYours(Refusal):
    """Seen, but not this person's to do."""

    status = HTTPStatus.FORBIDDEN
    sentence = "Du har inte behörighet att göra det här."


class Clash(Refusal):
    """Somebody else changed the same thing first; nothing of either is lost."""

    status = HTTPStatus.CONFLICT
