"""The standing cast, and readers of calendars."""

from tests.personas import world

__all__ = ["world"]
