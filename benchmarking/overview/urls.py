"""Addresses of the overview. ``ny`` comes before any round's name."""

from django.urls import path

from benchmarking.overview import round_views, views

ROUND = "omgangar/<slug:cohort>/"

urlpatterns = [
    path("omgangar/ny/", round_views.cohort_new, name="cohort_new"),
    path(ROUND, views.overview, name="overview"),
    path(f"{ROUND}andra/", round_views.cohort_edit, name="cohort_edit"),
    path(f"{ROUND}lage/", round_views.cohort_state, name="cohort_state"),
    path(f"{ROUND}lage/oppna/", round_views.cohort_open, name="cohort_open"),
    path(f"{ROUND}lage/starta/", round_views.cohort_start, name="cohort_start"),
    path(f"{ROUND}lage/backa/", round_views.cohort_step_back, name="cohort_step_back"),
    path(f"{ROUND}avsluta/", round_views.cohort_close, name="cohort_close"),
    path(f"{ROUND}metod/", views.method, name="method"),
    path(f"{ROUND}metod/byt/", views.method_adopt, name="method_adopt"),
]
