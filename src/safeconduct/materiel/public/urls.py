"""Address of offering equipment."""

from django.urls import path

from safeconduct.materiel.public import views

app_name = "materiel"
urlpatterns = [path("mailbox/equipment/", views.declare, name="declare")]
