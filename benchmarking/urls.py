"""Addresses of benchmarking: each folder lists its own, this gathers them."""

from django.urls import URLPattern

from benchmarking.meetings import urls as meetings
from benchmarking.sharing import urls as sharing

app_name = "benchmarking"
urlpatterns: list[URLPattern] = [
    *meetings.urlpatterns,
    *sharing.urlpatterns,
]
