// What can go wrong, as one error type whose `code` is the wire's or one of this client's own.

/** @import { Refusal, ServerDocument } from './types.js' */

/** This client's own codes, beside those of the wire. */
const ownWords = Object.freeze({
  lost: 'The connection was lost before an answer came.',
  offline: 'There is no connection at present.',
  stopped: 'The client was stopped.',
  left: 'You are not in this room.',
  discarded: 'It was discarded before it was sent.',
  outbox_full: 'Too much waits to be sent. Wait until the connection is back.',
  too_old: 'This was never sent, and it is days old. Send it again if it still matters.',
  stale: 'This was written a while ago. Send it if it still fits.',
  other_member: 'This was written under another name. Send it again if it should go out under yours.',
  too_large: 'This is too long to be sent.',
  unreadable: 'The server sent something that this client cannot read.',
});

/** A refusal by the server, or a failure to reach it. `message` is a sentence for a person. */
export class HallwayError extends Error {
  /** @param {Refusal} refusal */
  constructor({ code, message, retryable, retryAfterMs, field }) {
    super(message);
    this.name = 'HallwayError';
    this.code = code;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
    this.field = field;
  }
}

/** A failure of this client's own.
 * @param {keyof typeof ownWords} code
 * @returns {Refusal} */
export function ownRefusal(code) {
  return { code, message: ownWords[code], retryable: code === 'lost' || code === 'offline', retryAfterMs: null };
}

/** The `error` of an answer, whatever it holds.
 * @param {ServerDocument} error
 * @returns {Refusal} */
export function readRefusal(error) {
  const { code, message, retryable, retry_after_ms: retryAfterMs, field } = error ?? {};
  return {
    code: typeof code === 'string' ? code : 'bad_request',
    message: typeof message === 'string' ? message : 'The server refused this.',
    retryable: retryable === true,
    retryAfterMs: Number.isFinite(retryAfterMs) ? retryAfterMs : null,
    ...(typeof field === 'string' ? { field } : {}),
  };
}
