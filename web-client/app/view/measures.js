// What staff may decide about somebody, where, and until when. Pure.

import { isStaff } from '../../sdk/policy.js';

/** @import { Member, RoomState, Self } from '../../sdk/types.js' */

/** @typedef {'short' | 'hour' | 'today' | 'open'} Span */
/** Where something is to hold. @typedef {{ name: 'room' | 'stage' | 'space', scope: string | undefined }} Scope */

/** @type {readonly Span[]} */
export const spans = ['short', 'hour', 'today', 'open'];

const minuteMs = 60_000;

/** When a span ends, ms; undefined: when it is lifted. A day goes on into the night.
 * @param {Span} span @param {number} now @param {(at: number) => string} dayOf  where the event is, "2024-02-03" */
export function endOf(span, now, dayOf) {
  if (span === 'short') return now + 10 * minuteMs;
  if (span === 'hour') return now + 60 * minuteMs;
  if (span === 'open') return undefined;
  let at = now - (now % (15 * minuteMs)); // no zone changes its day within a quarter of an hour
  const night = 4 * 60 * minuteMs;
  for (const today = dayOf(now - night); dayOf(at - night) === today;) at += 15 * minuteMs;
  return at;
}

/**
 * Where this reader's role lets them decide, the narrowest first.
 * @param {Self | null} me @param {{ id: string, stage: string | undefined } | null} room  where they are; a stage's own room is its own stage
 * @param {(role: string) => boolean} may
 * @returns {Scope[]}
 */
export function scopesFor(me, room, may = isStaff) {
  const isEverywhere = may(me?.role ?? '');
  /** @param {string} scope */
  const has = (scope) => isEverywhere || (me?.roles ?? []).some((one) => may(one.role) && one.scope === scope);
  /** @type {Scope[]} */
  const scopes = [];
  const isStage = room?.stage === room?.id;
  if (room && !isStage && (has(room.id) || (room.stage && has(room.stage)))) scopes.push({ name: 'room', scope: room.id });
  if (room?.stage && has(room.stage)) scopes.push({ name: 'stage', scope: room.stage });
  if (isEverywhere) scopes.push({ name: 'space', scope: undefined });
  return scopes;
}

/** Whether a reader may send somebody away who wrote under this role: against staff only an organiser, against oneself nobody.
 * @param {RoomState} state @param {Member} whom */
export const maySendAway = ({ me, role }, whom) => isStaff(role) && me?.id !== whom.id && (role === 'organiser' || !isStaff(whom.role));
