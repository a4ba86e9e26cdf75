"""The benchmarking app."""

from django.apps import AppConfig


class BenchmarkingConfig(AppConfig):
    """One app with folders, each of which may use those before it (docs/floor-plan.md)."""

    name = "benchmarking"
    verbose_name = "Benchmarking"
