"""Addresses, Swedish and ASCII (design §8). ``<organisation>`` comes last among its siblings."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("konto/", include("accounts.urls")),
    path("", include("start.urls")),
    path("", include("cohorts.urls")),
    path("", include("indicators.urls")),
    path("", include("reports.urls")),
    path("", include("mentoring.urls")),
    path("", include("benchmarking.urls")),
]
