"""The request as a view behind a gate receives it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from access.gates import Can
from accounts.models import User
from cohorts.access import Access


class MemberRequest(HttpRequest):
    """A request of somebody signed in: the person, what the person may do, and what is allowed here.

    For types only: requests are made by the server, and the middleware and gates add the attributes.
    """

    user: User
    access: Access
    can: Can
    htmx: HtmxDetails
