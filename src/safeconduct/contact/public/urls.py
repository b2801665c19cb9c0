"""Addresses of writing and coming back."""

from django.urls import path

from safeconduct.contact.public import box, files, new_words, views

app_name = "contact"
urlpatterns = [
    path("write/", views.write, name="write"),
    path("words/", views.words, name="words"),
    path("return/", views.come_back, name="return"),
    path("mailbox/", views.mailbox_page, name="mailbox"),
    path("mailbox/write/", views.write_more, name="write-more"),
    path("mailbox/file/", files.send_file, name="send-file"),
    path("mailbox/file/kept/", files.file_kept, name="file-kept"),
    path("mailbox/words/", new_words.new_words, name="new-words"),
    path("mailbox/destroy/", box.destroy, name="destroy"),
    path("mailbox/complaint/", box.complain, name="complain"),
    path("mailbox/own-data/", box.own_data, name="own-data"),
    path("mailbox/alarm/", box.alarm, name="alarm"),
    path("leave/", views.leave, name="leave"),
]
