"""Whether a letter can be taken; nothing about the person is asked."""

from safeconduct.contact.core.terms import MAX_LETTER, TELL_OF_IT, LetterBody, WhyNot


def reasons_not_to_take(body: LetterBody) -> list[WhyNot]:
    """Why this letter cannot be taken; never who wrote it or why."""
    found = []
    said = (value for name, value in body.fields.items() if name not in TELL_OF_IT)
    if not body.text.strip() and not any(value.strip() for value in said):
        found.append(WhyNot.EMPTY)
    if len(body.text) > MAX_LETTER:
        found.append(WhyNot.TOO_LONG)
    return found
