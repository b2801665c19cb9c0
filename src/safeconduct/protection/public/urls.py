"""Address of the sign of life."""

from django.urls import path

from safeconduct.protection.public import views

app_name = "protection"
urlpatterns = [path("mailbox/check-in/", views.check_in, name="check-in")]
