"""The start app."""

from django.apps import AppConfig


class StartConfig(AppConfig):
    """The front door: thin, reads everything, owns nothing."""

    name = "start"
