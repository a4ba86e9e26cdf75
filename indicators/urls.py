"""Addresses of the indicators app (design §8)."""

from django.urls import URLPattern, path, register_converter

from indicators import views
from indicators.converters import IndicatorKey
from indicators.own import file_views as own_files
from indicators.own import views as own
from indicators.pins import views as pins

register_converter(IndicatorKey, "indicator_key")

INDICATOR = "nyckeltal/<slug:indicator>/"
OWN = "omgangar/<slug:cohort>/<free_slug:organisation>/nyckeltal/"
PIN = f"{OWN}<indicator_key:indicator>/"

app_name = "indicators"
urlpatterns: list[URLPattern] = [
    path("nyckeltal/", views.catalogue, name="catalogue"),
    path("nyckeltal/nytt/", views.indicator_new, name="indicator_new"),
    path("nyckeltal/hamta/", views.refresh_order, name="refresh_order"),
    path(INDICATOR, views.indicator, name="indicator"),
    path(f"{INDICATOR}fil/<slug:kind>/", views.indicator_file, name="indicator_file"),
    path(f"{INDICATOR}andra/", views.indicator_edit, name="indicator_edit"),
    path(f"{INDICATOR}godkann/<str:kpi>/", views.kpi_accept, name="kpi_accept"),
    path(f"{OWN}siffror/", own.own_figures, name="own_figures"),
    path(f"{OWN}<slug:indicator>/siffror/", own.own_figures_write, name="own_figures_write"),
    path(f"{OWN}fil/", own_files.own_file, name="own_file"),
    path(f"{OWN}fil/mall/", own_files.own_file_template, name="own_file_template"),
    path(f"{OWN}fil/<int:file>/", own_files.own_file_review, name="own_file_review"),
    path(f"{OWN}fil/<int:file>/spara/", own_files.own_file_save, name="own_file_save"),
    path(f"{OWN}fil/<int:file>/ta-bort/", own_files.own_file_drop, name="own_file_drop"),
    path(OWN, pins.pins, name="pins"),
    path(PIN, pins.pin, name="pin"),
    path(f"{PIN}fil/<slug:kind>/", pins.pin_file, name="pin_file"),
    path(f"{PIN}flytta/", pins.pin_move, name="pin_move"),
    path(f"{PIN}sluta/", pins.pin_drop, name="pin_drop"),
    path(f"{PIN}mal/", pins.pin_goals, name="pin_goals"),
    path(f"{PIN}utgangslage/", pins.baseline_choose, name="baseline_choose"),
    path(f"{PIN}kommentar/<int:year>/", pins.comment_write, name="comment_write"),
]
