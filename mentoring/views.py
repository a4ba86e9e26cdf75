"""The mentor's page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access import clock
from access.gates import member
from cohorts.requests import MemberRequest
from mentoring.board import followed_groups


@require_GET
@member("shows the groups that one's own mentor seats follow, and nothing to anybody else")
def board(request: MemberRequest) -> HttpResponse:
    """Show the mentor's groups, mentees and what they have shared."""
    groups = followed_groups(request.access, clock.today())
    return render(request, "mentoring/board.html", {"groups": groups, "today": clock.today()})
