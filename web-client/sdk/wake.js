// Tells when a page wakes, or its network goes: the moments at which a connection may be dead without knowing it.

/** @import { WakeTarget } from './environment.js' */

/**
 * @param {WakeTarget | null} target  a window, or null where there is none
 * @param {{ onWake: () => void, onNetworkLost: () => void }} listeners
 * @returns {() => void} stops listening
 */
export function listenForWake(target, { onWake, onNetworkLost }) {
  if (!target) return () => {};
  const { document } = target;
  const onVisibility = () => {
    if (document.visibilityState === 'visible') onWake();
  };
  target.addEventListener('pageshow', onWake);
  target.addEventListener('online', onWake);
  target.addEventListener('offline', onNetworkLost);
  document?.addEventListener('visibilitychange', onVisibility);
  return () => {
    target.removeEventListener('pageshow', onWake);
    target.removeEventListener('online', onWake);
    target.removeEventListener('offline', onNetworkLost);
    document?.removeEventListener('visibilitychange', onVisibility);
  };
}

/** Whether the browser says that there is no network. It errs, so this changes words only.
 * @param {WakeTarget | null} target */
export const saysOffline = (target) => target?.navigator?.onLine === false;
