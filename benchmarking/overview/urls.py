"""Addresses of the overview."""

from django.urls import path

from benchmarking.overview import views

urlpatterns = [
    path("omgangar/<slug:cohort>/", views.overview, name="overview"),
    path("omgangar/<slug:cohort>/metod/", views.method, name="method"),
    path("omgangar/<slug:cohort>/metod/byt/", views.method_adopt, name="method_adopt"),
]
