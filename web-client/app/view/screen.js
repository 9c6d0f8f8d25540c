// What a room's big screen shows: the question of the moment, or those with the most votes, and how long the talk goes on. Pure.

import { pinsAt, questionsOf } from '../../sdk/questions.js';
import { currentOf, entryOf, nextOf, talksOf } from '../../sdk/schedule.js';
import { arranged } from './board.js';
import { talkOf } from './here.js';

/** @import { Question, RoomState, ScheduleState, Talk } from '../../sdk/types.js' */

/** How many questions stand on the screen at once, however long they are. */
export const slots = 4;

/** For how long a stage's screen stays with a talk that has ended, ms: its questions go on. */
export const stayMs = 15 * 60_000;

/** For how long a talk that has ended says so, ms. */
export const overShownMs = 60 * 60_000;

/** `by`: empty if nobody is to be told. @typedef {{ id: string, text: string, by: string, votes: number }} ScreenQuestion */

/**
 * @typedef {object} Shown
 * @property {(ScreenQuestion & { answer: string }) | null} answering  `answer`: the newest that has words, one that is confirmed before others
 * @property {ScreenQuestion[]} top
 * @property {number} open  how many there are
 * @property {string} pinned  what was pinned last
 */

/**
 * Only what everybody in the room may see, whoever opened the screen.
 * @param {RoomState} state @param {number} now  ms, the server's
 * @returns {Shown}
 */
export function screenOf(state, now) {
  const told = questionsOf(state).filter((one) => one.state === 'visible' || one.state === 'answering');
  const byId = new Map(told.map((one) => [one.id, one]));
  const { answering, open } = arranged(told, null, false);
  const asked = (/** @type {string} */ id) => shownOf(/** @type {Question} */ (byId.get(id)));
  const [current] = answering;
  return {
    answering: current ? { ...asked(current), answer: answerOf(byId.get(current)) } : null,
    top: open.slice(0, slots).map(asked),
    open: open.length,
    pinned: [...pinsAt(state, now)].sort((a, b) => b.at - a.at)[0]?.text ?? '',
  };
}

/** @param {Question} question @returns {ScreenQuestion} */
const shownOf = ({ id, text, votes, anonymous, from }) => ({ id, text, votes, by: anonymous ? '' : from?.name ?? '' });

/** @param {Question | undefined} question */
function answerOf(question) {
  const worded = (question?.answers ?? []).filter(({ text }) => text);
  return (worded.filter(({ endorsed }) => endorsed).at(-1) ?? worded.at(-1))?.text ?? '';
}

/**
 * @typedef {object} Showing
 * @property {string} room  whose questions are shown
 * @property {string} title  of the talk, the lesson or the stage; empty if the schedule does not know it
 * @property {Talk | null} talk  whose time it is
 * @property {Talk | null} next  what comes at a stage where nothing is on
 * @property {boolean} isStage
 */

/**
 * What belongs on the screen of a room now; that of a stage follows the talk that is on, and stays with it a while after its end.
 * @param {ScheduleState | null} schedule @param {string} room @param {number} now  ms, the server's
 * @returns {Showing | null}  null: this is not known yet
 */
export function showingAt(schedule, room, now) {
  if (!schedule) return null;
  const entry = entryOf(schedule, room);
  const isStage = schedule.stages.some((stage) => stage.room === room);
  if (!isStage) return { room, title: entry?.title ?? '', talk: talkOf(schedule, room), next: null, isStage };
  const talk = currentOf(schedule, room, now) ?? endedAt(schedule, room, now);
  return { room: talk?.room ?? room, title: talk?.title ?? entry?.title ?? '', talk, next: talk ? null : nextOf(schedule, room, now), isStage };
}

/** @param {ScheduleState} schedule @param {string} stage @param {number} now */
const endedAt = (schedule, stage, now) =>
  talksOf(schedule, stage).filter(({ ends, cancelled }) => !cancelled && ends <= now && now - ends < stayMs).sort((a, b) => a.ends - b.ends).at(-1) ?? null;

/** @typedef {{ kind: 'before' | 'left' | 'over', ms: number }} TalkClock */

/** How long until a talk begins or really ends, or since it did. @param {Talk | null} talk @param {number} now  ms, the server's @returns {TalkClock | null} */
export function clockAt(talk, now) {
  if (!talk || talk.cancelled || now - talk.ends >= overShownMs) return null;
  if (now < talk.starts) return { kind: 'before', ms: talk.starts - now };
  return now < talk.ends ? { kind: 'left', ms: talk.ends - now } : { kind: 'over', ms: now - talk.ends };
}

/**
 * The largest size at which something fits; the least one if it fits at none.
 * @param {number} least @param {number} most @param {(size: number) => boolean} fits
 */
export function largestFitting(least, most, fits) {
  if (most <= least || fits(most)) return Math.max(least, most);
  let [low, high] = [least, most];
  while (high - low > 0.5) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
