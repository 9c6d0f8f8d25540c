// What a client asks for that is no room's writing: pages of what there is, and what staff do. A promise each, done now or refused.

/** @import { About, Invite, Measure, SanctionOf, ServerDocument } from './types.js' */
/** @import { Verb } from './frames.js' */

export class Acts {
  /** @internal What appends: asked under one key until it is answered. @param {Verb} _verb @param {{ [field: string]: unknown }} _fields @returns {Promise<ServerDocument>} */
  ordered(_verb, _fields) {
    return Promise.reject(new Error('no client'));
  }

  /** @internal @param {Verb} _verb @param {{ [field: string]: unknown }} _fields @returns {Promise<ServerDocument>} */
  asked(_verb, _fields) {
    return Promise.reject(new Error('no client'));
  }

  /**
   * A page of the space's rooms, in the order in which they were opened, at most 100.
   * @param {string} [after]  the `after` of `space` or of the page before; without it the first page
   * @returns {Promise<{ rooms: { id: string, title: string }[], after?: string }>}  `after` is missing in the last page
   */
  async listRooms(after) {
    const ok = await this.asked('rooms', { after });
    return { rooms: ok.rooms ?? [], ...(ok.after ? { after: ok.after } : {}) };
  }

  /** Opens a room, or finds it open: safe to repeat.
   * @param {string} id @param {string} [title]
   * @returns {Promise<ServerDocument>} */
  openRoom(id, title) {
    return this.ordered('open', { room: id, title });
  }

  // -------------------------------------------------------------------------------------------------------- schedule

  /** What a talk or lesson says about itself at length. @param {string} room
   * @returns {Promise<About>} */
  about(room) {
    return /** @type {Promise<any>} */ (this.asked('about', { room }));
  }

  /** Moves the stage clock, for moderators and organisers.
   * @param {{ talk: string, act: 'start' | 'end' | 'extend' | 'shift' | 'swap', minutes?: number, with?: string }} what
   * @returns {Promise<ServerDocument>} */
  moveClock(what) {
    return this.ordered('clock', what);
  }

  // ------------------------------------------------------------------------------------------------ staff and members

  /** Lets a member read and vote only. This and what follows is for staff, and done now or refused.
   * @param {string} member @param {Measure} [how] @returns {Promise<ServerDocument>} */
  mute(member, how) {
    return this.ordered('mute', { ...how, member });
  }

  /** @param {string} member @param {{ scope?: string }} [where] @returns {Promise<ServerDocument>} */
  unmute(member, where) {
    return this.ordered('unmute', { ...where, member });
  }

  /** @param {string} member @param {Measure} [how] @returns {Promise<ServerDocument>} */
  ban(member, how) {
    return this.ordered('ban', { ...how, member });
  }

  /** @param {string} member @param {{ scope?: string }} [where] @returns {Promise<ServerDocument>} */
  unban(member, where) {
    return this.ordered('unban', { ...where, member });
  }

  /** Sends a member out, who may come back. @param {string} member @param {{ scope?: string, reason?: string }} [how] @returns {Promise<ServerDocument>} */
  kick(member, how) {
    return this.ordered('kick', { ...how, member });
  }

  /** @param {string} text @param {{ scope?: string, until?: number }} [how] @returns {Promise<ServerDocument>} */
  announce(text, how) {
    return this.ordered('announce', { ...how, text });
  }

  /** @param {string} target  an announcement @returns {Promise<ServerDocument>} */
  endAnnouncement(target) {
    return this.ordered('unannounce', { target });
  }

  /** Makes a link's token that gives a role, for organisers.
   * @param {{ name: string, role: string, scope?: string, until?: number }} whom
   * @returns {Promise<{ id: string, token: string, offset: number, at: number }>} */
  invite(whom) {
    return /** @type {Promise<any>} */ (this.ordered('invite', whom));
  }

  /** @param {string} target  an invite @returns {Promise<ServerDocument>} */
  revokeInvite(target) {
    return this.ordered('revoke', { target });
  }

  /** A page of what members are kept from. @param {string} [after]  the `after` of the page before
   * @returns {Promise<{ sanctions: SanctionOf[], after?: string }>} */
  listSanctions(after) {
    return /** @type {Promise<any>} */ (this.asked('sanctions', { after }));
  }

  /** @param {string} [after]  the `after` of the page before @returns {Promise<{ invites: Invite[], after?: string }>} */
  listInvites(after) {
    return /** @type {Promise<any>} */ (this.asked('invites', { after }));
  }
}
