"""Addresses of the cohorts app (design §8). ``organisation`` never matches one of its literal neighbours."""

from django.urls import URLPattern, path, register_converter

from cohorts import views
from cohorts.converters import FreeSlug

register_converter(FreeSlug, "free_slug")

ROUND = "omgangar/<free_slug:cohort>/"
SEAT = f"{ROUND}deltagare/<int:seat>/"

app_name = "cohorts"
urlpatterns: list[URLPattern] = [
    path("inbjudan/<str:token>/", views.invitation, name="invitation"),
    path("inbjudan/<str:token>/tacka-ja/", views.invitation_accept, name="invitation_accept"),
    path("inbjudan/<str:token>/tacka-nej/", views.invitation_decline, name="invitation_decline"),
    path("omgangar/", views.cohorts, name="cohorts"),
    path(f"{ROUND}deltagare/", views.people, name="people"),
    path(f"{SEAT}bjud-in/", views.seat_offer, name="seat_offer"),
    path(f"{SEAT}skicka-igen/", views.invitation_resend, name="invitation_resend"),
    path(f"{SEAT}ta-tillbaka/", views.invitation_take_back, name="invitation_take_back"),
    path(f"{SEAT}lamna/", views.seat_vacate, name="seat_vacate"),
    path(f"{ROUND}grupper/<slug:group>/kontakter/", views.group_contacts, name="group_contacts"),
    path(f"{ROUND}<free_slug:organisation>/team/", views.team, name="team"),
    path("organisationer/", views.organisations, name="organisations"),
    path("organisationer/<free_slug:organisation>/", views.organisation, name="organisation"),
]
