"""Addresses of signing in and out, and of the own key."""

from django.urls import path

from safeconduct.accounts.office import my_key, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in_page, name="sign-in"),
    path("sign-out/", views.sign_out_page, name="sign-out"),
    path("lockdown/", views.lockdown, name="lockdown"),
    path("language/", views.language, name="language"),
    path("my-key/", my_key.my_key, name="my-key"),
]
