"""Addresses of a group's comparisons."""

from django.urls import path

from benchmarking.comparison import indicator_views, views

INDICATORS = "omgangar/<slug:cohort>/grupper/<slug:group>/jamfor/nyckeltal/"
STEP = "omgangar/<slug:cohort>/grupper/<slug:group>/jamfor/<slug:step>/"

urlpatterns = [
    path(INDICATORS, indicator_views.comparison_indicators, name="comparison_indicators"),
    path(
        f"{INDICATORS}fil/<slug:kind>/", indicator_views.comparison_indicators_file, name="comparison_indicators_file"
    ),
    path(
        f"{INDICATORS}fraga/<slug:organisation>/",
        indicator_views.comparison_indicators_ask,
        name="comparison_indicators_ask",
    ),
    path(STEP, views.comparison, name="comparison"),
    path(STEP + "fraga/<slug:organisation>/", views.comparison_ask, name="comparison_ask"),
    path(STEP + "markera/", views.line_mark, name="line_mark"),
    path(STEP + "anteckna/<slug:worksheet>/", views.comparison_notes, name="comparison_notes"),
    path(STEP + "anteckna/<slug:worksheet>/falt/", views.note_write, name="note_write"),
    path(STEP + "historik/", views.comparison_history, name="comparison_history"),
]
