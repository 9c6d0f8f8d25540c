// Every bound of the protocol and the server's handling of it, with its unit. Those that a client must know are told in hello.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace hallway::limits {

using namespace std::chrono_literals;

// What a client sends.
inline constexpr std::size_t frame_bytes_max = 64 * 1024;  // one WebSocket message, all its documents
inline constexpr std::size_t documents_per_frame_max = 64; // JSON documents in one message
inline constexpr std::size_t json_depth_max = 16;          // nested objects and arrays
inline constexpr std::size_t json_keys_max = 64;           // members of one object
inline constexpr std::size_t text_code_points_max = 1'000; // one message
inline constexpr std::size_t name_code_points_max = 64;    // a display name
inline constexpr std::size_t title_code_points_max = 120;  // a room's title
inline constexpr std::size_t rules_code_points_max = 200;  // a space's line of rules
inline constexpr std::size_t line_breaks_max = 20;         // in one message; later ones become spaces
inline constexpr std::size_t combining_marks_max = 4;      // on one base; the rest is dropped
inline constexpr std::size_t token_bytes_max = 4'096;      // in hello
inline constexpr std::size_t key_bytes_min = 16;           // of an appending command
inline constexpr std::size_t key_bytes_max = 64;
inline constexpr std::size_t room_id_bytes_max = 64;
inline constexpr int unreadable_documents_max = 20; // per session, then close 4400
inline constexpr auto space_unconfirmed_max =
    1s; // that a node of several has not heard from the space's log: longer, and nobody writes
inline constexpr int pings_per_second_max = 10; // then rate_limited, then close 4029
inline constexpr int hellos_refused_max = 10;   // of one connection, as too fast; then close 4029

// What a session may hold.
inline constexpr std::size_t rooms_per_session_max = 128;
inline constexpr std::size_t commands_in_flight_max = 64; // answers a session waits for
inline constexpr std::size_t read_marks_per_member = 128; // rooms in which a member's mark is kept, those of last use
inline constexpr int join_burst = 300;                    // joins of a session: all its rooms, and pages of what it missed; then
inline constexpr auto join_refill = 20ms;                 // one each so often
inline constexpr int read_burst = 128;                    // marks that a session may move at once,
inline constexpr auto read_refill = 100ms;                // then one each so often
inline constexpr int vote_burst = 60;                     // votes of a session at once,
inline constexpr auto vote_refill = 250ms;                // then one each so often
inline constexpr std::size_t sessions_per_member = 10;    // on a node; one more closes the oldest, 4030
inline constexpr std::size_t sessions_per_staff = 30;     // of who is more than an attendee
inline constexpr std::size_t outbox_signal_bytes = 64 * 1024; // waiting bytes above which signals are left out
inline constexpr std::size_t outbox_tally_bytes =
    128 * 1024; // waiting bytes above which votes are, until there is room for the newest
inline constexpr std::size_t outbox_gap_bytes = 256 * 1024;  // waiting bytes above which events are skipped, with a gap told
inline constexpr std::size_t outbox_bytes_max = 1024 * 1024; // waiting bytes above which the session is closed, 4008
inline constexpr auto outbox_stall_max = 10s;                // nothing taken for so long: closed, 4008

// Applause and typing: told, and forgotten. What a large room leaves out is judged by how many people it is told to have.
inline constexpr auto applause_pause = 2s;                         // of one member between two that count
inline constexpr auto applause_interval = 1s;                      // between two tellings in a room
inline constexpr std::uint64_t applause_slow_above = 10'000;       // people, and it is told
inline constexpr auto applause_interval_slow = 2s;                 // so often; and
inline constexpr std::uint64_t applause_seldom_above = 30'000;     // above so many
inline constexpr auto applause_interval_seldom = 5s;               // only so often
inline constexpr std::uint64_t typing_people_max = 50;             // in a room; above, nobody is told who is typing
inline constexpr std::size_t typing_told_max = 5;                  // members at once
inline constexpr std::chrono::milliseconds typing_heartbeat = 10s; // so often who is typing says so,
inline constexpr auto typing_grace = 2s;                           // and so much later is not typing any more
inline constexpr int signal_burst = 30;                            // of a session: applause and typing,
inline constexpr auto signal_refill = 200ms;                       // then one each so often

// Pages and recovery.
inline constexpr std::size_t page_rows_default = 50;
inline constexpr std::size_t page_rows_max = 300; // history and recovery
inline constexpr std::size_t page_bytes_max = 256 * 1024;
inline constexpr int pages_in_flight_max = 2; // of one session; the others wait, and all while too much waits to be read
inline constexpr std::size_t page_reads_per_core =
    32;                                       // pages and recoveries that are read from the store at once; the others wait
