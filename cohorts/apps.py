"""The cohorts app."""

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    """Who takes part in what, with whom, and what that lets them do."""

    name = "cohorts"
