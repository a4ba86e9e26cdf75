// "Anna skriver här": a hint that a colleague is in the same field. Asked for slowly, and only while somebody types.

import { csrfToken } from "./page.js";

const EVERY = 15000;
const AWAKE = 120000; // after the last key: a field that is left open asks no more

/** Ask, for the field that has focus in `sheet`, who else is in it. */
export function watch(sheet) {
  let field = null;
  let timer = 0;
  let awakeUntil = 0;

  async function ask() {
    clearTimeout(timer);
    if (!field || document.visibilityState !== "visible" || Date.now() > awakeUntil) return;
    const asked = field;
    try {
      const answer = await fetch(sheet.form.dataset.writers, {
        method: "POST",
        body: new URLSearchParams(asked.place),
        headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
      });
      if (answer.ok) show(asked, asked === field ? (await answer.json()).names : []);
    } catch {
      // A hint: without it nothing is lost.
    }
    clearTimeout(timer);
    timer = setTimeout(ask, EVERY);
  }

  sheet.form.addEventListener("focusin", (event) => {
    field = sheet.of(event.target) ?? null;
    awakeUntil = Date.now() + AWAKE;
    ask();
  });
  sheet.form.addEventListener("input", () => {
    const slept = Date.now() > awakeUntil;
    awakeUntil = Date.now() + AWAKE;
    if (slept) ask();
  });
  sheet.form.addEventListener("focusout", () => {
    if (field) show(field, []);
    field = null;
  });
  document.addEventListener("visibilitychange", ask);
}

function show(field, names) {
  const box = field.control.closest("[data-field]").querySelector("[data-writers-here]");
  const words = names.length ? `${names.join(" och ")} skriver här` : "";
  if (box && box.textContent !== words) box.textContent = words;
}
