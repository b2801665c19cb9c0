"""What the codes of partners are called on a page."""

from django.utils.translation import gettext_noop

from safeconduct.partners.core.terms import Answer, EventKind, Scope

STATES = {
    "waits": (gettext_noop("waits for a second person"), "wait"),
    "lapsed": (gettext_noop("not confirmed in three days"), ""),
    "counts": (gettext_noop("in use"), "ok"),
    "ended": (gettext_noop("ended"), ""),
    "arrived": (gettext_noop("arrived"), "ok"),
    "given up": (gettext_noop("given up"), "stop"),
    "on the way": (gettext_noop("on the way"), "wait"),
}
SCOPES = {
    Scope.CASES_READ: gettext_noop("read where shared cases stand"),
    Scope.TASKS_READ: gettext_noop("read the tasks of shared cases"),
    Scope.EVENTS_READ: gettext_noop("read what happened to shared cases"),
    Scope.ACKS_WRITE: gettext_noop("answer about shared cases and tasks"),
}
EVENTS = {
    EventKind.SHARE_BEGUN: gettext_noop("a case was shared"),
    EventKind.SHARE_ENDED: gettext_noop("a share ended"),
    EventKind.CASE_MOVED: gettext_noop("a case moved"),
    EventKind.DANGER_CHANGED: gettext_noop("the danger of a case changed"),
    EventKind.TASK_MADE: gettext_noop("a task was made"),
    EventKind.TASK_DONE: gettext_noop("a task was done"),
}
ANSWERS = {
    Answer.RECEIVED: gettext_noop("has received it"),
    Answer.ACCEPTED: gettext_noop("accepts it"),
    Answer.REFUSED: gettext_noop("refuses it"),
    Answer.DONE: gettext_noop("says it is done"),
}
