// The dialogs of the page, which come together when one of them is first wanted.
export { ClockSheet } from './clock-sheet.js';
export { KeepSheet } from './keep-sheet.js';
export { MenuSheet } from './menu-sheet.js';
export { NameSheet } from './name-sheet.js';
export { ShareSheet } from './share-sheet.js';
export { TakeawaysSheet } from './takeaways-sheet.js';
