// A field that grows with its text.

/** Makes a field as high as its text; the style sheet bounds it.
 * @param {HTMLTextAreaElement} field */
export function grow(field) {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}
