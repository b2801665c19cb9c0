"""What a door needs for any page is read before it serves: templates, addresses, words.

Read at the first request of each page instead, all of it would be walked by the collector every
second (web/memory.py), 22 ms each time; and the first reader would wait.
"""

from pathlib import Path

from django.conf import settings
from django.template import engines
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils import translation


def warm() -> None:
    """Read everything once; call before `keep_clean`."""
    _ = get_resolver().url_patterns
    engine = engines["django"]
    for folder in get_app_template_dirs("templates"):
        for path in Path(folder).rglob("*.html"):
            engine.get_template(path.relative_to(folder).as_posix())
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Language")
