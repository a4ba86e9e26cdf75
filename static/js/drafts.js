// Text that the server does not have yet, kept in this browser: it outlives the page, the tab and the machine's sleep.
//
// A text that was saved while its page was being left is kept too, in the tab alone: the next page may have been asked
// for just before the server had it.

/** Keep what stands in a field: {value, version, edit, isSaved, at}. A full or forbidden store is no reason to stop typing. */
export function keep(key, draft) {
  forget(key);
  try {
    (draft.isSaved ? sessionStorage : localStorage).setItem(key, JSON.stringify(draft));
  } catch {
    // The text still stands in the field, and leaving the page asks first.
  }
}

/** Return what is kept of a field, or null. */
export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key) || sessionStorage.getItem(key) || "null");
  } catch {
    return null;
  }
}

/** The server has it. */
export function forget(key) {
  try {
    localStorage.removeItem(key);
    sessionStorage.removeItem(key);
  } catch {
    // Nothing is kept where nothing may be stored.
  }
}
