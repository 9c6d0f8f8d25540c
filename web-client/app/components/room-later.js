// What a room needs only when the reader does something: what is done with messages, menus, questions before something is done, applause. It comes when the room is shown, before it is wanted.
import './confirm-dialog.js';
import './dialog-looks.js';
import './menu-looks.js';
import './message-menu.js';
import './name-form.js';
import './room-pulse.js';
export { MessageActions } from '../message-actions.js';
export { NameOffer } from './name-offer.js';
