// The looks of a menu and of the list of keys, put on once, with whichever place has them first.
import looks from '../looks/menu.css';
import { wear } from './light-element.js';

wear(looks);
