// What a room needs only when the reader does something: menus and questions, that for a name among them. It comes when the room is shown, before it is wanted.
import looks from '../looks/menu.css';
import './confirm-dialog.js';
import './dialog-looks.js';
import { wear } from './light-element.js';
import './message-menu.js';
import './name-form.js';
export { NameOffer } from './name-offer.js';

wear(looks);
