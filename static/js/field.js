// One field of a worksheet: its control, the version it stands on, and the edit that is under way.
//
// One edit is under way at a time; it is sent again, the same, until the server has answered (docs/typing.md).

import * as drafts from "./drafts.js";
import { csrfToken, say } from "./page.js";

const WAITS = [1000, 2000, 5000, 10000]; // before trying again
const PATIENCE = 20000; // for one answer
const KEEPALIVE = 60000; // what pages that close may have under way together

const GONE = "Det här fältet går inte att spara just nu. Kopiera texten och ladda om sidan.";

let isLeaving = false; // another page has been asked for
let underWay = 0; // letters that would outlive the page

/** The page is being left; the person may still stay. */
export function leave() {
  isLeaving = true;
  setTimeout(() => { isLeaving = false; }, PATIENCE);
}

export class Field {
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

  /** Where the field is, as the server is asked about it. */
  get place() {
    return {
      worksheet: this.sheet.form.dataset.worksheet,
      entry_id: this.control.dataset.entry,
      field_key: this.control.dataset.key,
      function: this.control.dataset.function,
    };
  }

  get hasConflict() {
    return this.trouble.querySelector("[data-conflict]") !== null;
  }

  get isDirty() {
    return this.edit !== null || (this.control.value !== this.saved && this.control.value !== this.refused);
  }

  /** Take up text that an earlier page did not get saved. */
  recall() {
    const kept = drafts.recall(this.key);
    if (!kept || this.hasConflict) return;
    if (kept.value === this.control.value || (kept.isSaved && Number(kept.version) <= Number(this.version))) {
      drafts.forget(this.key);
      return;
    }
    this.control.value = kept.value;
    this.control.closest("details")?.setAttribute("open", "");
    if (kept.isSaved) {
      this.stand(kept.version, kept.value);
      this.sheet.saved(kept.at);
      this.sheet.show();
      return;
    }
    this.version = kept.version;
    this.edit = kept.edit;
    this.later(0);
  }

  /** Keep the text in this browser for as long as the server does not have it. */
  keep() {
    const { version, edit } = this;
    const isSaved = edit === null && this.control.value === this.saved;
    if (!isSaved || isLeaving) drafts.keep(this.key, { value: this.control.value, version, edit, isSaved, at: this.sheet.at });
    else drafts.forget(this.key);
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
    const { value, version, id } = edit;
    const person = this.sheet.form.dataset.person;
    const body = new URLSearchParams({ ...this.place, person, value, version, edit_id: id }).toString();
    const keepalive = underWay + body.length < KEEPALIVE;
    underWay += keepalive ? body.length : 0;
    try {
      const answer = await fetch(this.sheet.form.dataset.autosave, {
        method: "POST",
        body,
        headers: {
          "Content-Type": "application/x-www-form-urlencoded",
          "X-CSRFToken": csrfToken(),
          "HX-Request": "true",
        },
        keepalive,
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.ok) this.accept(edit, await answer.json());
      else if (answer.status === 401) this.wait(await answer.text());
      else if (answer.status >= 500 || answer.status === 429) this.wait();
      else this.refuse(edit, await answer.text());
    } catch {
      this.wait();
    } finally {
      underWay -= keepalive ? body.length : 0;
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
  wait(signedOut = "") {
    this.timer = setTimeout(() => this.save(), WAITS[Math.min(this.tries, WAITS.length - 1)]);
    this.tries += 1;
    this.sheet.waits(signedOut);
  }

  /** The server would not have it: say why at the field, or show both texts and let the person choose. */
  refuse(edit, fragment) {
    this.edit = null;
    this.tries = 0;
    this.refused = edit.value;
    if (fragment.trimStart().toLowerCase().startsWith("<!doctype")) {
      this.trouble.replaceChildren(Object.assign(document.createElement("p"), { className: "error", textContent: GONE }));
    } else {
      this.trouble.innerHTML = fragment;
    }
    this.control.setAttribute("aria-invalid", "true");
    if (this.hasConflict) say(this.trouble.querySelector(".notice").textContent);
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
