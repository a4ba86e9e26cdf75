"""Addresses of organisations and of what they share. ``<organisation>`` comes last among its siblings."""

from django.urls import path

from benchmarking.sharing import followed_views, open_views, views

ROUND = "omgangar/<slug:cohort>/"
OWN = f"{ROUND}<slug:organisation>/"
ASKED = f"{ROUND}oppet/<int:asked>/"

urlpatterns = [
    path("delat/<int:pk>/", open_views.public_release, name="public_release"),
    path(f"{ROUND}uppforandekod/", open_views.conduct_code, name="conduct_code"),
    path(f"{ROUND}uppforandekod/godta/", open_views.conduct_accept, name="conduct_accept"),
    path(f"{ROUND}oppet/", open_views.public_requests, name="public_requests"),
    path(ASKED, open_views.public_request, name="public_request"),
    path(f"{ASKED}godkann/", open_views.public_approve, name="public_approve"),
    path(f"{ASKED}avboj/", open_views.public_decline, name="public_decline"),
    path(OWN, views.participation, name="participation"),
    path(OWN + "steg/<slug:step>/", views.step, name="step"),
    path(OWN + "steg/<slug:step>/punkt/<slug:item>/", views.item_mark, name="item_mark"),
    path(OWN + "steg/<slug:step>/dela/", views.step_share, name="step_share"),
    path(OWN + "steg/<slug:step>/mall/<slug:worksheet>/dela/", views.worksheet_share, name="worksheet_share"),
    path(OWN + "nyckeltal/dela/", followed_views.indicators_share, name="indicators_share"),
    path(OWN + "delat/", views.releases, name="releases"),
    path(OWN + "delat/<int:number>/", views.release, name="release"),
    path(OWN + "delat/<int:number>/ta-tillbaka/", views.release_withdraw, name="release_withdraw"),
    path(OWN + "delat/<int:number>/begar-oppet/", open_views.public_ask, name="public_ask"),
]
