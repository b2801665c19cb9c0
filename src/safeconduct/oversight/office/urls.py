"""Addresses of the oversight desk and of the record."""

from django.urls import path

from safeconduct.oversight.office import dpia, figures, reach, reading, record, views

app_name = "oversight"
urlpatterns = [
    path("oversight/", views.desk_page, name="desk"),
    path("dpia/", dpia.page, name="dpia"),
    path("dpia/file/", dpia.as_file, name="dpia-file"),
    path("oversight/figures/", figures.figures_page, name="figures"),
    path("oversight/figures/<slug:which>/", figures.figures_file, name="figures-file"),
    path("oversight/officers/", figures.loads_page, name="loads"),
    path("oversight/reach/", reach.reach_page, name="reach"),
    path("oversight/reach/<slug:which>/", reach.reach_file, name="reach-file"),
    path("oversight/reading/", reading.reading_page, name="reading"),
    path("record/", record.record_page, name="record"),
    path("record/audit/", record.audit, name="audit"),
    path("record/checkpoint/", record.checkpoint_file, name="checkpoint"),
    path("record/lines/<int:number>/", record.line, name="line"),
    path("record/lines/<int:number>/leaf/", record.leaf_file, name="leaf"),
    path("record/lines/<int:number>/proof/", record.proof_file, name="proof"),
]
