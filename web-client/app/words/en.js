// Every sentence of the page, in English. Another language is a module of the same shape; see words.js.

/** @param {number} count @param {string} one @param {string} many */
const plural = (count, one, many) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const en = {
  language: 'en',
  product: 'Hallway',
  nameless: 'Someone',

  // The page
  skip: 'Skip to writing',

  // Places
  places: 'Places',
  now: 'Now',
  room: 'Room',
  hallway: 'Hallway',
  skipToContent: 'Skip to the content',

  // The programme
  cancelled: 'Cancelled',
  /** @param {string} was */
  wasAt: (was) => `New time, was ${was}`,
  /** @param {string} was */
  wasIn: (was) => `Moved here from ${was}`,

  // Sharing
  menu: 'Menu',
  share: 'Share…',

  // Header and rooms
  rooms: 'Rooms',
  /** @param {string} room */
  switchRoom: (room) => `${room} – choose another room`,
  closeRooms: 'Close the list of rooms',
  /** @param {string} room @param {number} count */
  roomWithUnread: (room, count) => `${room}, ${plural(count, 'new message', 'new messages')}`,
  reading: 'Reading along',
  giveName: 'Add your name',
  /** @param {string} name */
  changeName: (name) => `You are ${name}. Change your name`,
  /** @type {Record<string, string>} */
  roles: {
    attendee: '',
    speaker: 'Speaker',
    moderator: 'Moderator',
    safety: 'Safety',
    organiser: 'Organiser',
    bot: 'Bot',
  },

  // The connection; a sentence for each of the keys that the SDK tells
  /** @type {Record<string, (seconds: number) => string>} */
  connection: {
    idle: () => 'Not connected yet',
    connecting: () => 'Connecting…',
    reconnecting: () => 'Reconnecting… – what you write is kept',
    waiting: (seconds) => `The server does not answer. Trying again in ${seconds} s`,
    'waiting-lost': (seconds) => `Reconnecting in ${seconds} s – what you write is kept`,
    'waiting-drain': (seconds) => `The server restarts. Back in ${seconds} s – what you write is kept`,
    'waiting-rate': (seconds) => `Too much was sent at once. Going on in ${seconds} s`,
    'waiting-slow': (seconds) => `This connection could not keep up. Going on in ${seconds} s`,
    offline: () => 'Offline – what you write is kept and sent later',
    'refused-token': () => 'Your link or key was not accepted.',
    'refused-expired': () => 'Your link has expired.',
    'refused-banned': () => 'You were removed from this space.',
    'refused-kicked': () => 'A moderator has sent you out.',
    'refused-replaced': () => 'You went on in another tab.',
    'refused-protocol': () => 'This page is older than the server. Reload it to go on.',
    'refused-other': () => 'The server did not let you in.',
    stopped: () => 'Disconnected.',
    online: () => 'Connected',
  },
  catchingUp: 'Catching up…',
  joining: 'Opening the room…',
  lostSpoken: 'Connection lost. What you write is kept.',
  backSpoken: 'Connected again.',
  /** @param {number} count @param {boolean} isMore */
  caughtUp: (count, isMore) => `${count}${isMore ? '+' : ''} new since you were here`,
  /** @type {Record<'retry' | 'use-here' | 'without-token' | 'reload', string>} */
  connectionActions: {
    retry: 'Try now',
    'use-here': 'Use this tab',
    'without-token': 'Go on as a guest',
    reload: 'Reload',
  },
  jump: 'Jump there',

  // The timeline
  /** @param {string} room */
  messagesIn: (room) => `Messages in ${room}`,
  loading: 'Opening the room…',
  keptOnly: 'This is what was here last. The rest comes with the connection.',
  emptyTitle: 'It is quiet in here.',
  empty: 'Say hello, or ask what you would ask the person beside you.',
  /** @param {string} room */
  beginning: (room) => `This is where ${room} begins.`,
  loadingOlder: 'Fetching older messages…',
  olderFailed: 'Older messages did not come.',
  showOlder: 'Show older messages',
  today: 'Today',
  yesterday: 'Yesterday',
  newHere: 'New',
  /** @param {number} count @param {number} forMe  of them answer or name the reader */
  newBelow: (count, forMe) => `${plural(count, 'new message', 'new messages')}${forMe > 0 ? `, ${forMe} for you` : ''}`,
  toNewest: 'To the newest',

  // The talk of a room
  aboutTalk: 'This talk',
  about: 'About',
  aboutLoading: 'Fetching it…',
  aboutFailed: 'It did not come.',
  /** @param {string} zone @param {string} here */
  onThisDevice: (zone, here) => `Times are those of the event (${zone}). On this device: ${here}.`,
  /** How many have a name here; 4 is a few. @param {number} count */
  peopleHere: (count) => (count <= 4 ? 'A few people' : plural(count, 'person', 'people')),
  /** How many read without a name. @param {number} count */
  watchingHere: (count) => (count <= 4 ? 'a few reading' : `${count.toLocaleString('en')} reading`),
  /** @param {string} when */
  opensAt: (when) => `You can write here from ${when} on. Reading is possible at any time.`,
  closedSince: 'This conversation is closed. You can go on reading.',

  // One message
  edited: 'edited',
  deleted: 'This message was deleted.',
  quoteDeleted: 'A deleted message',
  quoteEarlier: 'An earlier message',
  /** @param {string} name */
  quoteOf: (name) => `In reply to ${name}`,
  showOriginal: 'Show the message it replies to',
  originalGone: 'That message is no longer here.',
  sending: 'Sending…',
  unsent: 'Not sent yet – goes out when the connection is back',
  unsentSlow: 'Not sent yet – slow mode. It goes out by itself.',
  savingEdit: 'Saving…',
  deleting: 'Deleting…',
  /** @param {string} time */
  askStale: (time) => `Written at ${time} and not sent yet. Does it still fit?`,
  sendNow: 'Send',
  refused: 'Not sent.',
  refusedEdit: 'Not changed.',
  refusedDelete: 'Not deleted.',
  tryAgain: 'Try again',
  discard: 'Discard',
  edit: 'Edit',
  reply: 'Reply',
  actions: 'Actions',
  /** @param {string} name */
  actionsFor: (name) => `Actions for the message of ${name}`,

  // Writing
  /** @param {string} room */
  writeIn: (room) => `Write in ${room}`,
  writeHere: 'Write a message',
  send: 'Send',
  save: 'Save',
  cancel: 'Cancel',
  replyingTo: 'Replying to',
  editing: 'Editing your message',
  cancelReply: 'Do not reply',
  hintKeys: 'Enter sends, Shift and Enter makes a new line',
  /** @param {number} left */
  left_: (left) => `${left} left`,
  /** @param {number} over */
  over: (over) => `${plural(over, 'character', 'characters')} too many`,
  cannotWriteHere: 'You cannot write here.',

  /** @param {number} count  of messages that were not seen */
  chat: (count) => `Chat${count > 0 ? ` (${count})` : ''}`,
  /** @param {number} count */
  questions: (count) => `Questions${count > 0 ? ` (${count})` : ''}`,

  // Keys and reading aloud
  helpTitle: 'Keys and reading aloud',
  partMissing: 'This part of the page did not come. Try again when the connection is back.',
};

/** @typedef {typeof en} Words */
