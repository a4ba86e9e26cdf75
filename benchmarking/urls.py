"""Addresses of benchmarking: each folder lists its own, this gathers them.

Sharing comes last: its ``<organisation>`` would take the names of its siblings.
"""

from django.urls import URLPattern

from benchmarking.comparison import urls as comparison
from benchmarking.meetings import urls as meetings
from benchmarking.overview import urls as overview
from benchmarking.sharing import urls as sharing
from benchmarking.steering import urls as steering
from benchmarking.workspace import urls as workspace

app_name = "benchmarking"
urlpatterns: list[URLPattern] = [
    *steering.urlpatterns,
    *overview.urlpatterns,
    *meetings.urlpatterns,
    *comparison.urlpatterns,
    *workspace.urlpatterns,
    *sharing.urlpatterns,
]
