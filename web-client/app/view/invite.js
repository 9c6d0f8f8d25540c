// What an invite says of itself, before anybody redeems it. Pure; only the server knows whether it is true.

/** Whether a link's token must not be shown to a server before its reader has agreed. @param {string} token */
export const isInvite = (token) => token.startsWith('hi1.');

/**
 * The space and the role in `hi1.` + base64url of `1 invite <space> <role> <id>` + `.` + a signature.
 * @param {string} token
 * @returns {{ space: string, role: string } | null}  null: it is none that this page can read
 */
export function readInvite(token) {
  try {
    const payload = token.split('.')[1] ?? '';
    const [, space, role] = /^1 invite ([a-z0-9-]{1,64}) ([a-z]{1,20}) \S+$/.exec(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) ?? [];
    return space && role ? { space, role } : null;
  } catch {
    return null; // not base64url
  }
}
