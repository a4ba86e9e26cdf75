"""The mentor's page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import clock
from access.gates import member
from cohorts.requests import MemberRequest
from mentoring.board import mentor_page


@require_safe
@member("shows the groups that one's own mentor seats follow, and nothing to anybody else")
def board(request: MemberRequest) -> HttpResponse:
    """Show the mentor's groups, mentees and what they have shared."""
    today = clock.today()
    page = mentor_page(request.access, request.session.get("hat"), today)
    return render(request, "mentoring/board.html", {"page": page, "today": today})
