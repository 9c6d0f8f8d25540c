// What the reader writes: sends it, asks for a name first if there is none, keeps drafts, and knows what may be changed.

import { isStaff } from '../sdk/policy.js';
import { keep, kept } from './view/slots.js';
import { refusalText } from './view/refusal.js';

/** @import { ReactiveControllerHost } from 'lit' */
/** @import { Client } from './connection-watch.js' */
/** @import { Task } from './components/message-composer.js' */
/** @import { Choice } from './components/message-menu.js' */
/** @import { MessageItem } from './view/timeline.js' */
/** @import { Room } from './visits.js' */

const editWindowMsDefault = 300_000;
const nameSlot = 'hallway.name';

/** How a question is asked. @typedef {{ anonymous: boolean, voice: 'self' | 'read' }} Asking */
/** A message, or a question, that waits for a name. @typedef {{ room: Room, text: string, replyTo?: string | null, how?: Asking }} Waiting */

export class Writing {
  #host;
  #client;
  #storage;
  #drafts;
  /** @type {Task} */
  task = { kind: 'post' };
  /** Whether the name form is open, and for which message. @type {{ waiting: Waiting | null } | null} */
  asking = null;
  /** Whether nobody may write here now. */
  isClosed = false;
  /** Whether what was written stays as it is. */
  isFixed = false;
  isNaming = false;
  nameRefusal = '';
  /** The name that was given while there was no connection to tell it. */
  #nameGiven = '';

  /**
   * @param {ReactiveControllerHost} host
   * @param {Client} client
   * @param {Pick<Storage, 'getItem' | 'setItem'> | null} storage
   * @param {{ read(room: string): string, write(room: string, text: string): void }} drafts
   */
  constructor(host, client, storage, drafts) {
    this.#host = host;
    this.#client = client;
    this.#storage = storage;
    this.#drafts = drafts;
  }

  /** The name to begin with: one's own, or the one last used in this browser. */
  get nameSuggested() {
    return this.#client.me?.name || this.#nameGiven || this.#nameKept;
  }

  get #nameKept() {
    return kept(this.#storage, nameSlot) ?? '';
  }

  get #needsName() {
    const { me } = this.#client;
    return me ? !me.name && !this.#nameGiven : !this.#nameKept && !this.#nameGiven;
  }

  /** @param {Task} task */
  begin(task) {
    this.task = task;
    this.#host.requestUpdate();
  }

  /** @param {string} room */
  draftOf(room) {
    return this.#drafts.read(room);
  }

  /** @param {string} room @param {string} text */
  keepDraft(room, text) {
    this.#drafts.write(room, text);
  }

  /** @param {Room} room @param {string} text @param {Task} task
   * @returns {boolean} whether it is on its way; else it waits for a name */
  send(room, text, task) {
    if (task.kind === 'edit') {
      this.begin({ kind: 'post' });
      if (task.item.id && text !== task.item.text) room.edit(task.item.id, text);
      return true;
    }
    return this.sendNamed({ room, text, replyTo: task.kind === 'reply' ? task.item.id : null });
  }

  /** @param {Waiting} waiting @returns {boolean} whether it is on its way */
  sendNamed(waiting) {
    if (this.#needsName) {
      this.ask(waiting);
      return false;
    }
    this.#nameUnknown();
    this.#post(waiting);
    return true;
  }

  /** Before the server has said who this is, the name last used here goes with the first hello: without one nothing is accepted. */
  #nameUnknown() {
    if (this.#client.me || this.#nameGiven) return;
    this.#nameGiven = this.#nameKept;
    this.#client.rename(this.#nameGiven).catch(() => {});
  }

  /** @param {Waiting | null} waiting */
  ask(waiting) {
    this.asking = { waiting };
    this.nameRefusal = '';
    this.#host.requestUpdate();
  }

  stopAsking() {
    this.asking = null;
    this.#host.requestUpdate();
  }

  /** @param {string} name
   * @returns {Promise<Waiting | null>} the message that went out with it */
  async giveName(name) {
    const waiting = this.asking?.waiting ?? null;
    const renamed = this.#client.rename(name);
    if (this.#client.state !== 'online') {
      this.#nameGiven = name;
      renamed.then(() => this.#named(name), (error) => this.#refuseName(error, null));
      return this.#done(waiting);
    }
    this.isNaming = true;
    this.#host.requestUpdate();
    try {
      await renamed;
    } catch (error) {
      this.#refuseName(error, waiting);
      return null;
    }
    this.#named(name);
    return this.#done(waiting);
  }

  /** @param {string} name */
  #named(name) {
    this.#nameGiven = '';
    keep(this.#storage, nameSlot, name);
  }

  /** @param {unknown} error @param {Waiting | null} waiting */
  #refuseName(error, waiting) {
    this.#nameGiven = '';
    this.isNaming = false;
    this.asking = { waiting };
    this.nameRefusal = refusalText(error);
    this.#host.requestUpdate();
  }

  /** @param {Waiting | null} waiting */
  #done(waiting) {
    this.isNaming = false;
    this.asking = null;
    this.nameRefusal = '';
    if (waiting) this.#post(waiting);
    this.#host.requestUpdate();
    return waiting;
  }

  /** @param {Waiting} waiting */
  #post({ room, text, replyTo, how }) {
    this.#drafts.write(room.id + (how ? '?' : ''), '');
    if (how) {
      room.ask(text, how);
      return;
    }
    room.post(text, { replyTo });
    this.begin({ kind: 'post' });
  }

  /** What the reader may do with a message now.
   * @param {MessageItem} item @param {string | null} role  the reader's there
   * @returns {Choice[]} */
  choicesFor(item, role) {
    /** @type {Choice[]} */
    const choices = this.isClosed ? ['copy'] : ['reply', 'copy'];
    if (this.mayEdit(item)) choices.push('edit');
    if (item.isOwn) choices.push('delete');
    else if (isStaff(role)) choices.push('remove');
    return choices;
  }

  /** @param {MessageItem} item */
  mayEdit({ isOwn, isDeleted, row, entry }) {
    const window = this.#client.limits?.edit_window_ms ?? editWindowMsDefault;
    return !this.isClosed && !this.isFixed && isOwn && !isDeleted && row !== null && entry === null && Date.now() - row.at < window;
  }
}
