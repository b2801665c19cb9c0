"""Addresses of catalogues at the office."""

from django.urls import path

from safeconduct.catalogues.office import deciding, views, writing

app_name = "catalogues"
urlpatterns = [
    path("catalogues/", views.catalogues, name="all"),
    path("catalogues/<slug:name>/", views.one, name="one"),
    path("catalogues/<slug:name>/begin/", writing.begin, name="begin"),
    path("catalogues/<slug:name>/versions/<int:number>/", views.version, name="version"),
    path("catalogues/<slug:name>/versions/<int:number>/toml/", views.toml, name="toml"),
    path("catalogues/<slug:name>/draft/", views.draft, name="draft"),
    path("catalogues/<slug:name>/draft/toml/", views.draft_toml, name="draft-toml"),
    path("catalogues/<slug:name>/draft/file/", writing.file, name="file"),
    path("catalogues/<slug:name>/draft/send/", deciding.send, name="send"),
    path("catalogues/<slug:name>/draft/take-back/", deciding.take_back, name="take-back"),
    path("catalogues/<slug:name>/draft/withdraw/", deciding.withdraw, name="withdraw"),
    path("catalogues/<slug:name>/draft/approve/", deciding.approve, name="approve"),
    path("catalogues/<slug:name>/draft/return/", deciding.give_back, name="return"),
    path("catalogues/<slug:name>/draft/add/<slug:table>/", writing.add, name="add"),
    path(
        "catalogues/<slug:name>/draft/add/<slug:table>/<slug:before>/",
        writing.add,
        name="add-below",
    ),
    path("catalogues/<slug:name>/draft/head/", writing.head, name="head"),
    path(
        "catalogues/<slug:name>/draft/<slug:table>/<path:key>/take-out/",
        writing.take_out,
        name="take-out",
    ),
    path("catalogues/<slug:name>/draft/<slug:table>/<path:key>/", writing.entry, name="entry"),
]
