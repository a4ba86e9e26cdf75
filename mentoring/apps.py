"""The mentoring app."""

from django.apps import AppConfig


class MentoringConfig(AppConfig):
    """The mentor's board."""

    name = "mentoring"
