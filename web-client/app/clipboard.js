// Puts a text on the clipboard.

/** A page that was not loaded over TLS has no clipboard, only the copying of what is selected.
 * @param {string} text
 * @param {HTMLInputElement | null} [shown]  a field that shows the text; needed where a dialog keeps all else from being selected
 * @returns {Promise<boolean>} whether it is there */
export async function copied(text, shown = null) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return shown ? copySelected(shown) : copyUnseen(text);
  }
}

/** @param {HTMLInputElement} field */
function copySelected(field) {
  field.focus();
  field.select();
  return document.execCommand('copy');
}

/** @param {string} text */
function copyUnseen(text) {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}
