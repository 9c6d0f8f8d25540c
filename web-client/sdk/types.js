// The shapes of what goes over the wire and of what a client shows, as types only.

/** A person in a space. `name` is missing while the member has not given one.
 * @typedef {{ id: string, name?: string, role: string }} Member */

/** This client's own member. `roles`: those that hold in a scope alone; `blocked`: ids of members whom they do not want to read.
 * @typedef {Member & { roles?: readonly { role: string, scope: string }[], sanctions?: readonly Sanction[], blocked?: readonly string[] }} Self */

/** What a member is kept from: writing, or being there. Without `scope` in the whole space, without `until` until it is lifted.
 * @typedef {{ kind: 'mute' | 'ban', scope?: string, until?: number, reason?: string }} Sanction */

/** As staff see it.
 * @typedef {Sanction & { member: { id: string, name?: string }, by: Member, at: number }} SanctionOf */

/** What staff tell everybody; for the rooms of a scope, if it has one.
 * @typedef {{ id: string, at: number, text: string, scope?: string, until?: number }} Announcement */

/** A link that gives a role, as organisers see it; `token` is missing where it leads nowhere any more.
 * @typedef {{ id: string, member: string, name: string, role: string, scope?: string, until?: number, at: number, devices: number,
 *   revoked?: true, token?: string }} Invite */

/** How a room is set; seconds. From `approval` to `hold_repeats` they make messages wait; `words` are told to staff alone. `applause`: whether
 * people may applaud; `typing`: whether they are told who is typing, as long as few are there.
 * @typedef {{ slow_mode_s: number, locked: boolean, only_questions: boolean, moderated: boolean, anonymous: boolean, approval: boolean, delay_s: number,
 *   words: readonly string[], hold_links: boolean, hold_repeats: boolean, applause: boolean, typing: boolean }} Policy */

/** @typedef {'clap' | 'heart' | 'laugh' | 'wow' | 'agree'} ApplauseKind */

/** What goes on in a room: what was given last, null if nothing was since one listens, and all who are typing, this member among them.
 * @typedef {{ applause: { version: number, counts: { [kind: string]: number } } | null, typing: readonly { id: string, name: string }[] }} Signals */

/** Why a message waits.
 * @typedef {'approval' | 'delay' | 'words' | 'link' | 'repeat'} HoldReason */

/** A message that its author and staff alone are told of. `reason` is null until it is told; `until`: when it shows by itself, ms of the
 * server's time; `isDropped`: one's own that staff did not let through.
 * @typedef {Row & { reason: HoldReason | null, until: number | null, isDropped: boolean }} HeldRow */

/** @typedef {'abuse' | 'spam' | 'danger' | 'misleading' | 'other'} ReportKind */

/** As safety sees it; `target` is a message.
 * @typedef {{ id: string, at: number, by: Member, room: string, target?: string, member: { id: string, name?: string }, kind: ReportKind, text?: string,
 *   closed?: { at: number, by: Member, note?: string } }} Report */

/** What a message said; kept until then.
 * @typedef {{ room: string, target: string, at: number, from: Member, text: string, until: number }} Kept */

/** Where something holds, for how long, and why.
 * @typedef {{ scope?: string, until?: number, reason?: string }} Measure */

/** Where a client stands in a room. `id` is missing while the room is empty.
 * @typedef {{ epoch: string, offset: number, id?: string }} Position */

/** What a server answers to `hello`, in milliseconds, bytes and pieces as the names say.
 * @typedef {{ [limit: string]: number }} Limits */

/** What a space looks like, where it is not as the page would look by itself: `#rrggbb`, and a path of the server.
 * @typedef {{ colour?: string, logo?: string }} Brand */

/** `rules`: one line to agree to before writing. `schedule`: the version of its schedule, missing if it has none.
 * `code`: what leads to the space at `/c/`.
 * @typedef {{ id: string, title: string, rules?: string, brand?: Brand, rooms?: { id: string, title: string, code?: string }[],
 *   after?: string, schedule?: number, time_zone?: string, code?: string, announcements?: readonly Announcement[] }} Space */

/** `now`: the server's clock, ms.
 * @typedef {{ me: Self, space: Space, token: string, ping_ms: number, limits: Limits, now?: number }} HelloAnswer */

/** A stage of a schedule; its room is `s-…`.
 * @typedef {{ room: string, title: string, code?: string }} Stage */

/** A talk, when and where it takes place now; `planned` tells what of that was planned otherwise. Times in ms.
 * @typedef {{ room: string, title: string, stage: string, starts: number, ends: number,
 *   planned?: { starts: number, ends: number, stage: string }, persons?: string[], track?: string, language?: string,
 *   url?: string, cancelled?: true, digest?: string, code?: string }} Talk */

/** @typedef {{ room: string, title: string, unit: string, url?: string, starts?: number, digest?: string,
 *   code?: string }} Lesson */

/** Stages in published order, talks by start and stage. Never changed in place.
 * @typedef {{ space: string, title: string, version: number, time_zone?: string, stages: readonly Stage[],
 *   talks: readonly Talk[], lessons: readonly Lesson[] }} ScheduleState */

/** What a talk or lesson says about itself at length; `links` are `http`, `https` or `mailto`.
 * @typedef {{ room: string, subtitle?: string, abstract?: string, description?: string,
 *   links?: { url: string, title: string }[], license?: string, type?: string, do_not_record?: true }} About */

/** A message as it stands now: edited, or deleted with an empty text. `key` is there for one's own only.
 * @typedef {{ id: string, offset: number, at: number, from: Member, text: string, replyTo: string | null,
 *   editedAt: number | null, deleted: boolean, key: string | null, own: boolean }} Row */

