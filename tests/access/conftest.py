"""The standing cast, for every test of who may what."""

from tests.personas import world

__all__ = ["world"]
