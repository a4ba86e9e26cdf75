"""Reading YAML strictly, with the line of everything: the loader's pen and ruler.

A method is written by people, so a fault names its file and line and says what to do. Only plain YAML is
read: mappings, lists, texts, whole numbers and true/false. Anchors, aliases and tags are refused before
anything is built, so no file can grow when it is read.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import yaml

LARGEST_FILE = 256 * 1024
DEEPEST = 12
LONGEST_KEY = 60
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
INDICATOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")

_STR = "tag:yaml.org,2002:str"
_INT = "tag:yaml.org,2002:int"
_BOOL = "tag:yaml.org,2002:bool"


class MethodFault(Exception):
    """A method file that cannot be used: which file, which line, and a Swedish sentence saying why."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        """Keep the three apart for callers that show them apart."""
        super().__init__(file, line, reason)
        self.file = file
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        """Return `file:line: reason`."""
        return f"{self.file}:{self.line}: {self.reason}"


class Marked:
    """One mapping of a file; each reading method refuses what has another shape by MethodFault."""

    def __init__(self, file: Path, node: yaml.Node) -> None:
        """Wrap a mapping; refuse anything else, and an attribute written twice."""
        self.file = file
        self.line = _line(node)
        if not isinstance(node, yaml.MappingNode):
            raise MethodFault(file, self.line, "Här väntas attribut på formen ”namn: värde”.")
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for name_node, value in node.value:
            name, line = _text(file, name_node, "Attributets namn"), _line(name_node)
            if name in self._values:
                raise MethodFault(file, line, f"”{name}” står två gånger. Ta bort den ena.")
            self._values[name] = value
            self._lines[name] = line

    def only(self, *names: str) -> None:
        """Refuse every attribute but these."""
        for name, line in self._lines.items():
            if name not in names:
                raise MethodFault(self.file, line, f"”{name}” är inget känt attribut. Kända här: {', '.join(names)}.")

    def fault(self, name: str, reason: str) -> MethodFault:
        """Return a fault at the line of an attribute, or of the mapping when it is absent."""
        return MethodFault(self.file, self._lines.get(name, self.line), reason)

    def has(self, name: str) -> bool:
        """Return whether the attribute is written."""
        return name in self._values

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text that is not blank, without space around it."""
        if default is not None and not self.has(name):
            return default
        return _text(self.file, self._value(name), f"”{name}”")

    def slug(self, name: str) -> str:
        """Return a key: lowercase ASCII letters and digits, joined by hyphens."""
        return _slug(self.file, self._value(name), f"”{name}”")

    def code(self, name: str, allowed: Collection[str], default: str | None = None) -> str:
        """Return one of the allowed codes."""
        code = self.text(name, default)
        if code != default:
            self._allow(name, code, allowed)
        return code

    def codes(self, name: str, allowed: Collection[str], *, optional: bool = False) -> tuple[str, ...]:
        """Return a list of allowed codes, none of them twice."""
        codes: list[str] = []
        for node in self._items(name, optional=optional):
            code = _text(self.file, node, f"”{name}”")
            self._allow(name, code, allowed, _line(node))
            if code in codes:
                raise MethodFault(self.file, _line(node), f"”{code}” står två gånger i ”{name}”.")
            codes.append(code)
        return tuple(codes)

    def slugs(self, name: str) -> tuple[str, ...]:
        """Return a list of keys: none when the attribute is absent."""
        return tuple(_slug(self.file, node, f"”{name}”") for node in self._items(name, optional=True))

    def indicators(self, name: str) -> tuple[str, ...]:
        """Return a list of catalogue keys: none when the attribute is absent."""
        keys = []
        for node in self._items(name, optional=True):
            key = _text(self.file, node, f"”{name}”")
            if not INDICATOR.fullmatch(key):
                raise MethodFault(self.file, _line(node), f"”{key}” är ingen nyckel till ett nyckeltal.")
            keys.append(key)
        return tuple(keys)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, at least one."""
        return tuple(_text(self.file, node, f"”{name}”") for node in self._items(name))

    def whole(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """Return a whole number within its bounds."""
        if default is not None and not self.has(name):
            return default
        node = self._value(name)
        if not isinstance(node, yaml.ScalarNode) or node.tag != _INT or not re.fullmatch(r"-?\d{1,6}", node.value):
            raise self.fault(name, f"”{name}” ska vara ett heltal.")
        number = int(node.value)
        if not least <= number <= most:
            raise self.fault(name, f"”{name}” ska vara mellan {least} och {most}, inte {number}.")
        return number

    def flag(self, name: str) -> bool:
        """Return true or false: false when the attribute is absent."""
        if not self.has(name):
            return False
        node = self._value(name)
        if not isinstance(node, yaml.ScalarNode) or node.tag != _BOOL or node.value not in {"true", "false"}:
            raise self.fault(name, f"”{name}” ska vara true eller false.")
        return bool(node.value == "true")

    def each(self, name: str, *, optional: bool = False) -> Iterator["Marked"]:
        """Yield the mappings of a list, at least one unless optional."""
        for node in self._items(name, optional=optional):
            yield Marked(self.file, node)

    def pairs(self, name: str) -> list[tuple[str, str, int]]:
        """Return a mapping of keys to texts in its order, each with its line, at least one."""
        mapping = Marked(self.file, self._value(name))
        if not mapping._values:
            raise self.fault(name, f"”{name}” är tom.")
        return [(key, mapping.text(key), line) for key, line in mapping._lines.items()]

    def numbers(self, name: str, least: int, most: int) -> dict[str, int]:
        """Return a mapping of names to whole numbers within bounds."""
        mapping = Marked(self.file, self._value(name))
        return {key: mapping.whole(key, least, most) for key in mapping._values}

    def _value(self, name: str) -> yaml.Node:
        if name not in self._values:
            raise MethodFault(self.file, self.line, f"”{name}” saknas.")
        return self._values[name]

    def _items(self, name: str, *, optional: bool = False) -> list[yaml.Node]:
        if optional and not self.has(name):
            return []
        node = self._value(name)
        if not isinstance(node, yaml.SequenceNode):
            raise self.fault(name, f"”{name}” ska vara en lista.")
        if not node.value and not optional:
            raise self.fault(name, f"”{name}” är tom.")
        items: list[yaml.Node] = node.value
        return items

    def _allow(self, name: str, code: str, allowed: Collection[str], line: int | None = None) -> None:
        if code not in allowed:
            at = self._lines[name] if line is None else line
            raise MethodFault(
                self.file, at, f"”{code}” är inget känt värde för ”{name}”. Kända: {', '.join(allowed)}."
            )


def check_slug(file: Path, line: int, key: str) -> str:
    """Return the key; MethodFault when it is not a slug."""
    if not SLUG.fullmatch(key) or len(key) > LONGEST_KEY:
        raise MethodFault(
            file,
            line,
            f"”{key}” är ingen giltig nyckel. Skriv små bokstäver a–z och siffror med bindestreck emellan,"
            f" högst {LONGEST_KEY} tecken.",
        )
    return key


def read(file: Path) -> Marked:
    """Return the mapping a YAML file holds; MethodFault when it cannot be read or is not plain YAML."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise MethodFault(file, 1, "Filen saknas.") from None
    except OSError as error:
        raise MethodFault(file, 1, f"Filen går inte att öppna: {error.strerror}.") from None
    if len(raw) > LARGEST_FILE:
        raise MethodFault(file, 1, f"Filen är för stor. Den får vara högst {LARGEST_FILE // 1024} kB.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise MethodFault(file, line, "Filen är inte UTF-8. Spara den om med teckenkodningen UTF-8.") from None
    try:
        _refuse_what_is_not_plain(file, text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        # A quote that never ends is blamed where it begins, not at the end of the file.
        scanning = (error.context or "").startswith("while scanning")
        mark = (error.context_mark if scanning else None) or error.problem_mark
        reason = "Filen följer inte YAML. Se över indrag, kolon och citattecken på raden och raden ovanför."
        raise MethodFault(file, mark.line + 1 if mark else 1, reason) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise MethodFault(file, line, "Raden har ett tecken som inte får stå i filen.") from None
    if node is None:
        raise MethodFault(file, 1, "Filen är tom.")
    return Marked(file, node)


def _refuse_what_is_not_plain(file: Path, text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise MethodFault(file, line, "Ankare och alias (& och *) används inte här. Skriv ut texten.")
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None):
            raise MethodFault(file, line, "Taggar (!) används inte här. Sätt citattecken om texten börjar med !.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise MethodFault(file, line, "Raden har för många nivåer i varandra.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line(marked: yaml.Node | yaml.Event) -> int:
    """Return the line, counted from one; the parser always marks, only its types doubt it."""
    return marked.start_mark.line + 1 if marked.start_mark else 1


def _text(file: Path, node: yaml.Node, name: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise MethodFault(file, _line(node), f"{name} ska vara en text.")
    if not node.value.strip():
        raise MethodFault(file, _line(node), f"{name} är tom.")
    if node.tag != _STR:
        raise MethodFault(file, _line(node), f'{name} ska vara en text. Skriv "{node.value}" inom citattecken.')
    return str(node.value).strip()


def _slug(file: Path, node: yaml.Node, name: str) -> str:
    return check_slug(file, _line(node), _text(file, node, name))
