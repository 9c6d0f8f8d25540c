// Asks for the room's part of the page while the words are still on their way, where the address says that it will be needed.

/** At the top of `main.js`, as modules wait for one another in order. */
if (/^\/(r|stage)\/[^/]+\/?$/.test(globalThis.location?.pathname ?? '')) import('./components/room-place.js').catch(() => {}); // asked for again, and told, when it is needed
