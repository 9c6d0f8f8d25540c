// How many questions wait for an answer: told before the list itself is here. Pure.

/** @import { RoomState } from '../../sdk/types.js' */

/** How many questions are still to be answered. @param {RoomState['questions']} questions */
export const openCount = (questions) =>
  Object.values(questions).filter(({ state, merged_into: into, deleted }) => (state === 'visible' || state === 'answering') && !into && !deleted).length;
