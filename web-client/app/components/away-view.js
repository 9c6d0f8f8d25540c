// Where what is told has its place to who was taken out: over the timeline, or, of an event, in the place of everything. The words come later.
import { html, nothing } from 'lit';

/** @import { RoomState, } from '../../sdk/types.js' */
/** @import { Client } from '../connection-watch.js' */
/** @import { Room } from '../visits.js' */

const later = () => import('./sent-away.js').catch(() => {});

/** In the place of everything; null: nobody was sent away, or the words are not here yet. @param {Client} client @param {unknown} sign  of the space @param {() => void} changed */
export function awayPage(client, sign, changed) {
  const { stateInfo: info } = client;
  if (info.reason !== 'banned' && info.reason !== 'kicked') return null;
  if (customElements.get('sent-away')) return html`<main class="sent-away-page">${sign}<sent-away .client=${client} .info=${info}></sent-away></main>`;
  later().then((part) => part && changed());
  return null;
}

/** In the place of a room that the server took this client out of. @param {Client} client @param {Room} room @param {RoomState} state */
export function leftView(client, room, state) {
  if (state.leftCode === null) return nothing;
  later();
  return html`<sent-away class="left-room" .client=${client} .room=${room} .state=${state}></sent-away>`;
}
