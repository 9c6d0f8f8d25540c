// Where the focus goes when a dialog has closed.

/** Back to where it was, or to what was drawn in its place since. The browser tells late that a dialog has closed: who has opened something else by then stays there.
 * @param {HTMLElement | null | undefined} back */
export function returnFocus(back) {
  if (document.activeElement?.closest('dialog[open], [role="menu"]')) return;
  const id = back?.isConnected ? undefined : back?.dataset.id;
  const to = id ? document.querySelector(`[data-id="${CSS.escape(id)}"]`) : back;
  if (to instanceof HTMLElement) to.focus({ preventScroll: true });
}
