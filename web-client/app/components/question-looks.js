// The looks of questions, answers and pins, put on once, with whichever list of them comes first.
import looks from '../looks/questions.css';
import { wear } from './light-element.js';

wear(looks);
