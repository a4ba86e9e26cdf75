"""Addresses of what is done in a step; the step's own page shows what is shared too, and is sharing's."""

from django.urls import path

from benchmarking.workspace import history_views, home_views, indicator_views, views

OWN = "omgangar/<slug:cohort>/<slug:organisation>/"
STEP = f"{OWN}steg/<slug:step>/"
TEAM = f"{OWN}team/"
SHEET = f"{STEP}mall/<slug:worksheet>/"

urlpatterns = [
    path(f"{OWN}aldre-svar/", history_views.older_answers, name="older_answers"),
    path(f"{OWN}nyckeltal/valj/", indicator_views.indicators_choose, name="indicators_choose"),
    path(f"{TEAM}hemmateam/", home_views.home_seat_offer, name="home_seat_offer"),
    path(f"{TEAM}<int:seat>/delar/", home_views.home_seat_parts, name="home_seat_parts"),
    path(f"{TEAM}<int:seat>/avsluta/", home_views.home_seat_end, name="home_seat_end"),
    path(f"{STEP}svar/", views.answer_write, name="answer_write"),
    path(f"{STEP}svar/skriver/", views.answer_writers, name="answer_writers"),
    path(f"{STEP}historik/", history_views.step_history, name="step_history"),
    path(f"{STEP}svar/<int:answer>/historik/", history_views.answer_history, name="answer_history"),
    path(f"{STEP}svar/<int:answer>/aterta/", history_views.answer_restore, name="answer_restore"),
    path(f"{STEP}svar/<int:answer>/angra/", history_views.answer_undo, name="answer_undo"),
    path(f"{STEP}punkt/<slug:item>/angra/", history_views.mark_undo, name="mark_undo"),
    path(f"{STEP}ansvar/", views.step_duties, name="step_duties"),
    path(f"{STEP}godkann/", views.step_sign_off, name="step_sign_off"),
    path(SHEET, views.worksheet, name="worksheet"),
    path(f"{SHEET}hamta/", views.facts_fetch, name="facts_fetch"),
    path(f"{SHEET}prata/<int:entry>/<slug:field>/", views.talk_mark, name="talk_mark"),
    path(f"{SHEET}historik/", history_views.worksheet_history, name="worksheet_history"),
    path(f"{SHEET}rad/", views.row_add, name="row_add"),
    path(f"{SHEET}rad/<int:entry>/flytta/", views.row_move, name="row_move"),
    path(f"{SHEET}rad/<int:entry>/ta-bort/", views.row_remove, name="row_remove"),
    path(f"{SHEET}rad/<int:entry>/aterstall/", views.row_restore, name="row_restore"),
]
