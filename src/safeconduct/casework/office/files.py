"""Files that people sent: the original, or a copy without hidden data, on the record."""

from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.services import keys_for
from safeconduct.common.refusal import Unknown
from safeconduct.contact.attachments import file_of, take_copy
from safeconduct.contact.core.attachment import Copy


@require_POST
@needs(Permission.LETTER_OPEN, reads=True)
def attachment(
    request: HttpRequest, me: Signed, attachment_id: UUID, copy: str
) -> HttpResponseBase:
    """The bytes as a download without a type, deciphered a few at a time.

    It was read through before the first byte leaves; should it change in this very moment, the
    line is cut, so that the browser says that the download failed.
    """
    del request
    if copy not in list(Copy):
        raise Unknown
    keys = keys_for(me, file_of(attachment_id))
    taken = take_copy(me.actor, me.at, keys, attachment_id, Copy(copy))
    response = StreamingHttpResponse(taken.pieces, content_type="application/octet-stream")
    response.headers["Content-Length"] = str(taken.length)
    name = f"{attachment_id.hex[:8]}.{taken.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
