"""The library's forms with our labels, hints and error texts; one password field, not two."""

from typing import Any, ClassVar, NamedTuple

from allauth.account import forms as library
from django import forms


class Words(NamedTuple):
    """What a field is called, the hint under that, and what is said when it is empty."""

    label: str
    hint: str
    missing: str


INVALID_ADDRESS = "Skriv adressen som namn@kommun.se."
ADDRESS = Words("E-postadress", "", "Skriv din e-postadress.")
NEW_PASSWORD = Words(
    "Nytt lösenord",
    "Minst 12 tecken. Några ord efter varandra blir starkt och lätt att minnas.",
    "Skriv ett lösenord.",
)


class Worded(forms.Form):
    """Gives each field its words and takes the placeholder away: the label says the same, and stays."""

    words: ClassVar[dict[str, Words]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Build the library's form, then word it."""
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, words in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = words.label, words.hint
            field.error_messages["required"] = words.missing
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = INVALID_ADDRESS
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Worded, library.LoginForm):
    """Address and password."""

    words: ClassVar = {"login": ADDRESS, "password": Words("Lösenord", "", "Skriv ditt lösenord.")}


class RequestLoginCodeForm(Worded, library.RequestLoginCodeForm):
    """Where the code is to go."""

    words: ClassVar = {"email": ADDRESS._replace(hint="Vi skickar en kod som du skriver på nästa sida.")}


class ConfirmLoginCodeForm(Worded, library.ConfirmLoginCodeForm):
    """The code in the letter."""

    words: ClassVar = {
        "code": Words("Kod", "Åtta bokstäver. Stora och små spelar ingen roll.", "Skriv koden som står i brevet."),
    }


class ResetPasswordForm(Worded, library.ResetPasswordForm):
    """Where the link is to go."""

    words: ClassVar = {"email": ADDRESS}


class ResetPasswordKeyForm(Worded, library.ResetPasswordKeyForm):
    """The new password of whoever holds the link."""

    words: ClassVar = {"password1": NEW_PASSWORD}


class SetPasswordForm(Worded, library.SetPasswordForm):
    """The first password of somebody signed in."""

    words: ClassVar = {"password1": NEW_PASSWORD._replace(label="Lösenord")}


class ChangePasswordForm(Worded, library.ChangePasswordForm):
    """The old password and the new."""

    words: ClassVar = {
        "oldpassword": Words("Lösenord du har nu", "", "Skriv det lösenord du har nu."),
        "password1": NEW_PASSWORD,
    }