inline constexpr std::size_t fresh_rows = 50; // newest rows of a fresh join
inline constexpr std::uint64_t recovery_events_max = 5'000; // farther behind: recovered:false, too_far
inline constexpr std::size_t rooms_told_max = 100;          // in hello, and in a page of rooms

// Questions and pins of a room.
inline constexpr std::size_t questions_max = 1'000; // also archived and merged ones
inline constexpr std::size_t votes_max = 200'000;   // of all its questions
inline constexpr std::size_t answers_per_question = 20;
inline constexpr std::size_t pins_max = 5;
inline constexpr std::size_t questions_told_max = 100;    // in a join, and in a page of questions
inline constexpr std::size_t state_bytes_max = 64 * 1024; // of the questions and pins in a join; the rest is to be asked for
inline constexpr auto tally_interval = 1s;                // between two tellings of votes
inline constexpr auto pin_time_max = std::chrono::days{366};

// What is worth keeping of rooms, on one core.
inline constexpr std::size_t takeaways_answers_max = 2'000; // of one room; questions with few votes are left out then
inline constexpr std::size_t takeaways_kept_bytes =
    1024 * 1024;                                         // of words; those of a room with more are gathered anew each time
inline constexpr std::size_t takeaways_at_once = 4;      // rooms that are gathered from; the others wait
inline constexpr std::size_t takeaways_waiting_max = 64; // more are told to come back
inline constexpr std::size_t takeaways_kept = 16;        // rooms whose last ones are kept as long as nothing changed
inline constexpr std::size_t takeaways_rounds_max = 8;   // of looking up what was answered meanwhile
inline constexpr auto takeaways_retry = 2s;

