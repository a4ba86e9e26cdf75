"""The indicators app."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """What outcomes are followed by, for women and men, girls and boys."""

    name = "indicators"
