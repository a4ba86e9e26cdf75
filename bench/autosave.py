"""Saving one field against a bare UPDATE of the same row.

The field is an answer as most are: no fact that several steps share. The bare update is what a view without any of our
rules would do: session, CSRF and sign-in, one UPDATE of the same row by its key in a transaction, and the trigger that
writes the history. It asks neither who may write nor whether the round is open, and knows no versions.
"""

import itertools
import uuid
from collections.abc import Callable
from http import HTTPStatus

from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import Client
from django.urls import reverse
from django.utils.crypto import get_random_string

from bench import bare, world
from benchmarking.models import Answer

TEXT = "Kalmar har ett stående ärende om jämställdhet i kommunstyrelsens arbetsutskott. " * 8
FIELD = {"worksheet": "presentation", "field_key": "styrkor"}


def pair() -> tuple[Callable[[], object], Callable[[], object]]:
    """Return the two acts: a field saved with version, history and counts, and a bare UPDATE."""
    participation, strategist = world.desk()
    kwargs = {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}
    address = reverse("benchmarking:answer_write", kwargs={**kwargs, "step": "traff-1"})
    browser, plain = bare.browser(strategist), bare.browser(strategist, middleware=bare.MIDDLEWARE)
    version = itertools.count()

    def save() -> None:
        number = next(version)
        typed = {"value": f"{TEXT}{number}", "version": number, "edit_id": uuid.uuid4()}
        _post(browser, address, {**FIELD, **typed}, HTTPStatus.OK)

    save()
    answer = Answer.objects.get(room=participation.pk)
    text = itertools.count()

    def update() -> None:
        _post(plain, "/bench/update/", {"pk": answer.pk, "value": f"{TEXT}{next(text)}"}, HTTPStatus.NO_CONTENT)

    return save, update


def _post(browser: Client, address: str, data: dict[str, object], expected: HTTPStatus) -> None:
    token = get_random_string(CSRF_SECRET_LENGTH)
    browser.cookies["csrftoken"] = token
    answer = browser.post(address, data, headers={"X-CSRFToken": token})
    if answer.status_code != expected:
        raise SystemExit(f"{address} answers {answer.status_code}: {answer.content.decode()[:400]}")
