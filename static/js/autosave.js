// Saves what is typed in a worksheet, field by field, so that nothing typed is ever lost (docs/typing.md).
//
// A field sends its text with the version it started from and an id of its own for the edit. One edit is under way at
// a time; it is sent again, the same, until the server has answered. Until then the text also lies in sessionStorage.
// Without this file the form's own button saves the whole worksheet.

import { csrfToken } from "./page.js";

const PAUSE = 800; // after the last key
const WAITS = [1000, 2000, 5000, 10000, 30000]; // before trying again
const PATIENCE = 20000; // for one answer
const KEEPALIVE = 60000; // what a page that closes may still send

const WORDS = {
  saving: "Sparar …",
  unsaved: "Inte sparat. Vi försöker igen, texten finns kvar här",
  gone: "Det här fältet går inte att spara just nu. Kopiera texten och ladda om sidan.",
};

let isLeaving = false; // another page has been asked for

/** One field: its control, the version it stands on, and the edit that is under way. */
class Field {
  constructor(control, sheet) {
    this.control = control;
    this.sheet = sheet;
    this.trouble = control.closest("[data-field]").querySelector("[data-trouble]");
    this.version = control.dataset.version;
    this.saved = control.value;
    this.refused = null; // the text that the server would not take
    this.edit = null; // what is under way: {value, version, id}
    this.tries = 0;
    this.timer = 0;
    if (control.hasAttribute("aria-invalid")) this.refused = control.value;
    this.recall();
  }

  get key() {
    return `jamna-steg ${this.sheet.form.dataset.person} ${location.pathname.split("/mall/")[0]} ${this.control.name} ${this.sheet.form.dataset.worksheet}`;
  }

  get hasConflict() {
    return this.trouble.querySelector("[data-conflict]") !== null;
  }

  get isDirty() {
    return this.edit !== null || (this.control.value !== this.saved && this.control.value !== this.refused);
  }

  /** Take up text that an earlier page of this tab did not get saved. */
  recall() {
    const kept = JSON.parse(sessionStorage.getItem(this.key) || "null");
    if (!kept || this.hasConflict) return;
    if (kept.value === this.control.value || (kept.isSaved && Number(kept.version) <= Number(this.version))) {
      sessionStorage.removeItem(this.key);
      return;
    }
    this.control.value = kept.value;
    if (kept.isSaved) {
      this.stand(kept.version, kept.value);
      return;
    }
    this.version = kept.version;
    this.edit = kept.edit;
    this.later(0);
  }

  /**
   * Keep the text in this tab for as long as the server does not have it. A page that is asked for just before the
   * server has it shows the text before: so what is saved while leaving is kept for that page too.
   */
  keep() {
    const { version, edit } = this;
    const isSaved = edit === null && this.control.value === this.saved;
    if (!isSaved || isLeaving) {
      sessionStorage.setItem(this.key, JSON.stringify({ value: this.control.value, version, edit, isSaved }));
    } else {
      sessionStorage.removeItem(this.key);
    }
  }

