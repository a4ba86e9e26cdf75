"""What a picture is drawn with: SVG in percent across and pixels down, so that text keeps its size at every width.

Only presentation attributes, as the page's policy forbids styles, with literal colours for paper; the classes are for
forced colours alone (static/css/pictures.css). Women: plain bar, circle, whole line. Men: hatched bar, square, dashed
line. So the two are told apart without colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString

WOMEN, MEN, MEN_EDGE = "#5b2a86", "#b8860b", "#755500"
INK, INK_2, LINE, EDGE, BAND = "#16262b", "#47585c", "#cdd5d3", "#6a797b", "#e7ecea"
#: 15 pixels are 11 points on paper.
FONT = 'font-family="Source Sans 3, Segoe UI, Helvetica Neue, Arial, sans-serif" font-size="15"'
BAR, DOT = 20, 8
#: Hatch lines are drawn one by one: a pattern leaves white seams in a PDF. The widest bar that is wholly hatched.
_WIDEST, _STEP = 1400, 8

Across = Decimal | int


def percent(across: Across) -> str:
    """Return a place across the picture as SVG writes it."""
    return f"{round(Decimal(across), 2):f}%"


@dataclass(slots=True)
class Canvas:
    """A drawing in the making; ``down`` is how far it has come."""

    parts: list[str] = field(default_factory=list)
    down: int = 0

    def text(
        self,
        across: Across,
        down: int,
        words: str,
        *,
        anchor: str = "start",
        sex: str = "",
        bold: bool = False,
        dx: int = 0,
    ) -> None:
        """Write ``words``; ``sex`` gives them the colour of women or men, "2" that of what is said beside."""
        fill = {"w": WOMEN, "m": MEN_EDGE, "2": INK_2}.get(sex)
        colour = f' fill="{fill}"' if fill else ""
        weight = ' font-weight="600"' if bold or sex in {"w", "m"} else ""
        shift = f' dx="{dx}"' if dx else ""
        where = f'x="{percent(across)}" y="{down}" text-anchor="{anchor}"'
        self.parts.append(f"<text {where}{shift}{colour}{weight}>{escape(words)}</text>")

    def line(self, first: tuple[Across, int], last: tuple[Across, int], *, kind: str) -> None:
        """Draw a line: "w", "m" or "one" of figures, "gap", "edge" of a band, "cut" through a bar, "axis", "grid"."""
        look = {
            "w": f'stroke="{WOMEN}" stroke-width="3"',
            "m": f'stroke="{MEN}" stroke-width="3" stroke-dasharray="7 4"',
            "one": f'stroke="{INK}" stroke-width="3"',
            "gap": f'stroke="{EDGE}" stroke-width="2"',
            "edge": f'stroke="{INK}" stroke-dasharray="3 3"',
            "cut": 'stroke="#fff" stroke-width="2"',
            "axis": f'stroke="{EDGE}"',
            "grid": f'stroke="{LINE}"',
        }[kind]
        ends = f'x1="{percent(first[0])}" y1="{first[1]}" x2="{percent(last[0])}" y2="{last[1]}"'
        self.parts.append(f'<line {ends} {look} class="picture-{kind}"/>')

    def dot(self, across: Across, down: int, *, sex: str) -> None:
        """Mark a figure: a circle for women, a square for men, a small dot for a figure of no sex."""
        if sex == "one":
            where = f'cx="{percent(across)}" cy="{down}" r="{DOT - 3}"'
            self.parts.append(f'<circle {where} fill="{INK}" class="picture-fill"/>')
            return
        if sex == "w":
            where = f'cx="{percent(across)}" cy="{down}" r="{DOT}"'
            self.parts.append(f'<circle {where} fill="{WOMEN}" stroke="#fff" stroke-width="2" class="picture-fill"/>')
            return
        side = 2 * DOT - 2
        where = f'x="{percent(across)}" y="{down}" width="{side}" height="{side}"'
        shift = f'transform="translate({-side / 2:g} {-side / 2:g})"'
        look = f'fill="{MEN}" stroke="{MEN_EDGE}" stroke-width="1.5"'
        self.parts.append(f'<rect {where} {shift} {look} class="picture-open"/>')

    def bar(self, across: Across, wide: Across, down: int, *, sex: str) -> None:
        """Draw a bar: plain for women, hatched for men, grey for a figure of no sex. A zero is a thin line."""
        if wide <= 0:
            self.line((across, down), (across, down + BAR), kind="axis")
            return
        box = f'x="{percent(across)}" y="{down}" width="{percent(wide)}" height="{BAR}"'
        if sex != "m":
            self.parts.append(f'<rect {box} fill="{WOMEN if sex == "w" else INK_2}" class="picture-fill"/>')
            return
        hatch = "".join(f"M{start} {BAR}l{BAR}-{BAR}" for start in range(-BAR, _WIDEST, _STEP))
        self.parts.append(
            f'<svg {box}><rect width="100%" height="{BAR}" fill="{MEN}" class="picture-open"/>'
            f'<path d="{hatch}" stroke="{MEN_EDGE}" stroke-width="2" class="picture-hatch"/></svg>'
        )

    def field(self, across: Across, wide: Across, high: int) -> None:
        """Draw a field from the top, behind what follows."""
        box = f'x="{percent(across)}" y="0" width="{percent(wide)}" height="{high}"'
        self.parts.append(f'<rect {box} fill="{BAND}" class="picture-band"/>')

    def between(self, first: tuple[Across, int, int], last: tuple[Across, int, int]) -> None:
        """Fill what lies between two lines, from one place across to another; each has its two places down."""
        (start, *left), (end, *right) = first, last
        high = max(*left, *right) + 1
        box = f'x="{percent(start)}" y="0" width="{percent(end - start)}" height="{high}"'
        points = f"0,{left[0]} 100,{right[0]} 100,{right[1]} 0,{left[1]}"
        self.parts.append(
            f'<svg {box} viewBox="0 0 100 {high}" preserveAspectRatio="none">'
            f'<polygon points="{points}" fill="{BAND}" class="picture-band"/></svg>'
        )


def drawing(pieces: Sequence[Canvas], *, key: str, title: str, description: str) -> SafeString:
    """Return the whole drawing with its title and description; ``key`` makes their ids unique on the page.

    The first piece carries the words, which are of all of them; the others are hidden from who listens. It is safe to
    draw as it is: every word in it has been escaped.
    """
    words = f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(description)}</desc>'
    first, *rest = pieces
    drawn = [_svg(first, f'role="img" aria-labelledby="{key}-t {key}-d"', words)]
    return SafeString("".join([*drawn, *(_svg(piece, 'aria-hidden="true"') for piece in rest)]))


def _svg(canvas: Canvas, said: str, words: str = "") -> str:
    return (
        f'<svg width="100%" height="{canvas.down}" xmlns="http://www.w3.org/2000/svg" class="picture" {said}'
        f' {FONT} fill="{INK}">{words}{"".join(canvas.parts)}</svg>'
    )
