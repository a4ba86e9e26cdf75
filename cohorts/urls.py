"""Addresses of the cohorts app (design §8). ``organisation`` never matches one of its literal neighbours."""

from django.urls import URLPattern, path, register_converter

from cohorts import admission_views, application_views, board_views, leaving_views, list_views, regrouping_views, views
from cohorts.converters import FreeSlug

register_converter(FreeSlug, "free_slug")

ROUND = "omgangar/<free_slug:cohort>/"
BOARD = f"{ROUND}grupper/"
GROUP = f"{BOARD}<slug:group>/"
APPLICATION = f"{ROUND}anmalningar/<int:application>/"
SEAT = f"{ROUND}deltagare/<int:seat>/"

app_name = "cohorts"
urlpatterns: list[URLPattern] = [
    path("inbjudan/<str:token>/", views.invitation, name="invitation"),
    path("inbjudan/<str:token>/tacka-ja/", views.invitation_accept, name="invitation_accept"),
    path("inbjudan/<str:token>/tacka-nej/", views.invitation_decline, name="invitation_decline"),
    path("anmalan/<str:token>/", application_views.application_confirm, name="application_confirm"),
    path(f"{ROUND}anmalan/", application_views.apply, name="apply"),
    path(f"{ROUND}anmalan/mottagen/", application_views.apply_received, name="apply_received"),
    path(f"{ROUND}anmalningar/", admission_views.applications, name="applications"),
    path(f"{ROUND}anmalningar/besked/", admission_views.answers_give, name="answers_give"),
    path(f"{ROUND}anmalningar/skicka/", admission_views.answers_send, name="answers_send"),
    path(APPLICATION, admission_views.application_decide, name="application_decide"),
    path(f"{APPLICATION}angra/", admission_views.application_undo, name="application_undo"),
    path("omgangar/", views.cohorts, name="cohorts"),
    path(f"{ROUND}deltagare/", views.people, name="people"),
    path(f"{ROUND}deltagare/ledare/", views.leader_offer, name="leader_offer"),
    path(f"{ROUND}deltagare/klistra/", list_views.people_paste, name="people_paste"),
    path(f"{ROUND}deltagare/klistra/lagg-in/", list_views.people_take_in, name="people_take_in"),
    path(f"{ROUND}deltagare/klistra/mall/", list_views.people_template, name="people_template"),
    path(f"{ROUND}deltagare/skicka/", list_views.people_send, name="people_send"),
    path(f"{SEAT}bjud-in/", views.seat_offer, name="seat_offer"),
    path(f"{SEAT}skicka-igen/", views.invitation_resend, name="invitation_resend"),
    path(f"{SEAT}ta-tillbaka/", views.invitation_take_back, name="invitation_take_back"),
    path(f"{SEAT}lamna-over/", leaving_views.seat_hand_over, name="seat_hand_over"),
    path(f"{SEAT}lamna/", views.seat_vacate, name="seat_vacate"),
    path(f"{BOARD}", board_views.groups, name="groups"),
    path(f"{BOARD}foresla/", board_views.groups_propose, name="groups_propose"),
    path(f"{BOARD}placera/", board_views.group_place, name="group_place"),
    path(f"{BOARD}las/", board_views.group_lock, name="group_lock"),
    path(f"{BOARD}mentor/", board_views.group_mentor_add, name="group_mentor_add"),
    path(f"{BOARD}mentor/ta-bort/", board_views.group_mentor_remove, name="group_mentor_remove"),
    path(f"{BOARD}skal/", board_views.group_reason, name="group_reason"),
    path(f"{BOARD}granska/", board_views.groups_review, name="groups_review"),
    path(f"{BOARD}publicera/", board_views.groups_publish, name="groups_publish"),
    path(f"{BOARD}flytta/", regrouping_views.member_move, name="member_move"),
    path(f"{GROUP}ny-mentor/", regrouping_views.mentor_add, name="mentor_add"),
    path(f"{GROUP}byt-mentor/", regrouping_views.mentor_replace, name="mentor_replace"),
    path(f"{GROUP}avsluta-mentor/", regrouping_views.mentor_end, name="mentor_end"),
    path(f"{GROUP}sla-ihop/", regrouping_views.group_merge, name="group_merge"),
    path(f"{GROUP}upplos/", regrouping_views.group_dissolve, name="group_dissolve"),
    path(f"{ROUND}grupper/<slug:group>/kontakter/", views.group_contacts, name="group_contacts"),
    path(f"{ROUND}<free_slug:organisation>/onskemal/", board_views.match_facts, name="match_facts"),
    path(f"{ROUND}<free_slug:organisation>/avhopp/", leaving_views.participation_leave, name="participation_leave"),
    path(f"{ROUND}<free_slug:organisation>/team/", views.team, name="team"),
    path("programmet/", views.programme, name="programme"),
    path("organisationer/", views.organisations, name="organisations"),
    path("organisationer/<free_slug:organisation>/", views.organisation, name="organisation"),
]
