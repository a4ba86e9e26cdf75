"""The loader reads a whole folder, and refuses each fault with its file, its line and a sentence."""

import pytest

from benchmarking.method.content import Choice
from benchmarking.method.loader import load
from benchmarking.method.marked import LARGEST_FILE, MethodFault

STEP, SECOND = "steps/1-forst.yaml", "steps/2-sedan.yaml"


def test_small_method_is_read_whole(folder):
    content = load(folder)
    assert (content.key, content.name, [step.key for step in content.steps]) == ("litet", "1", ["forst", "sedan"])
    namn, niva, val = content.worksheet("forst", "fakta").fields
    assert (namn.required, namn.minutes, namn.choices) == (True, 1, ())
    assert niva.choices == (Choice(key="1", label="1 Nej"), Choice(key="2", label="2 Ja"))
    assert [choice.key for choice in val.choices] == ["ett", "tva"]
    syns = content.field("forst", "lista", "syns")
    assert ([choice.label for choice in syns.choices], syns.answered_by) == (
        ["Ja", "Delvis", "Nej"],
        ("politician", "manager"),
    )
    assert [(hint.place, hint.indicators) for hint in content.hints] == [
        ("forst", ("N05816",)),
        ("sedan", ("N05816",)),
        ("beslut", ("N05814",)),
    ]


def test_files_are_ordered_by_number_not_by_name(folder):
    (folder / STEP).rename(folder / "steps" / "9-forst.yaml")
    assert [step.key for step in load(folder).steps] == ["forst", "sedan"]


