"""Says what readers understood."""

from django.utils.translation import gettext

from safeconduct.outreach.core.understanding import Count, share


def share_says(count: Count) -> tuple[str, str]:
    """(share, interval) in words; neither is told while too few were asked."""
    found = share(count)
    if found is None:
        return gettext("not told"), "–"
    return f"{found.percent} %", f"{found.low}–{found.high} %"
