// The thin client of Hallway: import from here.

export { createClient } from './client.js';
export { connectionKey, connectionWords, wordsFor } from './words.js';
export { closedBy, isStaff, slowUntil, usualPolicy } from './policy.js';
export { block, drop, keptText, listReports, release, report, rowsBy, setPolicyOf, settleReport, tend, wipe } from './moderation.js';
export { emptyRoom, foldRoom } from './room-state.js';
export { applaud, foldSignals, nothingSignalled, tellTyping } from './signals.js';
export { askedOf, nextPinEnd, pinsAt, questionsOf, standingOf } from './questions.js';
export {
  currentOf, dayBeginsAtHour, dayOf, daysOf, delayOf, entryOf, foldSchedule, nextMoment, nextOf, readSchedule, talksOf,
} from './schedule.js';
export { HallwayError } from './errors.js';

export const SDK_VERSION = '0.1.0';