/** `until`: when it is tried again by itself, on this machine's clock.
 * @typedef {{ code: string, message: string, retryable: boolean, retryAfterMs: number | null,
 *   field?: string, until?: number }} Refusal */

/** What waits in an outbox.
 * @typedef {'post' | 'edit' | 'delete' | 'ask' | 'vote' | 'answer'} Writing */

/** What this member wants stored and the room has not confirmed yet. `target` is the message to edit or delete, the question to vote
 * for or to answer. `anonymous` and `voice` are of a question, `on` of a vote. `id`: a question that is stored and not told yet.
 * @typedef {{ key: string, kind: Writing, text: string, replyTo: string | null,
 *   target: string | null, at: number, state: 'sending' | 'unsent' | 'refused',
 *   error: Refusal | null, anonymous?: boolean, voice?: 'self' | 'read', on?: boolean, id?: string }} PendingEntry */

/** Where a question stands.
 * @typedef {'pending' | 'visible' | 'answering' | 'answered' | 'archived'} QuestionState */

/** An answer as it is told; `message` is one of the room, `media_ms` a moment of the recording.
 * @typedef {{ id: string, at: number, from?: Member, text?: string, message?: string, url?: string, media_ms?: number,
 *   endorsed?: true }} Answer */

/** A question as it is told: the rest is missing if it is not there to be seen any more.
 * @typedef {{ id: string, version: number, deleted?: true, merged_into?: string, offset?: number, at?: number, from?: Member,
 *   anonymous?: true, mine?: true, text?: string, state?: QuestionState, votes?: number, voted?: number, voice?: 'read',
 *   source?: string, answers?: readonly Answer[] }} Card */

/** @typedef {Card & { offset: number, at: number, text: string, state: QuestionState, votes: number }} ShownCard */

/** A question to be shown; `hasMyVote` and `votes` with what this member has just chosen.
 * @typedef {ShownCard & { hasMyVote: boolean }} Question */

/** Somebody of the staff said that they are on it: what is held, or a question. @typedef {{ target: string, from: Member, at: number }} Tended */

/** What is pinned, with its words as they stand; `from` is missing if it is anonymous.
 * @typedef {{ id: string, target: string, at: number, from?: Member, by: Member, text: string, until?: number,
 *   anonymous?: true }} Pin */

/** `gap`: the rows with these offsets, both inclusive, are not here. `reset`: everything older was dropped, for this
 * reason. Both belong behind the row at `afterOffset` (or the last one before it).
 * @typedef {{ kind: 'gap', from: number, to: number, afterOffset: number }} GapMarker
 * @typedef {{ kind: 'reset', reason: string, afterOffset: number }} ResetMarker
 * @typedef {GapMarker | ResetMarker} Marker */

/** @typedef {{ text: string, editedAt: number } | { deleted: true }} Amendment */

/** One room as this client knows it. Never changed in place: every change makes a new one.
 * @typedef {object} RoomState
 * @property {string} id
 * @property {string} title  empty until the server has told it
 * @property {'joining' | 'live' | 'catching-up' | 'left'} status
 * @property {string | null} leftCode  why the server took this client out, or null; `kicked`: staff did, for once
 * @property {string | null} leftWhy  the sentence that was told with it, or null
 * @property {string | null} epoch
 * @property {Position | null} position
 * @property {readonly Row[]} rows  by offset
 * @property {readonly PendingEntry[]} pending  in the order in which they are sent
 * @property {boolean} hasOlder
 * @property {number | null} before  the cursor for what is older than `rows`
 * @property {readonly Marker[]} markers  by `afterOffset`
 * @property {number} missed  how many events the last recovery brought
 * @property {{ read?: number, votes?: readonly string[], [field: string]: unknown }} mine  `read`: how far this member has read, if
 *   the server keeps that; `votes`: the questions that this member voted for
 * @property {Readonly<Record<string, Card>>} questions  by id, as told, also what is gone; `questionsOf` has those to show
 * @property {boolean} moreQuestions  whether there are older ones, which are not here
 * @property {Policy} policy  how the room is set
 * @property {readonly HeldRow[]} held  what waits, by offset: one's own, and for staff everybody's
 * @property {boolean} moreHeld  whether more may wait than that: `listHeld` has it
 * @property {readonly Tended[]} tended  for staff: who said lately that they are on something; show it for a minute
 * @property {string | null} role  this member's in this room, which may be another than elsewhere
 * @property {readonly Pin[]} pins  as told, also those that ended since; `pinsAt` has those that hold
 * @property {number} pinsVersion
 * @property {{ [field: string]: any } | null} card  what the server said of the room when it was entered; null before
 * @property {{ people: number, watching: number } | null} here  who is here with and without a name: rounded, 4 for a few
 * @property {{ typing?: true, applause_ms?: number }} [shed]  for staff: what the room leaves out because of how many are in it
 * @property {Member | null} me
 * @property {number} rowsMax  more rows than this are pruned, oldest first
 * @property {Readonly<Record<string, Amendment>>} amended  edits of messages not here, for pages under way
 */

/** One document from a server, checked only as far as being an object.
 * @typedef {{ [field: string]: any }} ServerDocument */

/** `message`: the sentence that came with `refused`, of the server or of who sent this member out.
 * @typedef {{ state: import('./connection-states.js').ConnectionState, retryInMs: number | null,
 *   reason: string | null, message?: string | null, everOnline: boolean }} StateInfo */

/** What survives a reload of what was not confirmed. `member` is null until the first hello said who this is.
 * @typedef {{ key: string, room: string, do: Writing, text: string, reply_to: string | null,
 *   target: string | null, at: number, member: string | null, error: Refusal | null, anonymous?: boolean, voice?: 'self' | 'read',
 *   on?: boolean, message?: string, url?: string, media_ms?: number }} OutboxEntry */

export {};
