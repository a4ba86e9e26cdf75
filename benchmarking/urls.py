"""Addresses of benchmarking: each folder lists its own, this gathers them."""

from django.urls import URLPattern

app_name = "benchmarking"
urlpatterns: list[URLPattern] = []
