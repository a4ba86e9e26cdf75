"""Addresses of the overview. ``ny`` comes before any round's name."""

from django.urls import path

from benchmarking.overview import calendar_views, round_views, views

ROUND = "omgangar/<slug:cohort>/"

urlpatterns = [
    path("omgangar/ny/", round_views.cohort_new, name="cohort_new"),
    path(ROUND, views.overview, name="overview"),
    path(f"{ROUND}andra/", round_views.cohort_edit, name="cohort_edit"),
    path(f"{ROUND}lage/", round_views.cohort_state, name="cohort_state"),
    path(f"{ROUND}lage/oppna/", round_views.cohort_open, name="cohort_open"),
    path(f"{ROUND}lage/starta/", round_views.cohort_start, name="cohort_start"),
    path(f"{ROUND}lage/backa/", round_views.cohort_step_back, name="cohort_step_back"),
    path(f"{ROUND}lage/nyckeltal/", views.indicators_chosen, name="indicators_chosen"),
    path(f"{ROUND}avsluta/", round_views.cohort_close, name="cohort_close"),
    path(f"{ROUND}kalender/", calendar_views.calendar, name="calendar"),
    path(f"{ROUND}kalender/ny/", calendar_views.milestone_add, name="milestone_add"),
    path(f"{ROUND}kalender/flytta/", calendar_views.calendar_move, name="calendar_move"),
    path(f"{ROUND}kalender/<int:milestone>/", calendar_views.milestone_edit, name="milestone_edit"),
    path(f"{ROUND}kalender/<int:milestone>/ta-bort/", calendar_views.milestone_remove, name="milestone_remove"),
    path("kalender/", calendar_views.own_calendar, name="own_calendar"),
    path("kalender/ny/", calendar_views.feed_make, name="feed_make"),
    path("kalender/stang/", calendar_views.feed_shut, name="feed_shut"),
    path("kalender/<str:secret>.ics", calendar_views.calendar_feed, name="calendar_feed"),
    path("dina-brev/", calendar_views.own_letters, name="own_letters"),
    path(f"{ROUND}metod/", views.method, name="method"),
    path(f"{ROUND}metod/byt/", views.method_adopt, name="method_adopt"),
]
