"""Addresses of the indicators app (design §8)."""

from django.urls import URLPattern, path

from indicators import views
from indicators.own import views as own

INDICATOR = "nyckeltal/<slug:indicator>/"

OWN = "omgangar/<slug:cohort>/<free_slug:organisation>/nyckeltal/"

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
]
