"""The key of an indicator in the address of what an organisation follows: never one of its literal neighbours."""

from indicators.catalogue import RESERVED_KEYS


class IndicatorKey:
    """Matches what Django's ``slug`` does, except a reserved word."""

    regex = rf"(?!(?:{'|'.join(sorted(RESERVED_KEYS))})/)[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        """Return the key as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the key as it stands."""
        return value
