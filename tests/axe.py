"""What axe finds on a page, with the contrast of each combination of colours judged once.

Contrast is more than half of axe's time, and the same few combinations stand on every page.
"""

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: The rule is asked about those elements alone whose letters or background have not passed before.
CONTRAST = """async (passed) => {
  const lookOf = (element) => {
    const own = getComputedStyle(element);
    const look = [own.color, own.fontSize, own.fontWeight, own.textShadow];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      look.push(style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode);
    }
    return look.join(" ");
  };
  const speaks = (element) => element.matches("input, select, textarea")
    || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const known = new Set(passed);
  const speakers = [...document.querySelectorAll("body *")].filter(speaks);
  const looks = new Map(speakers.map((each) => [each, lookOf(each)]));
  const include = [...looks.keys()].filter((each) => !known.has(looks.get(each)));
  if (!include.length) return { violations: [], passed: [] };
  const found = await axe.run(
    { include },
    { runOnly: ["color-contrast"], resultTypes: ["violations", "passes"], elementRef: true },
  );
  const nodes = found.passes.flatMap((rule) => rule.nodes);
  const judged = [...new Set(nodes.map((node) => looks.get(node.element)))];
  for (const rule of found.violations) for (const node of rule.nodes) delete node.element;
  return { violations: found.violations, passed: judged };
}"""
_passed: set[str] = set()


def found_on(page: Page, *, thorough: bool) -> AxeResults:
    """Return what axe finds; ``thorough`` judges every element's contrast, also where others like it have passed."""
    whole = {"resultTypes": ["violations"]}
    if thorough:
        return Axe().run(page, options=whole)
    found = Axe().run(page, options={**whole, "rules": {"color-contrast": {"enabled": False}}})
    contrast = page.evaluate(CONTRAST, sorted(_passed))
    _passed.update(contrast["passed"])
    found.response["violations"] += contrast["violations"]
    return found
