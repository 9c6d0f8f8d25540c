// How a room is set, in words for who writes there; fetched when it is set otherwise than usual, or somebody is muted.
import { html } from 'lit';

import { rulesOf } from './view/rules.js';
import { momentIn } from './words/moments.js';
import { ruleWords as says } from './words/rules.js';

/** @import { RoomPlace } from './components/room-place.js' */

/**
 * @typedef {object} RulesHere
 * @property {string} lockedWhy  why nothing at all can be written, asked or voted for; empty: it can
 * @property {string} closedWhy  why no message can be written
 * @property {unknown} more  what can be done instead
 * @property {string} mutedWhy  why nothing can be asked either
 * @property {boolean} mayBeAnonymous
 * @property {boolean} isFixed  what is written here cannot be changed, only taken back
 * @property {import('./components/message-composer.js').Slow | null} slow
 */

/** @param {RoomPlace} place @returns {RulesHere} */
export function rulesHere(place) {
  const { client, visit } = place;
  const { schedule } = client;
  const mute = client.sanctionIn('mute', visit.id);
  const { closed, isLocked, everyS, waitsUntil, shownAfterS } = rulesOf(visit.state, mute, schedule.now() - Date.now());
  const until = mute?.until ? momentIn(client.space?.time_zone, mute.until, schedule.now()) : '';
  const mutedWhy = mute ? [says.muted(mute.scope !== undefined, until), mute.reason && `${says.reason} ${mute.reason}`].filter(Boolean).join(' ') : '';
  const hints = [shownAfterS === Infinity ? says.approval : shownAfterS > 0 && says.delay(shownAfterS), everyS > 0 && says.slow(everyS)].filter(Boolean);
  const isAsking = closed === 'only-questions';
  return {
    lockedWhy: isLocked ? says.locked : '',
    closedWhy: closed ? { muted: mutedWhy, locked: says.locked, 'only-questions': says.onlyQuestions }[closed] : '',
    more: isAsking && !place.board?.closedWhy ? html`<button class="small" type="button" @click=${() => beginQuestion(place)}>${says.ask}</button>` : '',
    mutedWhy,
    mayBeAnonymous: visit.state.policy.anonymous,
    isFixed: shownAfterS > 0,
    slow: hints.length > 0 ? { hint: hints.join(' '), until: waitsUntil, now: () => schedule.now(), wait: says.wait } : null,
  };
}

/** To the field where one asks. @param {RoomPlace} place */
async function beginQuestion(place) {
  place.openBoard(true);
  await import('./components/room-board.js').catch(() => {}); // said already
  await place.updateComplete;
  place.board?.focusForm?.();
}
