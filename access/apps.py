"""The access app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Gates, refusals and the middleware that insists on them."""

    name = "access"
