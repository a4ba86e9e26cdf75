"""Addresses of the reports app."""

from django.urls import URLPattern, path

from reports import views

app_name = "reports"
MEETING = "omgangar/<slug:cohort>/grupper/<slug:group>/moten/<int:number>/"
urlpatterns: list[URLPattern] = [
    path("rapporter/<int:pk>/", views.report, name="report"),
    path("rapporter/<int:pk>/hamta/", views.report_file, name="report_file"),
    path("omgangar/<slug:cohort>/rapporter/", views.cohort_reports, name="cohort_reports"),
    path("omgangar/<slug:cohort>/rapporter/resultat/", views.results_order, name="results_order"),
    path(MEETING + "rapport/", views.meeting_report, name="meeting_report"),
    path(MEETING + "rapporter/", views.meeting_reports, name="meeting_reports"),
    path(MEETING + "rapporter/bestall/", views.meeting_report_order, name="meeting_report_order"),
]
