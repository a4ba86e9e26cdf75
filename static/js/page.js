// What every page needs: the CSRF header of htmx, focus that is not lost in a swap, words for screen readers.
// Nothing here is needed to read or to save: without it, forms post and links lead.

const status = document.getElementById("besked");
const alarm = document.getElementById("larm");

/** The token of now: signing in again changes the cookie while an old page still stands open. */
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : document.querySelector("meta[name=csrf-token]").content;
}

/** Say something once to a screen reader, without moving focus. */
export function say(words) {
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = words; });
}

/** Show that something went wrong; empty words take it away. */
export function warn(words) {
  alarm.textContent = words;
}

document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

document.body.addEventListener("htmx:beforeRequest", () => warn(""));
document.body.addEventListener("htmx:sendError", () => warn("Ingen kontakt med servern. Försök igen när du har nät."));
document.body.addEventListener("htmx:responseError", (event) => {
  const words = {
    403: "Det här är inte ditt att göra. Ladda om sidan om du nyss loggade in.",
    404: "Det du ville nå finns inte kvar. Ladda om sidan.",
  };
  warn(words[event.detail.xhr.status] || "Det gick inte just nu. Ingenting har ändrats. Försök igen om en stund.");
});

// The server may answer HX-Trigger: {"besked": "Punkten är klar"}.
document.body.addEventListener("besked", (event) => say(event.detail.value));

/** Put focus on an element that is no stop for the Tab key. */
function rest(element) {
  if (!element.matches("a[href], button, input, select, textarea, summary, [tabindex]")) {
    element.setAttribute("tabindex", "-1");
  }
  element.focus();
}

// htmx keeps focus where the new fragment has an element with the same id. When the focused element is
// gone, focus goes to what the fragment marks, else to its error summary or heading, else to the fragment.
let focusedBefore = null;
document.body.addEventListener("htmx:beforeSwap", () => { focusedBefore = document.activeElement; });
document.body.addEventListener("htmx:afterSettle", (event) => {
  const lost = focusedBefore && focusedBefore !== document.body && !document.contains(focusedBefore);
  const fragment = event.detail.elt;
  const errors = fragment.matches(".error-summary") ? fragment : fragment.querySelector(".error-summary");
  if (errors) rest(errors);
  else if (lost && document.activeElement === document.body && document.contains(fragment)) {
    rest(fragment.querySelector("[data-focus]") || fragment.querySelector("h1, h2, h3") || fragment);
  }
  focusedBefore = null;
});

// A page that came back with errors starts at its summary.
const summary = document.querySelector("main .error-summary");
if (summary) rest(summary);

// A dialog is native; a button with data-dialog="id" opens it, Escape and method="dialog" close it.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog).showModal();
});

// The menu of seats closes on Escape and on a click beside it, as a menu does.
for (const menu of document.querySelectorAll("details.hats")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}
