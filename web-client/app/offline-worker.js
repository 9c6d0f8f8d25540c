// Lets the page be opened without a network: its own files, and nothing that anybody wrote. The build puts the names of the files here.

/** @type {readonly string[]} */
const files = FILES;
const name = `hallway ${VERSION}`;
const pages = /^\/(now|hallway|(r|stage)\/[^/]+(\/(screen|moderate))?)?\/?$/;
const patienceMs = 6000; // before a page that does not come is taken from here

const worker = /** @type {any} */ (globalThis);

worker.addEventListener('install', (/** @type {any} */ event) => {
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(files)).then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (/** @type {any} */ event) => {
  event.waitUntil(caches.keys()
    .then((all) => Promise.all(all.filter((other) => other.startsWith('hallway ') && other !== name).map((other) => caches.delete(other))))
    .then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (request.mode === 'navigate' && pages.test(url.pathname)) event.respondWith(page(request));
  else if (files.includes(url.pathname)) event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(request)));
});

/** The server's, so that nobody stays on an old page; else the one from here. @param {Request} request */
async function page(request) {
  const fresh = fetch(request);
  const kept = await caches.match('/');
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, patienceMs, kept));
  return Promise.race([fresh.catch(() => kept), late]);
}
