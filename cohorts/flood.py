"""How often the open form is taken: by caller, by the contact's address, and by round (settings.ACCOUNT_RATE_LIMITS).

The limiter is the one that guards the door: allauth's, counted in the database by all processes together.
"""

from allauth.core import ratelimit
from django.http import HttpRequest

from cohorts.application_forms import ApplicationForm
from cohorts.models import Cohort

SENTENCE = "Det har kommit många anmälningar på kort tid. Det du skrev finns kvar på sidan: vänta en stund och skicka."


def takes(request: HttpRequest, form: ApplicationForm, cohort: Cohort) -> bool:
    """Count a valid form; where it is one too many, say so in the form and return False."""
    address = form.cleaned_data["contact_email"].lower()
    if (
        ratelimit.consume(request, action="apply")
        and ratelimit.consume(request, action="apply_with_address", key=address)
        and ratelimit.consume(request, action="apply_in_round", key=cohort.slug)
    ):
        return True
    form.refuse_flood(SENTENCE)
    return False
