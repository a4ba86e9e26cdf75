"""Addresses of the group's room and its meetings."""

from django.urls import path

from benchmarking.meetings import views

GROUP = "omgangar/<slug:cohort>/grupper/<slug:group>/"
MEETING = GROUP + "moten/<int:number>/"

urlpatterns = [
    path(GROUP, views.group, name="group"),
    path(GROUP + "moten/ny/", views.meeting_plan, name="meeting_plan"),
    path(MEETING, views.meeting, name="meeting"),
    path(MEETING + "flytta/", views.meeting_move, name="meeting_move"),
    path(MEETING + "stall-in/", views.meeting_cancel, name="meeting_cancel"),
    path(MEETING + "dagordning/", views.meeting_agenda, name="meeting_agenda"),
    path(MEETING + "kalla/", views.meeting_invite, name="meeting_invite"),
    path(MEETING + "genomford/", views.meeting_hold, name="meeting_hold"),
    path(MEETING + "narvaro/", views.meeting_attendance, name="meeting_attendance"),
    path(MEETING + "anteckna/", views.meeting_minutes, name="meeting_minutes"),
    path(MEETING + "anteckna/punkt/", views.minutes_write, name="minutes_write"),
    path(MEETING + "vardskap/<slug:key>/", views.host_task_mark, name="host_task_mark"),
    path(MEETING + "beslut/", views.decision_add, name="decision_add"),
    path(MEETING + "beslut/<int:decision>/", views.decision_edit, name="decision_edit"),
    path(MEETING + "beslut/<int:decision>/ta-bort/", views.decision_remove, name="decision_remove"),
    path(MEETING + "uppfoljning/", views.follow_up_add, name="follow_up_add"),
    path(MEETING + "uppfoljning/<int:follow_up>/", views.follow_up_state, name="follow_up_state"),
    path(MEETING + "skicka/", views.notes_send, name="notes_send"),
    path(MEETING + "godkann/", views.notes_approve, name="notes_approve"),
    path(MEETING + "las/", views.notes_lock, name="notes_lock"),
    path(MEETING + "oppna/", views.notes_reopen, name="notes_reopen"),
]