# File, what to replace with what, what stands on the line that is blamed, words of the reason.
FAULTS = {
    "attribute twice": (STEP, "title: Först\n", "title: Först\ntitle: Igen\n", "title: Igen", "står två gånger"),
    "choice twice": (STEP, "tva: Två", "ett: Två", "ett: Två", "står två gånger"),
    "role twice": (STEP, "manager: Äger.", "politician: Äger.", "politician: Äger.", "står två gånger"),
    "worksheet key twice": (
        STEP,
        "key: lista",
        "key: fakta",
        "key: fakta\n    title: Lista",
        "används redan av en annan mall",
    ),
    "field key twice": (
        STEP,
        "key: niva",
        "key: namn",
        "key: namn\n        label: Nivå",
        "används redan av ett annat fält",
    ),
    "item key twice": (
        STEP,
        "indicators:",
        "  - {key: klart, text: Igen, help: Ja., minutes: 1}\nindicators:",
        "  - {key: klart, text: Igen",
        "används redan av en annan punkt",
    ),
    "fact in rows": (STEP, "key: syns", "key: syns\n        fact: namn", "fact: namn", "ett svar per organisation"),
    "fact twice in a step": (
        STEP,
        "type: text\n        required: true",
        "type: text\n        fact: ja\n      - {key: mer, label: Mer, type: text, fact: ja}",
        "key: mer",
        "används redan som ”fact”",
    ),
    "step key twice": (SECOND, "key: sedan", "key: forst", "key: forst", "används redan av ett annat steg"),
    "area key of a step": (
        "matrix.yaml",
        "key: beslut",
        "key: forst",
        "key: forst",
        "används redan av ett annat steg",
    ),
    "agenda key twice": ("meetings.yaml", "key: slut", "key: hej", "{key: hej, title: Slut", "används redan"),
    "unknown function of a role": (
        STEP,
        "politician: Frågar",
        "kung: Frågar",
        "kung:",
        "”kung” är ingen känd funktion",
    ),
    "unknown function of an item": (
        STEP,
        "function: strategist",
        "function: kung",
        "function: kung",
        "”kung” är inget känt värde",
    ),
    "observer's item": (STEP, "function: strategist", "function: observer", "function: observer", "inget känt värde"),
    "unknown signer": (
        STEP,
        "signed_by: [manager]",
        "signed_by: [mentor]",
        "signed_by:",
        "”mentor” är inget känt värde",
    ),
    "signer twice": (STEP, "signed_by: [manager]", "signed_by: [manager, manager]", "signed_by:", "står två gånger"),
    "unknown answerer": (
        STEP,
        "[politician, manager]",
        "[politician, leader]",
        "answered_by:",
        "”leader” är inget känt",
    ),
    "unknown field type": (STEP, "type: text", "type: färg", "type: färg", "”färg” är inget känt värde för ”type”"),
    "unknown step kind": (STEP, "kind: meeting", "kind: fest", "kind: fest", "”fest” är inget känt värde"),
    "unknown part": (
        STEP,
        "parts: [personal]",
        "parts: [ekonomi]",
        "parts: [ekonomi]",
        "”ekonomi” är inget känt värde",
    ),
    "unknown meeting kind": (
        STEP,
        "meeting_kind: start",
        "meeting_kind: fika",
        "meeting_kind: fika",
        "”fika” är inget känt värde",
    ),
    "meeting in unknown step": (
        "meetings.yaml",
        "steps: [forst]",
        "steps: [sist]",
        "steps: [sist]",
        "”sist” är inget känt värde",
    ),
    "meeting that leaves its step out": (
        "meetings.yaml",
        "steps: [forst]",
        "steps: [sedan]",
        "steps: [sedan]",
        "nämns inte",
    ),
    "unknown room": ("meetings.yaml", "room: cohort", "room: hall", "room: hall", "”hall” är inget känt värde"),
    "unknown perspective": ("matrix.yaml", "[overall]", "[sidan]", "perspectives: [sidan]", "”sidan” är inget känt"),
    "a step called as the indicators are": (STEP, "key: forst", "key: nyckeltal", "key: nyckeltal", "delar av sina"),
    "unknown attribute": (STEP, "purpose: Ni", "syfte: Ni", "syfte: Ni", "”syfte” är inget känt attribut"),
    "unknown attribute of a field": (
        STEP,
        "label: Namn",
        "rubrik: Namn",
        "rubrik: Namn",
        "”rubrik” är inget känt attribut",
    ),
    "missing attribute": (STEP, "purpose: Ni börjar.\n", "", "key: forst", "”purpose” saknas"),
    "missing function's work": (STEP, "  strategist: Skriver.\n", "", "roles:", "”strategist” gör i steget saknas"),
    "missing checklist": (STEP, "checklist:\n", "checklist: []\nmaterials:\n", "checklist: []", "”checklist” är tom"),
    "item without text": (STEP, "    text: Allt är klart\n", "", "  - key: klart", "”text” saknas"),
    "item with empty text": (STEP, "text: Allt är klart", 'text: " "', 'text: " "', "”text” är tom"),
    "text left out": (STEP, "title: Fakta", "title:", "title:\n    purpose", "”title” är tom"),
    "choice without choices": (
        STEP,
        "        choices:\n          ett: Ett\n          tva: Två\n",
        "",
        "type: choice",
        "behöver ”choices”",
    ),
    "choices without choice": (STEP, "type: choice", "type: date", "choices:", "har inga egna ”choices”"),
    "empty choices": (
        STEP,
        "choices:\n          ett: Ett\n          tva: Två",
        "choices: {}",
        "choices: {}",
        "”choices” är tom",
    ),
    "rows without a name": (STEP, "    row_title: Rad\n", "", "key: lista", "row_title"),
    "a name without rows": (STEP, "    rows: true\n", "", "row_title: Rad", "row_title"),
    "key with capitals": (STEP, "key: namn", "key: Namn", "key: Namn", "ingen giltig nyckel"),
    "key with å": (STEP, "key: niva", "key: nivå", "key: nivå", "ingen giltig nyckel"),
    "key with space": (STEP, "key: klart", "key: helt klart", "key: helt klart", "ingen giltig nyckel"),
    "key too long": (STEP, "key: klart", f"key: {'k' * 61}", "key: kkk", "ingen giltig nyckel"),
    "choice key with å": (STEP, "tva: Två", "två: Två", "två: Två", "ingen giltig nyckel"),
    "number for text": (
        STEP,
        "title: Fakta",
        "title: 2019",
        "title: 2019",
        'ska vara en text. Skriv "2019" inom citattecken',
    ),
    "yes for text": (STEP, "ett: Ett", "ett: yes", "ett: yes", "ska vara en text"),
    "list for text": (STEP, "title: Fakta", "title: [Fakta]", "title: [Fakta]", "ska vara en text"),
    "text for number": (STEP, "minutes: 10", "minutes: tio", "minutes: tio", "ska vara ett heltal"),
    "fraction for number": (STEP, "minutes: 10", "minutes: 1.5", "minutes: 1.5", "ska vara ett heltal"),
    "negative minutes": (STEP, "minutes: 10", "minutes: -1", "minutes: -1", "ska vara mellan 1 och 600"),
    "far away day": ("meetings.yaml", "days: -14", "days: -1400", "days: -1400", "ska vara mellan -365 och 365"),
    "text for flag": (STEP, "rows: true", "rows: ja", "rows: ja", "true eller false"),
    "text for list": (STEP, "brings: [Lust]", "brings: Lust", "brings: Lust", "ska vara en lista"),
    "text for mapping": (
        STEP,
        "roles:\n  politician: Frågar.\n  manager: Äger.\n  strategist: Skriver.\n",
        "roles: alla\n",
        "roles: alla",
        "namn: värde",
    ),
    "list for mapping": (
        "matrix.yaml",
        "  - key: beslut\n",
        "  - [beslut]\n  - key: beslut\n",
        "  - [beslut]",
        "namn: värde",
    ),
    "step number skipped": (SECOND, "number: 2", "number: 3", "number: 3", "Här väntas 2"),
    "step number twice": (SECOND, "number: 2", "number: 1", "number: 1", "Här väntas 2"),
    "area number skipped": ("matrix.yaml", "number: 1", "number: 2", "number: 2", "Här väntas 1"),
    "level sentence missing": (
        "matrix.yaml",
        "[Inget beslut, Ett beslut]",
        "[Inget beslut]",
        "levels: [Inget beslut]",
        "en mening per nivå",
    ),
    "indicator that is none": (
        "matrix.yaml",
        "[N05814]",
        "[deltid i procent]",
        "indicators:",
        "ingen nyckel till ett nyckeltal",
    ),
    "field type without minutes": ("method.yaml", ", person: 1", "", "field_minutes:", "”person” saknas"),
    "minutes of unknown type": (
        "method.yaml",
        "{text: 1",
        "{farg: 1, text: 1",
        "field_minutes:",
        "ingen känd fälttyp",
    ),
    "anchor": (STEP, "title: Fakta", "title: &a Fakta", "title: &a", "Ankare och alias"),
    "alias": (STEP, "title: Fakta", "title: *a", "title: *a", "Ankare och alias"),
    "merge of an anchor": (STEP, "roles:", "roles: &r", "roles: &r", "Ankare och alias"),
    "tag": (STEP, "title: Fakta", "title: !!python/name:os.system", "title: !!python", "Taggar"),
    "own tag": (STEP, "title: Fakta", "title: !mer Fakta", "title: !mer", "Taggar"),
    "broken yaml": (STEP, "title: Fakta", "title: 'Fakta", "title: 'Fakta", "följer inte YAML"),
    "tab for indent": (STEP, "  politician:", "\tpolitician:", "\tpolitician:", "följer inte YAML"),
    "colon in text": (STEP, "purpose: Ni börjar.", "purpose: Ni: börjar.", "purpose: Ni:", "följer inte YAML"),
    "two documents": (STEP, "roles:", "---\nroles:", "---\n", "följer inte YAML"),
    "control character": (STEP, "title: Fakta", "title: Fak\x00ta", "title: Fak", "tecken som inte får stå"),
    "nested without end": (STEP, "brings: [Lust]", f"brings: {'[' * 5000}", "brings: [[", "för många nivåer"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_refused_with_file_line_and_reason(folder, fault):
    name, old, new, at, words = FAULTS[fault]
    text = (folder / name).read_text("utf-8")
    broken = text.replace(old, new, 1)
    assert broken != text
    (folder / name).write_text(broken, "utf-8")
    with pytest.raises(MethodFault) as refusal:
        load(folder)
    assert words in refusal.value.reason
    line = broken.count("\n", 0, broken.rindex(at)) + 1
    assert (refusal.value.file, refusal.value.line) == (folder / name, line)
    assert str(refusal.value) == f"{folder / name}:{line}: {refusal.value.reason}"


def test_a_fact_means_the_same_in_every_step(folder):
    for name, kind in ((STEP, "text"), (SECOND, "text")):
        file = folder / name
        file.write_text(
            file.read_text("utf-8").replace("type: text\n", f"type: {kind}\n        fact: namn\n", 1), "utf-8"
        )
    content = load(folder)
    assert [step.facts["namn"][1].key for step in content.steps] == ["namn", "namn"]
    (folder / SECOND).write_text(
        (folder / SECOND).read_text("utf-8").replace("type: text", "type: number", 1), "utf-8"
    )
    with pytest.raises(MethodFault, match="har en annan typ"):
        load(folder)


def test_aliases_that_multiply_are_refused_before_they_grow(folder):
    layers = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    layers += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    (folder / STEP).write_text("\n".join(layers), "utf-8")
    with pytest.raises(MethodFault, match="Ankare och alias") as refusal:
        load(folder)
    assert refusal.value.line == 1


def test_file_that_is_not_utf8_is_refused_at_its_line(folder):
    text = (folder / STEP).read_text("utf-8")
    (folder / STEP).write_bytes(text.encode("latin-1"))
    with pytest.raises(MethodFault, match="inte UTF-8") as refusal:
        load(folder)
    assert (refusal.value.file.name, refusal.value.line) == ("1-forst.yaml", 3)


@pytest.mark.parametrize("text", ["", "\n\n", "# bara en kommentar\n", "---\n"])
@pytest.mark.parametrize("name", ["method.yaml", "matrix.yaml", "meetings.yaml", STEP])
def test_empty_file_is_refused(folder, name, text):
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(MethodFault) as refusal:
        load(folder)
    assert refusal.value.file == folder / name


def test_too_large_file_is_refused(folder):
    with (folder / STEP).open("a", encoding="utf-8") as step:
        step.write("#" * LARGEST_FILE)
    with pytest.raises(MethodFault, match="för stor") as refusal:
        load(folder)
    assert refusal.value.file == folder / STEP


@pytest.mark.parametrize("name", ["method.yaml", "matrix.yaml", "meetings.yaml"])
def test_missing_file_is_refused(folder, name):
    (folder / name).unlink()
    with pytest.raises(MethodFault, match="Filen saknas") as refusal:
        load(folder)
    assert refusal.value.file == folder / name


def test_missing_steps_are_refused(folder):
    for step in (folder / "steps").iterdir():
        step.unlink()
    with pytest.raises(MethodFault, match="inga steg"):
        load(folder)


def test_missing_folder_is_refused(folder):
    with pytest.raises(MethodFault, match="Mappen saknas"):
        load(folder / "2020")


@pytest.mark.parametrize(("name", "words"), [("steps/3-tredje.yml", "slutar på .yaml"), ("mer.yaml", "hör inte till")])
def test_stray_file_is_refused_so_that_no_step_is_lost(folder, name, words):
    (folder / name).write_text("key: mer", "utf-8")
    with pytest.raises(MethodFault, match=words) as refusal:
        load(folder)
    assert refusal.value.file == folder / name


def test_folder_in_place_of_a_file_is_refused(folder):
    (folder / "matrix.yaml").unlink()
    (folder / "matrix.yaml").mkdir()
    with pytest.raises(MethodFault, match="går inte att öppna"):
        load(folder)
