"""Addresses of steering."""

from django.urls import path

from benchmarking.steering import letter_views, views

ROUND = "omgangar/<slug:cohort>/"
OUTBOX = f"{ROUND}utskick/"

urlpatterns = [
    path(OUTBOX, letter_views.outbox, name="outbox"),
    path(f"{OUTBOX}skriv/", letter_views.letters_write, name="letters_write"),
    path(f"{OUTBOX}skicka/", letter_views.letters_send, name="letters_send"),
    path(f"{OUTBOX}<int:letter>/", letter_views.letter, name="letter"),
    path(f"{OUTBOX}<int:letter>/stoppa/", letter_views.letter_stop, name="letter_stop"),
    path(f"{OUTBOX}<int:letter>/skicka/", letter_views.letter_send, name="letter_send"),
    path(f"{ROUND}overlamning/", views.handover, name="handover"),
    path(f"{ROUND}logg/", views.log, name="log"),
    path(f"{ROUND}datum/", views.steps_plan, name="steps_plan"),
    path(f"{ROUND}anteckningar/", views.cohort_notes, name="cohort_notes"),
    path(f"{ROUND}anteckningar/<int:note>/ta-bort/", views.note_remove, name="note_remove"),
    path(f"{ROUND}<slug:organisation>/anteckningar/", views.note_add, name="note_add"),
]
