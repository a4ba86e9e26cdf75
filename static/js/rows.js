// Rows that are dragged to another place. The buttons "Flytta upp" and "Flytta ned" do the same without this file.

const KEPT = "jamna-steg flyttad rad";

/** Give each row of a worksheet a handle; and after a move put focus back on the button that was pressed. */
export function rows(form) {
  const list = form.querySelector("[data-rows]");
  if (!list) return;
  form.addEventListener("submit", (event) => remember(event.submitter));
  putBack(list);
  const movable = [...list.querySelectorAll("[data-row]")].filter((row) => row.querySelector("[data-acts]"));
  if (movable.length < 2) return;
  for (const row of movable) {
    const handle = Object.assign(document.createElement("span"), { className: "grip", title: "Dra raden till en annan plats" });
    handle.setAttribute("aria-hidden", "true"); // the buttons are for the keyboard and the screen reader
    handle.addEventListener("pointerdown", (event) => drag(event, row, movable, form));
    row.querySelector("[data-acts]").prepend(handle);
  }
}

function drag(start, row, movable, form) {
  if (start.button !== 0) return;
  start.preventDefault();
  const handle = start.currentTarget;
  let place = movable.indexOf(row);
  handle.setPointerCapture(start.pointerId);
  row.classList.add("row--dragged");

  const move = (event) => {
    place = movable.filter((other) => other !== row && middle(other) < event.clientY).length;
    movable.forEach((other) => other.classList.remove("row--before", "row--after"));
    const others = movable.filter((other) => other !== row);
    if (place < others.length) others[place].classList.add("row--before");
    else others[others.length - 1].classList.add("row--after");
  };
  const stop = (event) => {
    for (const [name, act] of [["pointermove", move], ["pointerup", stop], ["pointercancel", stop]]) handle.removeEventListener(name, act);
    row.classList.remove("row--dragged");
    movable.forEach((other) => other.classList.remove("row--before", "row--after"));
    if (event.type === "pointerup" && place !== movable.indexOf(row)) submit(form, row, place + 1);
  };
  for (const [name, act] of [["pointermove", move], ["pointerup", stop], ["pointercancel", stop]]) handle.addEventListener(name, act);
}

function middle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}

/** Press the button that would move the row there. */
function submit(form, row, to) {
  const button = Object.assign(document.createElement("button"), { type: "submit", name: "to", value: to, hidden: true });
  button.setAttribute("formaction", row.dataset.move);
  row.append(button);
  form.requestSubmit(button);
}

function remember(button) {
  const row = button?.closest("[data-row]");
  if (row && button.name === "to") sessionStorage.setItem(KEPT, JSON.stringify([row.id, button.textContent.trim()]));
}

function putBack(list) {
  const [id, words] = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
  const row = id && list.querySelector(`#${CSS.escape(id)}`);
  if (!row) return;
  sessionStorage.removeItem(KEPT);
  const buttons = [...row.querySelectorAll("button[name=to]")];
  const same = buttons.find((each) => each.textContent.trim().startsWith(words.split(" rad ")[0])) ?? buttons[0];
  // After the browser has gone to the row that the address names, which takes focus away.
  window.addEventListener("load", () => setTimeout(() => same?.focus()));
}
