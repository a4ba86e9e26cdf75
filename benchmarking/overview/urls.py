"""Addresses of the overview."""

from django.urls import path

from benchmarking.overview import views

urlpatterns = [path("omgangar/<slug:cohort>/", views.overview, name="overview")]
