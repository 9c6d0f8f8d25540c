// Whether a room has something to take away, and where that is.

/** @import { RoomState } from '../../sdk/types.js' */

const seen = new Set(['visible', 'answering', 'answered']);

/** As the server judges: an answered question that everybody sees, or a pin.
 * @param {Pick<RoomState, 'questions' | 'pins'>} state */
export const hasTakeaways = ({ questions, pins }) => pins.length > 0 || Object.values(questions).some(({ deleted, merged_into: into, state, answers = [] }) =>
  !deleted && !into && seen.has(state ?? '') && (state === 'answered' || answers.length > 0));

/** @param {string} room @param {'html' | 'md' | 'json'} form */
export const takeawaysPath = (room, form) => `/v1/rooms/${room}/takeaways.${form}`;
