"""What protection puts on My work: alarms, late signs of life, levels for a second person."""

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.protection.desk import ask_looked
from safeconduct.web.together import Reads


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """Alarms first; nothing for a role that only reads plans."""
    if not may(me.actor, Permission.PROTECTION_WRITE):
        return []
    cases = yield from ask_looked(me.actor, me.at)
    look = gettext("Look after the person")
    alarm, late = gettext("an alarm is open"), gettext("a sign of life is late")
    found = [(file, name, alarm, look) for file, name in cases.alarms.items()]
    found += [
        (file, name, late, look)
        for file, name in cases.late.items()
        if file not in cases.alarms
    ]
    found += [
        (file, name, gettext("a lower level is proposed"), gettext("Look and decide"))
        for file, name in cases.lowerings.items()
    ]
    return [
        Waiting(file, name, what, next_act, reverse("protection:file", args=[file]))
        for file, name, what, next_act in found
    ]
