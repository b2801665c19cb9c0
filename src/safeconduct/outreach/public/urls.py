"""Addresses of the guidance."""

from django.urls import path

from safeconduct.outreach.public import views

app_name = "outreach"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:slug>/", views.guidance, name="guidance"),
]
