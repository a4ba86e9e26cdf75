"""Addresses of the indicators app (design §8)."""

from django.urls import URLPattern, path

from indicators import views

INDICATOR = "nyckeltal/<slug:indicator>/"

app_name = "indicators"
urlpatterns: list[URLPattern] = [
    path("nyckeltal/", views.catalogue, name="catalogue"),
    path("nyckeltal/nytt/", views.indicator_new, name="indicator_new"),
    path("nyckeltal/hamta/", views.refresh_order, name="refresh_order"),
    path(INDICATOR, views.indicator, name="indicator"),
    path(f"{INDICATOR}andra/", views.indicator_edit, name="indicator_edit"),
    path(f"{INDICATOR}godkann/<str:kpi>/", views.kpi_accept, name="kpi_accept"),
]
