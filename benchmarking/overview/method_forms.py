"""Which version of its method a round may go over to."""

from django import forms


class VersionForm(forms.Form):
    """The name of a version; the verb says whether there is one."""

    version = forms.CharField(required=False, max_length=60)

    @property
    def name(self) -> str:
        """Return the name that was chosen, "" for none."""
        self.full_clean()
        return self.cleaned_data.get("version") or ""
