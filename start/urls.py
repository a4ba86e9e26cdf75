"""Addresses of the start app."""

from django.conf import settings
from django.urls import URLPattern, path

from start import views
from start.demo import views as demo

app_name = "start"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("hatt/", views.choose_hat, name="choose_hat"),
    path("om/", views.about, name="about"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("personuppgifter/", views.personal_data, name="personal_data"),
    path("halsa/live", views.live, name="live"),
    path("halsa/redo", views.ready, name="ready"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/personer/", demo.demo_people, name="demo_people"),
        path("demo/in/", demo.demo_enter, name="demo_enter"),
        path("demo/post/", demo.demo_letters, name="demo_letters"),
    ]
