"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Ordered PDFs: contexts, template, render, stored file."""

    name = "reports"
