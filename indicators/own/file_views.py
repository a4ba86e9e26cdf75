"""The pages on which an organisation uploads a file of own figures, sees what it changes, and saves it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.refusals import Refusal
from cohorts.gates import participation_gate
from cohorts.models import Participation
from cohorts.requests import MemberRequest
from cohorts.sheets import as_workbook
from indicators.own import page
from indicators.own.forms import SaveForm, UploadForm
from indicators.own.staging import FileRefused, drop_file, effect, save_file, stage, waiting
from indicators.own.views import crumbs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("write_figures")
def own_file(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Take a file, validate it whole, and go on to what it would change. Saves nothing."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_valid():
        return _upload_page(request, participation, form)
    try:
        file = stage(participation, form.lines, name=form.name, by=request.user)
    except FileRefused as refusal:
        return _upload_page(request, participation, form, refusal)
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _upload_page(request, participation, form)
    return redirect(page.address_of(participation, "own_file_review", file=file.pk))


@require_safe
@participation_gate("write_figures")
def own_file_template(_request: MemberRequest, participation: Participation) -> HttpResponse:
    """Download a sheet to fill in."""
    answer = HttpResponse(as_workbook(page.template_for(participation), title="Egna siffror"), content_type=XLSX)
    name = f"egna-siffror-{participation.organisation.slug}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@participation_gate("write_figures")
def own_file_review(request: MemberRequest, participation: Participation, file: int) -> HttpResponse:
    """Show what saving the file would change, old and new."""
    found = get_object_or_404(waiting(participation.pk), pk=file)
    shown = {"participation": participation, "file": found, "effect": effect(found), "rows": page.rows_of(found)}
    return render(request, "indicators/own_file_review.html", shown | {"crumbs": crumbs(participation, found.name)})


@require_POST
@participation_gate("write_figures")
def own_file_save(request: MemberRequest, participation: Participation, file: int) -> HttpResponse:
    """Save all of the file, as it was shown."""
    found = get_object_or_404(waiting(participation.pk), pk=file)
    form = SaveForm(request.POST)
    done = save_file(participation, found, seen=form.data.get("seen", ""), by=request.user)
    told = (
        f"{done.new} nya och {done.changed} ändrade rader är sparade."
        if done.new + done.changed
        else "Inget var nytt."
    )
    messages.success(request, told)
    return redirect(page.address_of(participation, "own_figures"))


@require_POST
@participation_gate("write_figures")
def own_file_drop(request: MemberRequest, participation: Participation, file: int) -> HttpResponse:
    """Throw the file away."""
    drop_file(get_object_or_404(waiting(participation.pk), pk=file))
    messages.success(request, "Filen är borttagen. Inget av den är sparat.")
    return redirect(page.address_of(participation, "own_file"))


def _upload_page(
    request: MemberRequest, participation: Participation, form: UploadForm, refusal: FileRefused | None = None
) -> HttpResponse:
    files = tuple(waiting(participation.pk))
    shown = {"participation": participation, "form": form, "refusal": refusal, "files": files}
    wrong = refusal or form.errors
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    crumbed = shown | {"crumbs": crumbs(participation, "Ladda upp")}
    return render(request, "indicators/own_file.html", crumbed, status=status)
