"""The standing cast: Norrtälje follows Kalmar and Södertälje, Umeå stands behind it."""

from tests.personas import world

__all__ = ["world"]
