"""The name of an organisation or a round in an address: never one of its literal neighbours."""

from cohorts.models import RESERVED_SLUGS


class FreeSlug:
    """Matches what Django's ``slug`` does, except a reserved word, wherever the address stands in the URLconf."""

    regex = rf"(?!(?:{'|'.join(sorted(RESERVED_SLUGS))})/)[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        """Return the slug as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the slug as it stands."""
        return value
