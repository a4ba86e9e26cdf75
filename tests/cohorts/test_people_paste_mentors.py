"""A list that says which mentor a participant is to have: planned and locked, or refused by row."""

from cohorts.models import Cohort, PlannedPlace
from tests import factories
from tests.cohorts.test_people_paste import URL, everything, leader, review_text, round_, text_of

__all__ = ["everything", "leader", "round_"]
HEAD = ("Organisation", "Del", "Tar emot", "Mentor", "Chef", "Chef e-post", "Strateg", "Strateg e-post")


def listed(**mentors):
    """Return a list of three participants and Malmö, which takes two; ``mentors`` says who is to have which."""
    told = {"Boden": "", "Lund": "", "Kalmar": ""} | mentors
    rows = [*((name, "deltagare", "", mentor) for name, mentor in told.items()), ("Malmö", "mentor", "2", "")]
    people = [(f"Cia {n}", f"cia-{n}@example.com", f"Siv {n}", f"siv-{n}@example.com") for n in range(len(rows))]
    return text_of([row + trio for row, trio in zip(rows, people, strict=True)], head=HEAD)


def test_a_list_places_participants_with_their_mentors_in_the_plan(leader, round_, everything):
    for name in ("Boden", "Kalmar", "Lund", "Malmö"):
        factories.organisation(name)
    before = everything()
    wrong = review_text(leader, listed(Lund="Kalmar", Kalmar="Atlantis")).wrong
    assert [line.errors for line in wrong][::2] == [
        ("Kalmar kommun är inte mentor i omgången eller i listan.",),
        ("Ingen organisation heter Atlantis. Kontrollera stavningen.",),
    ]
    full = review_text(leader, listed(Boden="Malmö", Lund="malmö", Kalmar="Malmö stad")).wrong
    assert [line.row for line in full] == [4, 4]
    assert full[0].errors == ("Malmö kommun tar emot 2 organisationer, och har redan så många.",)

    text = listed(Boden="Malmö", Lund="Malmö")
    plan = review_text(leader, text)
    assert plan.sentence == "4 nya organisationer, 8 inbjudningar och 2 organisationer placerade hos sin mentor."
    assert [line.mentor for line in plan.lines][::2] == ["Malmö", "Malmö", "", ""]
    assert everything() == before
    assert not PlannedPlace.objects.exists()

    leader.post(f"{URL}klistra/lagg-in/", {"text": text})
    places = PlannedPlace.objects.values_list("participation__organisation__name", "group__lead__organisation__name")
    assert sorted(places) == [("Boden", "Malmö"), ("Lund", "Malmö")]
    assert PlannedPlace.objects.filter(locked=True).count() == 2
    assert review_text(leader, text).changes_nothing
    moved = listed(Boden="Malmö", Kalmar="Malmö")
    assert {line.row for line in review_text(leader, moved).wrong} == {4}, "Lund is there still"
    Cohort.objects.filter(pk=round_.pk).update(state="grouped")
    late = review_text(leader, moved).wrong[0].errors
    assert late == ("Grupperna är redan satta. Flytta Boden kommun på sidan med grupper i stället.",)


def test_nobody_is_its_own_mentor_or_with_two(leader, round_, everything):
    for name in ("Boden", "Malmö", "Piteå"):
        factories.organisation(name)
    before = everything()
    rows = [("Malmö", "mentor", "2", "Malmö"), ("Piteå", "mentor", "2", "")]
    rows += [("Boden", "deltagare", "", "Malmö"), ("Boden", "deltagare", "", "Piteå")]
    people = [("Cia", f"cia-{n}@example.com", "", "") for n in range(len(rows))]
    text = text_of([row + chief for row, chief in zip(rows, people, strict=True)], head=HEAD)
    wrong = {line.row: line.errors for line in review_text(leader, text).wrong}
    assert wrong[2] == ("Malmö kommun är mentor och kan inte vara hos en annan mentor.",)
    assert "Boden kommun har två mentorer i listan. Välj en av dem." in wrong[5]
    assert everything() == before
