"""Everything the office door answers to."""

from django.urls import include, path
from django.views.generic.base import RedirectView

from safeconduct.doors.office import case_page, work
from safeconduct.doors.public.views import no_icon

home = RedirectView.as_view(pattern_name="my-work")
home.open_to_all = True  # type: ignore[attr-defined]
no_icon.open_to_all = True  # type: ignore[attr-defined]

handler400 = "safeconduct.web.views.unreadable"
urlpatterns = [
    path("", home, name="home"),
    path("favicon.ico", no_icon),
    path("my-work/", work.show, name="my-work"),
    path("cases/<uuid:file_id>/", case_page.show, name="case-page"),
    path("cases/<uuid:file_id>/history/", case_page.history, name="case-history"),
    path("", include("safeconduct.accounts.office.urls")),
    path("", include("safeconduct.catalogues.office.urls")),
    path("", include("safeconduct.contact.office.urls")),
    path("", include("safeconduct.casework.office.urls")),
    path("", include("safeconduct.passage.office.urls")),
    path("", include("safeconduct.screening.office.urls")),
    path("", include("safeconduct.vetting.office.urls")),
    path("", include("safeconduct.materiel.office.urls")),
    path("", include("safeconduct.support.office.urls")),
    path("", include("safeconduct.testimony.office.urls")),
    path("", include("safeconduct.protection.office.urls")),
    path("", include("safeconduct.status.office.urls")),
    path("", include("safeconduct.partners.office.urls")),
    path("", include("safeconduct.impact.office.urls")),
    path("", include("safeconduct.outreach.office.urls")),
    path("", include("safeconduct.oversight.office.urls")),
    path("", include("safeconduct.training.office.urls")),
]
