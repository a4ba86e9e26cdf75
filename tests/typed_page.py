"""What a browser would post from a page with a form."""

from html.parser import HTMLParser
from typing import Any


class _Fields(HTMLParser):
    """Collect the fields of the page's main form as a browser sends them, without its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, Any] = {}
        self.inside = False
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.inside = told.get("class", "").startswith("form")
        if not self.inside:
            return
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "input" and name and (told.get("type") not in {"radio", "checkbox"} or "checked" in told):
            self._add(name, value, many=told.get("type") == "checkbox")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and (self.select not in self.sent or "selected" in told):
            self.sent[self.select] = value
        elif tag == "textarea":
            self.area = name
            self.sent[name] = ""

    def _add(self, name: str, value: str, *, many: bool) -> None:
        if many and name in self.sent:
            before = self.sent[name]
            self.sent[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            self.sent[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area] += data


def posted(page: Any, **changes: Any) -> dict[str, Any]:
    """Return the fields of the form on ``page``, with some typed over."""
    parser = _Fields()
    parser.feed(page.content.decode())
    return {name: value for name, value in parser.sent.items() if name != "csrfmiddlewaretoken"} | changes
