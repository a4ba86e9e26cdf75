"""Addresses of organisations and of what they share. ``<organisation>`` comes last among its siblings."""

from django.urls import path

from benchmarking.sharing import views

OWN = "omgangar/<slug:cohort>/<slug:organisation>/"

urlpatterns = [
    path(OWN, views.participation, name="participation"),
    path(OWN + "steg/<slug:step>/", views.step, name="step"),
    path(OWN + "steg/<slug:step>/dela/", views.step_share, name="step_share"),
    path(OWN + "delat/<int:number>/", views.release, name="release"),
    path(OWN + "delat/<int:number>/ta-tillbaka/", views.release_withdraw, name="release_withdraw"),
]
