"""The standing cast at the front door."""

from tests.personas import world

__all__ = ["world"]