// Staff and members.
inline constexpr auto slow_mode_max = std::chrono::hours{6};
inline constexpr std::size_t reason_code_points_max = 200; // of a sanction; shortened
inline constexpr std::size_t sanctions_per_member = 20;    // that hold at once, in different scopes
inline constexpr std::size_t sanctions_max = 10'000;       // of a space
inline constexpr std::size_t invites_max = 2'000;          // of a space, also revoked ones
inline constexpr unsigned invite_devices_max = 3;          // that redeem one invite
inline constexpr std::size_t announcements_max = 5;        // of a space, at once
inline constexpr std::size_t standing_page = 100;          // sanctions or invites in one answer
inline constexpr auto sanction_time_max = std::chrono::days{3'660};
inline constexpr int tend_burst = 30; // what staff do about what others wrote: a budget of its own
inline constexpr auto tend_refill = 100ms;

// What waits, what is reported, what is filtered.
inline constexpr std::size_t held_max = 100;                                   // of a room
inline constexpr std::size_t held_per_member = 10;                             // of them
inline constexpr std::size_t held_page = 50;                                   // told at once
inline constexpr std::size_t delayed_max = 2'000;                              // of a room: they end by themselves
inline constexpr std::size_t held_per_member_crowded = 2;                      // once half of the places are taken
inline constexpr std::size_t dropped_known = 100;                              // of a room
inline constexpr std::chrono::hours dropped_told{24};                          // to their authors, when they come again
inline constexpr std::size_t tended_known = 50;                                // of a room: what somebody said to be on
inline constexpr std::chrono::seconds tended_told{60};                         // to staff, when they come
inline constexpr std::array<unsigned, 5> delay_seconds_known{0, 3, 5, 10, 15}; // of a message, before it shows
inline constexpr std::size_t held_words_max = 200;                             // of a room
inline constexpr std::size_t held_word_code_points_max = 64;
inline constexpr auto newcomer_time = 15min;         // from a member's first name
inline constexpr auto repeat_time = 1min;            // what was said so lately is a repeat
inline constexpr std::size_t repeats_known = 1'000;  // of a room: what was said before them may be said again
inline constexpr std::size_t repeat_bytes_min = 24;  // of what others said; what is shorter many may say
inline constexpr auto alone_after = 90s;             // something has waited so long, and no staff is there
inline constexpr std::size_t reports_open_max = 200; // of a space
inline constexpr std::size_t reports_per_member = 5; // open ones
inline constexpr std::size_t reports_max = 1'000;    // also closed ones; the oldest of them are forgotten first
inline constexpr std::size_t reports_page = 20;
inline constexpr std::size_t blocks_per_member = 200;
inline constexpr auto kept_for_safety = std::chrono::days{30}; // what was deleted, dropped or reported

// A schedule.
inline constexpr std::size_t plan_entries_max = 50;          // stages, talks, lessons and removals in one plan
inline constexpr std::size_t schedule_stages_max = 500;      // of a space
inline constexpr std::size_t schedule_talks_max = 10'000;    // of a space, lessons counted with talks
inline constexpr std::size_t schedule_removed_max = 10'000;  // rooms that are no longer in it but can still be joined
inline constexpr std::size_t schedule_changes_told_max = 50; // talks in one event; more: fetch it anew
inline constexpr int clock_minutes_max = 240;                // of one extension or shift
inline constexpr std::size_t persons_max = 50;               // of one talk
inline constexpr std::size_t links_max = 50;                 // of one talk
inline constexpr std::size_t about_code_points_max = 20'000; // abstract, description: shortened
inline constexpr std::size_t url_bytes_max = 2'000;
inline constexpr std::size_t language_bytes_max = 35;
inline constexpr std::size_t time_zone_bytes_max = 64;
inline constexpr auto talk_duration_max = std::chrono::hours{7 * 24};
inline constexpr std::chrono::sys_days schedule_end{std::chrono::year{2200} / 1 / 1}; // no talk is later

// What a room keeps in memory.
inline constexpr std::size_t room_rows_kept = 256;        // newest rows as they stand
inline constexpr std::size_t room_alterations_kept = 512; // late edits and deletes of older rows
inline constexpr std::size_t ring_events_max = 1'024;     // recent events of an open room, for recovery
inline constexpr std::uint64_t snapshot_every = 2'000;    // events between two snapshots

// Times.
inline constexpr auto hello_deadline = 10s;    // from the accepted connection to hello; then 4010
inline constexpr auto hello_retry_spread = 5s; // added at random to the wait of a hello that came too fast from its address
inline constexpr std::chrono::milliseconds full_retry_min = 2s; // told to who may not join for want of memory,
inline constexpr auto full_retry_spread = 8s;                   // and up to so much more, at random
inline constexpr auto http_header_deadline = 10s;
inline constexpr auto http_answer_deadline = 20s; // of what has to be read first; then 503
inline constexpr auto message_deadline = 15s;     // from a message's first byte to its last
inline constexpr auto ping_interval = 25s;        // server's WebSocket ping; told as ping_ms
inline constexpr auto pong_deadline = 20s;        // after a ping; then the connection is given up
inline constexpr auto close_deadline = 5s;        // from our close frame to the end of the socket
inline constexpr auto here_interval = 5s;         // between two counts of who is in a room
inline constexpr auto read_mark_interval = 5s;    // from a mark's move until it is written, with what moves meanwhile
inline constexpr std::size_t read_mark_writes_per_second = 500; // of a node; others wait
inline constexpr auto read_marks_kept = std::chrono::days{400}; // after the last one moved
inline constexpr auto edit_window = 5min;                       // from the commit
inline constexpr auto drain_return_max = 5s; // told to a client that is sent away on SIGTERM; the leaving is spread already

// Flood control of one member: so many at once, then one each so often.
inline constexpr int flood_burst = 5;
inline constexpr auto flood_refill = 2s;
inline constexpr int history_burst = 20; // pages; an own budget, so that catching up is never slowed by posting
inline constexpr auto history_refill = 100ms;

// Forgetting what is old.
inline constexpr int retention_days_min = 7; // so long at least a retried command finds its first answer
inline constexpr int retention_days_max = 36'500;
inline constexpr auto retention_slack = 24h;         // a room is trimmed when its oldest event is older than the setting by this
inline constexpr auto retention_sweep_interval = 1h; // between two looks at all rooms
inline constexpr auto retention_first_sweep = 1min;  // after the start
inline constexpr std::size_t retention_slice_events = 200; // read and folded at once
inline constexpr auto retention_pause = 3ms;               // between two slices, and between two rooms

// Several nodes.
inline constexpr auto node_lease = 45s;          // what a node said of its people counts for so long without another word of it
inline constexpr auto node_lease_refresh = 15s;  // so often it says something
inline constexpr auto node_counts_interval = 1s; // between two signals of who is where
inline constexpr std::size_t nodes_max = 256;    // whose people are counted
inline constexpr auto lease_length = 45s;        // without a word from its holder another node takes a lease
inline constexpr auto lease_refresh = 10s;       // so often its holder says that it has it, and the others look

// One node.
inline constexpr std::size_t requests_per_core_max = 4'096; // unanswered requests of one core to the log service
inline constexpr std::size_t mailbox_items_max = 16'384;    // from the log service to one core
inline constexpr std::size_t commit_batch_max = 256;        // events in one transaction
inline constexpr std::size_t store_queue_max = 16'384;      // operations that wait for the store's writer

} // namespace hallway::limits
