"""What autosave is answered: JSON when a field is saved, a fragment for the field when it is not."""

from http import HTTPStatus

from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from access.refusals import Refusal
from benchmarking.method.content import Field
from benchmarking.workspace import fields
from benchmarking.workspace.answers import Place, RowGone
from benchmarking.workspace.controls import conflict_of, name_of
from benchmarking.workspace.typed import Saved, TypedClash


def field_saved(field: Field, saved: Saved) -> JsonResponse:
    """Say that a text is stored: its version, what stands there now, and when ("14:32").

    ``base`` is the version to go on from for a writer who has typed on since; see ``typed.Saved``.
    """
    return JsonResponse(
        {
            "version": saved.version,
            "base": saved.base_version,
            "value": fields.typed(field, saved.value),
            "at": f"{timezone.localtime(saved.at):%H:%M}",
        }
    )


def field_refused(
    request: HttpRequest, field: Field, place: Place, refusal: Refusal, *, url: str = ""
) -> HttpResponse:
    """Show, at the field, both texts of a clash (409) or the sentence of another refusal.

    ``url`` is where the row that is written in is put back, should it be gone.
    """
    if isinstance(refusal, TypedClash):
        conflict = conflict_of(name_of(place), field, refusal)
        return render(request, "benchmarking/workspace/conflict.html", {"conflict": conflict}, status=refusal.status)
    context = {"sentence": str(refusal), "restore_url": url if isinstance(refusal, RowGone) else ""}
    return render(request, "benchmarking/workspace/field_error.html", context, status=refusal.status)


def incomplete(request: HttpRequest, form: Form) -> HttpResponse:
    """Say that what was sent is not a whole edit, or not this person's: 422."""
    said = form.non_field_errors()
    context = {"sentence": said[0] if said else "Något saknas i det som skickades. Ladda om sidan."}
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "benchmarking/workspace/field_error.html", context, status=status)
