"""Addresses of the mentoring app."""

from django.urls import URLPattern, path

from mentoring import views

app_name = "mentoring"
urlpatterns: list[URLPattern] = [path("mentor/", views.board, name="board")]
