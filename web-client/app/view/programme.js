// The programme as it is shown: what is on, what comes next, what is mine, a day, what a search finds. Pure.

import { currentOf, daysOf, dayOf, entryOf, nextOf } from '../../sdk/schedule.js';

/** @import { Lesson, ScheduleState, Talk } from '../../sdk/types.js' */

/** Searches stop listing here: who finds more has to say more. */
export const foundMax = 100;

/**
 * @typedef {object} Entry
 * @property {Talk} talk
 * @property {string} stage  its title
 * @property {'on' | 'later' | 'past' | 'cancelled'} state
 * @property {number | null} wasAt  when it was planned to begin, if that is otherwise now
 * @property {string} wasIn  the title of the stage it was planned for, if that is another one
 * @property {boolean} isMine
 */

/** Talks that begin at one moment.
 * @typedef {{ at: number, entries: Entry[] }} Slot */

/**
 * @typedef {object} Programme
 * @property {Entry[]} on  by stage
 * @property {Entry[]} next  what comes next on each stage today, by time
 * @property {Entry[]} mine  by time, without what is over
 * @property {readonly string[]} days  "2024-02-03"
 * @property {string | null} day  the one that is shown
 * @property {Slot[]} slots  of that day
 * @property {number | null} nowBefore  the slot above which the line of the present stands, slots.length behind the last; null on another day
 * @property {number | null} nextAt  when something begins again, if nothing is on
 * @property {{ unit: string, lessons: Lesson[] }[]} units
 */

/**
 * @param {ScheduleState} schedule
 * @param {{ now: number, mine: ReadonlySet<string>, day: string | null }} how  `now` in ms, the server's; `day`: null for today
 * @returns {Programme}
 */
export function programmeOf(schedule, { now, mine, day: asked }) {
  const entry = entryMaker(schedule, now, mine);
  const days = daysOf(schedule).map(({ day }) => day);
  const today = dayOf(schedule, now);
  const day = days.includes(asked ?? '') ? asked : days.find((one) => one >= today) ?? days.at(-1) ?? null;
  const slots = slotsOf(daysOf(schedule).find((one) => one.day === day)?.talks ?? [], entry);
  const on = present(schedule.stages.map(({ room }) => currentOf(schedule, room, now))).map(entry);
  const coming = present(schedule.stages.map(({ room }) => nextOf(schedule, room, now)));
  const next = coming.filter(({ starts }) => dayOf(schedule, starts) === today).sort((a, b) => a.starts - b.starts);
  return {
    on,
    next: next.map(entry),
    mine: schedule.talks.filter(({ room, ends }) => mine.has(room) && ends > now).map(entry),
    days, day, slots,
    nowBefore: day === today ? slots.filter(({ at }) => at <= now).length : null,
    nextAt: on.length > 0 || coming.length === 0 ? null : Math.min(...coming.map(({ starts }) => starts)),
    units: unitsOf(schedule.lessons),
  };
}

/**
 * What a search finds by title, speaker, stage and track: every word of it, in any order, without regard to accents.
 * @param {ScheduleState} schedule @param {string} query
 * @param {{ now: number, mine: ReadonlySet<string> }} how
 * @returns {{ entries: Entry[], lessons: Lesson[], count: number }}  at most `foundMax` entries, what is over last
 */
export function found(schedule, query, { now, mine }) {
  const asked = plain(query).split(/\s+/).filter(Boolean);
  const has = (/** @type {string} */ hay) => asked.every((word) => hay.includes(word));
  const talks = schedule.talks.filter((talk) => has(hayOf(schedule, talk)));
  const inOrder = [...talks.filter(({ ends }) => ends > now), ...talks.filter(({ ends }) => ends <= now)];
  const lessons = schedule.lessons.filter(({ title, unit }) => has(plain(`${title} ${unit}`)));
  return {
    entries: inOrder.slice(0, foundMax).map(entryMaker(schedule, now, mine)), lessons: lessons.slice(0, foundMax), count: talks.length + lessons.length,
  };
}

/** @param {ScheduleState} schedule @param {number} now @param {ReadonlySet<string>} mine @returns {(talk: Talk) => Entry} */
function entryMaker(schedule, now, mine) {
  const titles = new Map(schedule.stages.map(({ room, title }) => [room, title]));
  return (talk) => {
    const { planned } = talk;
    return {
      talk,
      stage: titles.get(talk.stage) ?? '',
      state: talk.cancelled ? 'cancelled' : talk.ends <= now ? 'past' : talk.starts <= now ? 'on' : 'later',
      wasAt: planned && planned.starts !== talk.starts ? planned.starts : null,
      wasIn: planned && planned.stage !== talk.stage ? titles.get(planned.stage) ?? '' : '',
      isMine: mine.has(talk.room),
    };
  };
}

/** @param {readonly Talk[]} talks @param {(talk: Talk) => Entry} entry */
function slotsOf(talks, entry) {
  /** @type {Map<number, Slot>} */
  const slots = new Map();
  for (const talk of talks) {
    const slot = slots.get(talk.starts);
    if (slot) slot.entries.push(entry(talk));
    else slots.set(talk.starts, { at: talk.starts, entries: [entry(talk)] });
  }
  return [...slots.values()];
}

/** @param {readonly Lesson[]} lessons */
function unitsOf(lessons) {
  /** @type {Map<string, Lesson[]>} */
  const units = new Map();
  for (const lesson of lessons) {
    const unit = units.get(lesson.unit);
    if (unit) unit.push(lesson);
    else units.set(lesson.unit, [lesson]);
  }
  return [...units].map(([unit, all]) => ({ unit, lessons: all }));
}

/** @type {WeakMap<Talk, string>} */
const hay = new WeakMap();

/** @param {ScheduleState} schedule @param {Talk} talk */
function hayOf(schedule, talk) {
  const known = hay.get(talk);
  if (known !== undefined) return known;
  const made = plain([talk.title, ...(talk.persons ?? []), entryOf(schedule, talk.stage)?.title ?? '', talk.track ?? ''].join('\n'));
  hay.set(talk, made);
  return made;
}

/** In small letters and without accents, so that "cafe" finds "Café". @param {string} text */
const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** @template T @param {readonly (T | null)[]} all */
const present = (all) => all.filter((one) => one !== null);
