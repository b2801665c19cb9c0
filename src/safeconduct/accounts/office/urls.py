"""Addresses of signing in and out, of the own key and of the desk's."""

from django.urls import path

from safeconduct.accounts.office import desks, my_key, notices, security_keys, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in_page, name="sign-in"),
    path("sign-out/", views.sign_out_page, name="sign-out"),
    path("lockdown/", views.lockdown, name="lockdown"),
    path("language/", views.language, name="language"),
    path("sign-in/key/", security_keys.sign_in_key, name="sign-in-key"),
    path("sign-in/second/", security_keys.second, name="second"),
    path("desk-key/", desks.desk_key, name="desk-key"),
    path("desk-key/new/", desks.new_desk_key, name="desk-key-new"),
    path("my-key/", my_key.my_key, name="my-key"),
    path("my-key/mail/", notices.notices, name="notices"),
    path("my-key/security-key/", security_keys.security_key, name="security-key"),
    path("my-key/security-key/add/", security_keys.security_key_add, name="security-key-add"),
    path(
        "my-key/security-key/<uuid:key_id>/remove/",
        security_keys.security_key_remove,
        name="security-key-remove",
    ),
]
