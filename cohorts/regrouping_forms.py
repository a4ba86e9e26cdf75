"""Which change of a formed group is meant. Choices are those of the board; the verbs say what may be done."""

from typing import Any

from django import forms

from cohorts.boards import Board
from cohorts.forms import one_line
from cohorts.group_plans import NEW, NOWHERE
from cohorts.roles import PairingKind


class ChangeForm(forms.Form):
    """A change, and the version of the groups that its preview was of; without one it is only looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    @property
    def change(self) -> dict[str, Any]:
        """Return what the verb is asked."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class _Choice(forms.TypedChoiceField):
    def __init__(self, label: str, choices: list[tuple[Any, str]], **kwargs: Any) -> None:
        words = {"required": "Välj i listan.", "invalid_choice": "Det du valde finns inte i omgången. Välj i listan."}
        super().__init__(label=label, choices=[("", "Välj"), *choices], error_messages=words, **kwargs)


class MemberMoveForm(ChangeForm):
    """Which organisation goes where, and why somebody is alone afterwards."""

    reason = forms.CharField(
        label="Skäl om någon blir ensam",
        max_length=200,
        required=False,
        validators=[one_line],
        help_text="En grupp är två eller tre. Ensam går bara med ett skäl.",
    )
    field_order = ("version", "organisation", "to", "reason")

    def __init__(self, board: Board, **asked: Any) -> None:
        """Offer everybody on the board, and every group."""
        super().__init__(**asked)
        inside = [member for card in board.cards for member in card.members]
        members = [(each.pk, each.name) for each in (*board.unplaced, *inside)]
        groups = [(card.slug, f"{card.name} ({len(card.members)} av {card.room})") for card in board.cards]
        others = [(NEW, "Ny grupp"), (NOWHERE, "Ingen grupp")]
        self.fields["organisation"] = _Choice("Organisation", members, coerce=int)
        self.fields["to"] = _Choice("Flytta till", [*groups, *others])
        self.order_fields(self.field_order)


class MentorAddForm(ChangeForm):
    """Which mentor follows the group too, and how."""

    def __init__(self, board: Board, _slug: str, **asked: Any) -> None:
        """Offer the mentors of the round."""
        super().__init__(**asked)
        self.fields["mentor"] = _Choice("Mentor", list(board.mentors), coerce=int)
        self.fields["kind"] = _Choice("Följer gruppen som", list(PairingKind.choices))


class MentorEndForm(ChangeForm):
    """Which mentor no longer follows the group."""

    def __init__(self, board: Board, slug: str, **asked: Any) -> None:
        """Offer those who follow the group now."""
        super().__init__(**asked)
        following = [each for card in board.cards if card.slug == slug for each in card.followers]
        self.fields["mentor"] = _Choice("Mentor", [(each.mentor, each.name) for each in following], coerce=int)


class MentorReplaceForm(MentorEndForm):
    """Which mentor takes over from which."""

    def __init__(self, board: Board, slug: str, **asked: Any) -> None:
        """Offer the mentors of the round to take over."""
        super().__init__(board, slug, **asked)
        self.fields["new"] = _Choice("Ny mentor", list(board.mentors), coerce=int)


class GroupMergeForm(ChangeForm):
    """Which group another goes into."""

    def __init__(self, board: Board, slug: str, **asked: Any) -> None:
        """Offer the other groups."""
        super().__init__(**asked)
        others = [card for card in board.cards if card.slug != slug]
        named = [(card.slug, f"{card.name} ({len(card.members)} av {card.room})") for card in others]
        self.fields["into"] = _Choice("Slå ihop med", named)
