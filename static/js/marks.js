// Light marks in a long text: buttons for lists and links, and what is pasted from Word or the web made into marks.
// The field stays an ordinary one, and its text is what is typed (docs/typing.md).

import { pasted } from "./pasted.js";

const BUTTONS = [
  ["Punktlista", (lines) => lines.map((line) => `- ${line}`), /^- /],
  ["Numrerad lista", (lines) => lines.map((line, number) => `${number + 1}. ${line}`), /^\d+[.)] /],
];

/** Give a long text its buttons, one stop for the Tab key, and take care of what is pasted in it. */
export function toolbar(control) {
  if (!control.matches("textarea")) return;
  control.addEventListener("paste", (event) => paste(event, control));
  const bar = document.createElement("div");
  bar.className = "marks";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Listor och länkar");
  bar.setAttribute("aria-controls", control.id);
  for (const [name, mark, marked] of BUTTONS) bar.append(button(name, () => list(control, mark, marked)));
  bar.append(button("Länk", () => link(control)));
  [...bar.children].forEach((each, number) => { each.tabIndex = number ? -1 : 0; });
  bar.addEventListener("mousedown", (event) => event.preventDefault()); // focus, and what is marked, stay in the text
  bar.addEventListener("keydown", (event) => walk(event, [...bar.children]));
  control.after(bar);
}

function button(name, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--quiet", textContent: name });
  made.addEventListener("click", act);
  return made;
}

/** The arrow keys go between the buttons. */
function walk(event, buttons) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const at = buttons.indexOf(event.target);
  if (!step || at < 0) return;
  event.preventDefault();
  buttons[at].tabIndex = -1;
  const next = buttons[(at + step + buttons.length) % buttons.length];
  next.tabIndex = 0;
  next.focus();
}

/** Make points of the lines that are marked, or lines of the points. */
function list(control, mark, marked) {
  const { value, selectionStart, selectionEnd } = control;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", selectionEnd) < 0 ? value.length : value.indexOf("\n", selectionEnd);
  const lines = value.slice(start, end).split("\n");
  const isList = lines.every((line) => marked.test(line));
  const bare = lines.map((line) => line.replace(/^(- |\d+[.)] )/, ""));
  const text = (isList ? bare : mark(bare)).join("\n");
  control.focus();
  control.setSelectionRange(start, end);
  insert(control, text);
  control.setSelectionRange(lines.length > 1 ? start : start + text.length, start + text.length);
}

/** Put the marks of a link around the text that is marked, ready for its address. */
function link(control) {
  const { value, selectionStart, selectionEnd } = control;
  const text = value.slice(selectionStart, selectionEnd).replace(/\n/g, " ") || "text";
  control.focus();
  insert(control, `[${text}](https://)`);
  const end = selectionStart + text.length + "[](https://".length;
  control.setSelectionRange(end - "https://".length, end);
}

function paste(event, control) {
  const html = event.clipboardData?.getData("text/html");
  if (!html) return;
  const text = pasted(html);
  if (!text) return;
  event.preventDefault();
  insert(control, text);
}

/** Put text where the caret is, so that the browser's own undo takes it back. */
function insert(control, text) {
  if (document.execCommand("insertText", false, text)) return;
  control.setRangeText(text, control.selectionStart, control.selectionEnd, "end");
  control.dispatchEvent(new Event("input", { bubbles: true }));
}
