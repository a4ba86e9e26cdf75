// The session has ended while somebody types: sign in where one is, and go on.
//
// The dialog comes with the server's 401 (templates/fragments/signed_out.html). It posts to the sign-in page's own
// addresses, which answer with a way on when it went well and with the form again when it did not.

import { csrfToken } from "./page.js";

const WORDS = {
  away: "Ingen kontakt med servern. Försök igen när du har nät.",
  often: "Det blev många försök. Vänta några minuter och försök igen.",
  wrong: "Det stämde inte. Se efter adressen och det du skrev, och försök igen.",
};

/** Open the dialog in `place`, once; `signedIn` is called when the person is back. */
export function askToSignIn(place, signedIn) {
  const dialog = place?.querySelector("dialog[data-sign-in]");
  if (!dialog || place.dataset.isAsked) return;
  place.dataset.isAsked = "true";
  const opener = place.querySelector("[data-open-sign-in]");
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  // Its fields are no part of the worksheet around it.
  document.body.append(dialog);
  new MutationObserver((_changes, observer) => {
    if (place.isConnected) return;
    observer.disconnect();
    dialog.remove();
  }).observe(document.body, { childList: true, subtree: true });
  for (const form of dialog.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.reportValidity()) send(dialog, form, event.submitter, signedIn);
    });
  }
  if (!document.querySelector("dialog[open]")) dialog.showModal();
}

async function send(dialog, form, button, signedIn) {
  const error = dialog.querySelector("[data-error]");
  error.textContent = "";
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-CSRFToken": csrfToken() },
      redirect: "manual",
    });
    if (answer.type !== "opaqueredirect") error.textContent = answer.status === 429 ? WORDS.often : WORDS.wrong;
    else if (form.hasAttribute("data-asks-for-code")) codeIsSent(dialog);
    else {
      dialog.close();
      signedIn();
    }
  } catch {
    error.textContent = WORDS.away;
  } finally {
    button.disabled = false;
  }
}

function codeIsSent(dialog) {
  const code = dialog.querySelector("[data-takes-code]");
  code.hidden = false;
  code.querySelector("input[name=code]").focus();
}
