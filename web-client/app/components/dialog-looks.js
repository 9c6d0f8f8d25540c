// The looks of dialogs and menus, put on once, with whichever of them comes first.
import looks from '../looks/dialog.css';
import { wear } from './light-element.js';

wear(looks);
