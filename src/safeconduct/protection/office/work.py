"""What protection puts on My work: alarms, late signs of life, levels for a second person."""

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.protection.desk import late_plans
from safeconduct.protection.queries import alarms_for, lowerings_for


def waiting(me: Signed) -> list[Waiting]:
    """Alarms first; nothing for a role that only reads plans."""
    if not may(me.actor, Permission.PROTECTION_WRITE):
        return []
    alarms = {row.file_id: row.alias for row in alarms_for(me.actor, me.at)}
    late = {
        row.file_id: row.alias
        for row in late_plans(me.actor, me.at)
        if row.checkin and row.checkin.is_late and not row.checkin.taken_over_by
    }
    look = gettext("Look after the person")
    found = [(file, name, gettext("an alarm is open"), look) for file, name in alarms.items()]
    found += [
        (file, name, gettext("a sign of life is late"), look)
        for file, name in late.items()
        if file not in alarms
    ]
    found += [
        (file, name, gettext("a lower level is proposed"), gettext("Look and decide"))
        for file, name in lowerings_for(me.actor, me.at).items()
    ]
    return [
        Waiting(file, name, what, next_act, reverse("protection:file", args=[file]))
        for file, name, what, next_act in found
    ]