  typed(pause) {
    if (this.control.value !== this.refused) this.refused = null;
    this.keep();
    if (!this.hasConflict) this.later(pause);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  /** Send the edit under way, or the text as it stands now; done when nothing is left to send. */
  async save() {
    clearTimeout(this.timer);
    if (this.sending || this.hasConflict || !this.isDirty) return this.sending;
    this.edit = this.edit || { value: this.control.value, version: this.version, id: crypto.randomUUID() };
    this.keep();
    this.sending = this.send(this.edit);
    this.sheet.show();
    await this.sending;
    this.sending = null;
    this.keep();
    this.sheet.show();
    if (this.tries === 0 && this.isDirty && !this.hasConflict) await this.save();
    return undefined;
  }

  async send(edit) {
    const body = new URLSearchParams({
      worksheet: this.sheet.form.dataset.worksheet,
      entry_id: this.control.dataset.entry,
      field_key: this.control.dataset.key,
      function: this.control.dataset.function,
      value: edit.value,
      version: edit.version,
      edit_id: edit.id,
    }).toString();
    try {
      const answer = await fetch(this.sheet.form.dataset.autosave, {
        method: "POST",
        body,
        headers: {
          "Content-Type": "application/x-www-form-urlencoded",
          "X-CSRFToken": csrfToken(),
          "HX-Request": "true",
        },
        keepalive: body.length < KEEPALIVE,
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.ok) this.accept(edit, await answer.json());
      else if (answer.status === 401) this.wait(await answer.text());
      else if (answer.status >= 500 || answer.status === 429) this.wait();
      else this.refuse(edit, answer.status, await answer.text());
    } catch {
      this.wait();
    }
  }

  /** The server has the text. Somebody else's paragraphs may have come with it. */
  accept(edit, { version, base, value, at }) {
    const hasTypedOn = this.control.value !== edit.value;
    this.edit = null;
    this.tries = 0;
    this.stand(hasTypedOn ? base : version, hasTypedOn ? edit.value : value);
    if (!hasTypedOn) {
      if (base !== version || document.activeElement !== this.control) this.put(value);
      this.saved = this.control.value;
    }
    this.clear();
    this.sheet.saved(at);
  }

  /** No answer, or none that tells: the same edit goes again after a while, or when the person is back. */
  wait(notice = "") {
    this.timer = setTimeout(() => this.save(), WAITS[Math.min(this.tries, WAITS.length - 1)]);
    this.tries += 1;
    this.sheet.notice(notice);
  }

  /** The server would not have it: say why at the field, or show both texts and let the person choose. */
  refuse(edit, status, fragment) {
    this.edit = null;
    this.tries = 0;
    this.refused = edit.value;
    if (fragment.trimStart().toLowerCase().startsWith("<!doctype")) {
      this.trouble.replaceChildren(Object.assign(document.createElement("p"), { className: "error", textContent: WORDS.gone }));
    } else {
      this.trouble.innerHTML = fragment;
    }
    this.control.setAttribute("aria-invalid", "true");
  }

  /** Let the text that was chosen be the one, on top of the other's version. */
  choose() {
    const conflict = this.trouble.querySelector("[data-conflict]");
    const theirs = conflict.querySelector("[data-theirs]").value;
    const choice = conflict.querySelector("input[type=radio]:checked").value;
    this.stand(conflict.dataset.version, theirs);
    if (choice === "theirs") this.put(theirs);
    if (choice === "both") this.put(`${this.control.value}\n\n${theirs}`);
    this.clear();
    this.keep();
    this.control.focus();
    this.save();
    this.sheet.show();
  }

  stand(version, text) {
    this.version = String(version);
    this.saved = text;
    this.control.form.elements[`version.${this.control.name.slice("value.".length)}`].value = this.version;
  }

  put(text) {
    if (this.control.value === text) return;
    const { selectionStart, selectionEnd } = this.control;
    this.control.value = text;
    if (document.activeElement === this.control && selectionStart !== undefined && selectionStart !== null) {
      this.control.setSelectionRange(selectionStart, selectionEnd);
    }
  }

  clear() {
    this.refused = null;
    this.trouble.replaceChildren();
    this.control.removeAttribute("aria-invalid");
  }
}

/** A worksheet on the page: its fields, and the bar that says how it stands. */
class Sheet {
  constructor(form) {
    this.form = form;
    this.bar = form.querySelector("[data-saved]");
    this.at = "";
    this.wording = "";
    this.fields = [];
    this.fields = [...form.querySelectorAll("[data-version]:not([data-conflict])")].map((control) => new Field(control, this));
    form.addEventListener("input", (event) => this.of(event.target)?.typed(PAUSE));
    form.addEventListener("change", (event) => this.of(event.target)?.typed(0));
    form.addEventListener("focusout", (event) => this.of(event.target)?.save());
    form.addEventListener("click", (event) => this.pressed(event));
    form.addEventListener("submit", (event) => this.submitted(event));
  }

  of(control) {
    return this.fields.find((field) => field.control === control);
  }

  get unsaved() {
    return this.fields.filter((field) => field.isDirty);
  }

  get wrong() {
    return this.fields.filter((field) => field.refused !== null || field.hasConflict);
  }

  async saveAll() {
    await Promise.all(this.fields.map((field) => field.save()));
  }

  pressed(event) {
    if (!event.target.closest("[data-choose]")) return;
    event.preventDefault();
    const place = event.target.closest("[data-field]").dataset.field;
    this.fields.find((field) => field.control.name === `value.${place}`).choose();
  }

  /** The form's own buttons: save what is left; a button that leads on does so when all is saved. */
  async submitted(event) {
    const button = event.submitter;
    if (this.leaving) return;
    event.preventDefault();
    await this.saveAll();
    if (this.wrong.length) this.wrong[0].control.focus();
    else if (button?.hasAttribute("formaction") && this.unsaved.length === 0) {
      this.leaving = true;
      setTimeout(() => this.form.requestSubmit(button)); // not while this submit is being told of: it would be ignored
      return;
    }
    if (!this.at && !this.wrong.length && !this.unsaved.length) this.say("Allt är sparat");
    else this.show();
  }

  saved(at) {
    this.at = at;
  }

  /** Show a notice of the server (you are signed out) above the form, and take it away when it is over. */
  notice(fragment) {
    const shown = this.form.querySelector("[data-notice]");
    if (shown && fragment) return;
    shown?.remove();
    if (!fragment) return;
    const place = Object.assign(document.createElement("div"), { innerHTML: fragment });
    place.dataset.notice = "";
    this.bar.closest(".savebar").before(place);
  }

  show() {
    const isStuck = this.fields.some((field) => field.tries > 0);
    const count = this.wrong.length;
    const wrong = count ? `${count} fält behöver rättas` : "";
    let words = this.at ? [`Sparat ${this.at}`, wrong].filter(Boolean).join(", ") : wrong;
    if (this.fields.some((field) => field.sending)) words = WORDS.saving;
    if (isStuck) words = WORDS.unsaved;
    else this.notice("");
    if (words) this.say(words, isStuck || count > 0);
  }

  say(words, isTrouble = false) {
    if (words === this.wording) return;
    this.wording = words;
    this.bar.classList.toggle("saved--not", isTrouble);
    this.bar.querySelector("use").setAttribute("href", isTrouble ? "#i-late" : "#i-saved");
    this.bar.querySelector("span").textContent = words;
  }
}

const sheets = [...document.querySelectorAll("form[data-autosave]")].map((form) => new Sheet(form));
const everyField = () => sheets.flatMap((sheet) => sheet.fields);

// Back on the page, perhaps after signing in in another tab; the network may be back too.
function tryAgain() {
  if (document.visibilityState === "visible") everyField().forEach((field) => field.save());
}
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") everyField().forEach((field) => field.save());
  else tryAgain();
});
window.addEventListener("online", tryAgain);
window.addEventListener("focus", tryAgain);

// Leaving: what is not under way goes now; what is under way goes on by itself.
window.addEventListener("pagehide", () => {
  everyField().forEach((field) => {
    if (field.isDirty) field.keep();
    if (!field.sending && field.isDirty && !field.hasConflict) field.save();
  });
});
window.addEventListener("beforeunload", (event) => {
  isLeaving = true;
  setTimeout(() => { isLeaving = false; }, PATIENCE); // the person stayed
  if (everyField().some((field) => field.isDirty && field.tries > 0)) event.preventDefault();
});
