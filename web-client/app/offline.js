// Has the browser keep the page's own files, when it has nothing better to do: then the page opens without a network, too.

const afterMs = 10_000; // what is shown first does not wait for it

/** @param {Window} window */
export function keepPage({ navigator, isSecureContext, setTimeout }) {
  if (!isSecureContext || !('serviceWorker' in navigator)) return;
  setTimeout(() => navigator.serviceWorker.register('/offline-worker.js').catch(() => {}), afterMs);
}
