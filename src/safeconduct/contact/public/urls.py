"""Addresses of writing and coming back."""

from django.urls import path

from safeconduct.contact.public import views

app_name = "contact"
urlpatterns = [
    path("write/", views.write, name="write"),
    path("words/", views.words, name="words"),
    path("return/", views.come_back, name="return"),
    path("mailbox/", views.mailbox_page, name="mailbox"),
    path("mailbox/write/", views.write_more, name="write-more"),
    path("leave/", views.leave, name="leave"),
]
