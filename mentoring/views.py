"""The mentor's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access import clock
from access.gates import member
from mentoring.board import followed_groups


@require_GET
@member("shows the groups that one's own mentor seats follow, and nothing to anybody else")
def board(request: HttpRequest) -> HttpResponse:
    """Show the mentor's groups, mentees and what they have shared."""
    groups = followed_groups(request.access, clock.today())  # type: ignore[attr-defined]
    return render(request, "mentoring/board.html", {"groups": groups, "today": clock.today()})
