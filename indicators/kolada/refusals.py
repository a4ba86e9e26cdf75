"""Why an answer of Kolada's was not taken. Each is one sentence that stands on the page until a fetch succeeds."""

from http import HTTPStatus

from access.refusals import Refusal


class KoladaRefusal(Refusal):
    """Nothing of the answer was taken, the part that had come before it neither."""

    status = HTTPStatus.BAD_GATEWAY


class Unreachable(KoladaRefusal):
    """No answer, or faults of the service's own, in all attempts."""

    sentence = "Kolada svarar inte."


class Busy(KoladaRefusal):
    """The service asks for fewer questions (429) for longer than we wait."""

    sentence = "Kolada tar inte emot fler frågor just nu."


class Rejected(KoladaRefusal):
    """The service does not take the question (400, 404)."""

    sentence = "Kolada tar inte emot frågan."


class NotFigures(KoladaRefusal):
    """The answer is no JSON: a page for people, such as a notice of maintenance."""

    sentence = "Kolada svarade med en webbsida i stället för siffror."


class Malformed(KoladaRefusal):
    """The answer is not what the service's documentation says."""

    sentence = "Kolada svarade med uppgifter som inte går att läsa."


class TooLarge(KoladaRefusal):
    """The answer is larger than a page of figures can be."""

    sentence = "Kolada svarade med mer än en sida kan vara."


class Astray(KoladaRefusal):
    """The next page, or a redirect, is not where the service is."""

    sentence = "Kolada hänvisade till en annan adress än sin egen."


class Endless(KoladaRefusal):
    """A page leads back to one that is read already."""

    sentence = "Kolada bläddrar i en cirkel."
