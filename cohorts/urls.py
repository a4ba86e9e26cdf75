"""Addresses of the cohorts app."""

from django.urls import URLPattern

app_name = "cohorts"
urlpatterns: list[URLPattern] = []
