// Saves what is typed in a worksheet, field by field, so that nothing typed is ever lost (docs/typing.md).
//
// Here is the worksheet on the page and what happens to it; field.js saves one field, drafts.js keeps what is not saved.
// Without these files the form's own button saves the whole worksheet.

import { Field, leave } from "./field.js";
import { watch } from "./presence.js";
import { toolbar } from "./marks.js";
import { rows } from "./rows.js";
import { askToSignIn } from "./signin.js";

const PAUSE = 800; // after the last key

const WORDS = {
  saving: "Sparar …",
  unsaved: "Inte sparat. Vi försöker igen, texten finns kvar här",
  away: "Ingen kontakt med servern",
  next: "Skriv vidare. Texten ligger kvar i den här webbläsaren och skickas av sig själv när kontakten är tillbaka. Rensa inte webbläsaren innan det står Sparat.",
};

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
    this.fields.forEach((field) => toolbar(field.control));
    if (form.dataset.writers) watch(this);
    rows(form);
    form.addEventListener("toggle", () => this.unfold(), true);
    this.unfold();
  }

  /** Show the bar unless all there is to write in is folded away. */
  unfold() {
    const fields = [...this.form.querySelectorAll("[data-version]")];
    this.bar.closest(".savebar").hidden = fields.length > 0 && fields.every((field) => field.closest("details:not([open])"));
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
    if (this.leaving || button?.hasAttribute("data-plain")) return;
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

  /** Nothing comes through: say why, and what happens next; where the session has ended, ask to sign in. */
  waits(signedOut) {
    if (signedOut) {
      this.notice(signedOut, "signed-out");
      askToSignIn(this.form.querySelector("[data-notice]"), () => everyField().forEach((field) => field.save()));
    } else {
      this.notice(banner(), "away");
    }
  }

  /** Show a notice above the bar, and take it away when it is over. */
  notice(fragment, kind = "") {
    const shown = this.form.querySelector("[data-notice]");
    if (shown && shown.dataset.notice === kind) return;
    shown?.remove();
    if (!fragment) return;
    const place = Object.assign(document.createElement("div"), { innerHTML: fragment });
    place.dataset.notice = kind;
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

function banner() {
  return `<div class="notice notice--warn" role="status"><svg class="icon" aria-hidden="true" focusable="false"><use href="#i-late"/></svg><div><h3>${WORDS.away}</h3><p>${WORDS.next}</p></div></div>`;
}

const sheets = [...document.querySelectorAll("form[data-autosave]")].map((form) => new Sheet(form));

function everyField() {
  return sheets.flatMap((sheet) => sheet.fields);
}

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
  leave();
  if (everyField().some((field) => field.isDirty && field.tries > 0)) event.preventDefault();
});
