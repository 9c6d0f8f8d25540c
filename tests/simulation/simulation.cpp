#include "tests/simulation/simulation.hpp"

#include "tests/simulation/simulated_client.hpp"
#include "tests/simulation/simulated_servers.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace hallway::simulation {

namespace {

constexpr uptime for_ever = std::chrono::hours{24};
constexpr uptime calm_max = 2'000s;      // after the last event behind the last fault everybody has what they wanted;
constexpr uptime calm_at_most = 50'000s; // who was slowed down may have thousands of posts to send, one every two seconds

class simulation {
public:
    simulation(std::uint64_t seed, std::size_t lines_kept, world_kind kind)
        : in_(seed), planning_(seed ^ 0x7363686564756c65u), how_(profile_for(kind)), told_(in_, lines_kept)
    {
        world_.bans = &banning_;
        banning_.on_sent = [this](member_id whom) {
            for (const auto& each : clients_)
                if (each->who().id == whom && each->rooms()["lobby"].is_joined && planning_.chance(700))
                    write_on(*each); // whatever happens, also at a node that may not hear of it
        };
        book_.is_shared = how_.nodes > 0;
        book_.on_asked = [this](const append_request& what) { banning_.asked(what); };
        if (how_.plans == 0)
            return;
        world_.planning = &planning_;
        world_.fetch_schedule = [this] { return servers_.schedule_text(planning_); };
    }

    run_result run()
    {
        auto what_it_is = described(how_);
        fault(what_it_is);
        servers_.start();
        make_people();
        for (std::size_t i = 0; i < how_.actions && broken_.empty(); ++i) {
            act();
            pass(in_.random().below(30));
        }
        calm_down();
        return {std::move(broken_), told_.number(), std::move(what_it_is), told_.tail(), std::move(seen_)};
    }

private:
    profile profile_for(world_kind kind)
    {
        return kind == world_kind::several_nodes ? with_staff(profile_of_nodes(in_.random()), planning_)
                                                 : with_planning(profile_of(in_.random()), planning_);
    }

    // --- time ---

    void pass(std::uint64_t steps)
    {
        for (; steps > 0 && broken_.empty(); --steps) {
            if (in_.random().below(100'000) < how_.node.crashes)
                servers_.crash();
            in_.step(for_ever);
            check_servers();
        }
        servers_.look_after();
    }

    void pass_until(uptime when)
    {
        while (broken_.empty() && in_.step(when))
            check_servers();
        servers_.look_after();
    }

    void check_servers()
    {
        if (const auto what = servers_.broken(); !what.empty())
            complain(what);
    }

    // --- people ---

    void make_people()
    {
        for (std::size_t i = 0; i < how_.people; ++i) {
            auto who = std::make_shared<person>();
            who->name = "Guest " + std::to_string(i);
            who->id = {in_.random()()};
            who->as = i == 0 ? role::moderator : i == 1 && how_.plans > 0 ? role::organiser : role::attendee;
            who->token = tokens_.guest_key(who->id, who->as, "main");
            for (std::size_t tab = 0; tab < (i == 1 ? how_.tabs : 1); ++tab) {
                clients_.push_back(
                    std::make_unique<simulated_client>(world_, who, "guest" + std::to_string(i) + (tab > 0 ? "'" : " ")));
                auto& client = *clients_.back();
                if (how_.plans > 0)
                    client.follow_schedule();
                if (how_.bans > 0 && i == 0)
                    client.guard_the_door();
                outside_.after(in_.random().until(2s), [&client] {
                    client.enter("lobby");
                    client.connect();
                });
                keep_ticking(client);
            }
        }
    }

    void keep_ticking(simulated_client& client)
    {
        outside_.after(500ms + in_.random().until(500ms), [this, &client] {
            client.tick();
            keep_ticking(client);
        });
    }

    std::string some_room()
    {
        const auto which = in_.random().below(10);
        return which < 6 ? "lobby" : which < 9 ? "hall" : "table-" + std::to_string(in_.random().below(2));
    }

    std::string some_text()
    {
        auto text = "text " + std::to_string(++written_);
        if (in_.random().chance(250))
            text.resize(in_.random().between(20, 500), '.');
        return text;
    }

    std::string some_key() { return "k-" + to_string(event_id{in_.random()()}) + "-abc"; }

    std::optional<event_id> some_message(simulated_client& by, const std::string& room)
    {
        const auto& shown = by.rooms()[room].shown;
        if (shown.empty())
            return std::nullopt;
        const auto back = std::min<std::uint64_t>(shown.size(), in_.random().chance(700) ? 5 : 1'000);
        return std::prev(shown.end(), static_cast<std::ptrdiff_t>(in_.random().between(1, back)))->second.id;
    }

    template <class Command>
    void write(simulated_client& by, Command command)
    {
        asked what{command, command.room, command.key};
        if (history_.size() < 200)
            history_.push_back({&by.who(), what});
        by.write(std::move(what));
        // The member's other tab has it too, and may be as quick.
        if (in_.random().chance(300))
            for (auto& each : clients_)
                if (&each->who() == &by.who() && each.get() != &by)
                    each->tick();
    }

    /// Mostly by those who may; some at once, from several tabs.
    void plan_something()
    {
        for (auto left = planning_.chance(200) ? planning_.between(2, 5) : 1; left > 0; --left) {
            auto& one = *clients_[planning_.below(clients_.size())];
            if (one.who().as == role::attendee && planning_.chance(800))
                continue;
            auto key = "p-" + to_string(event_id{planning_()}) + "-abc";
            if (planning_.chance(one.who().as == role::organiser ? 600 : 100))
                one.programme().want(some_plan(planning_, std::move(key), in_.wall()));
            else
                one.programme().want(some_move(planning_, std::move(key)));
        }
    }

    bool is_bannable(const simulated_client& one) const { return one.who().as == role::attendee; }

    /// For some seconds, while some node is cut off.
    void write_on(simulated_client& one)
    {
        servers_.cut_one_off();
        for (auto when = planning_.until(100ms); when < 4s; when += planning_.until(500ms))
            outside_.after(when, [this, &one] { write(one, post{"lobby", some_key(), some_text(), std::nullopt}); });
    }

    /// For a while, or until they are let in again.
    void ban_or_let_in()
    {
        auto& one = *clients_[planning_.below(clients_.size())];
        if (!is_bannable(one))
            return;
        auto& door = clients_.front()->door();
        if (planning_.chance(400))
            door.let_in(one.who().id);
        else if (planning_.chance(400))
            door.ban(one.who().id, std::nullopt);
        else
            door.ban(one.who().id, in_.wall() + std::chrono::milliseconds{planning_.between(1'000, 60'000)});
    }

    void act()
    {
        if (how_.bans > 0 && planning_.chance(how_.bans))
            ban_or_let_in();
        if (how_.plans > 0 && planning_.chance(how_.plans))
            plan_something();
        auto& chance = in_.random();
        auto& one = *clients_[chance.below(clients_.size())];
        const auto room = some_room();
        disturb(one);
        const auto target = some_message(one, room);
        if (target && how_.changes > 0 && chance.chance(how_.changes))
            chance.chance(500) ? write(one, remove{room, some_key(), *target})
                               : write(one, edit{room, some_key(), *target, some_text()});
        switch (chance.below(20)) {
        case 0: return one.enter(room);
        case 1: return chance.chance(400) ? one.leave(room) : one.enter(room);
        case 2: return one.rename("Guest " + std::to_string(chance.below(20)));
        case 3: return one.ping();
        case 4:
            return chance.chance(300) ? write(one, open_room{"table-" + std::to_string(chance.below(2)), some_key(), {}})
                                      : ask_again(one);
        case 5: return ask_again(one);
        case 6: return one.look_back(room, latest_rows{}, chance.between(1, 20));
        case 7: return one.look_back(room, before_offset{chance.between(1, 60)}, chance.between(1, 12));
        case 8: return one.look_back(room, after_offset{chance.below(60)}, chance.between(1, 12));
        case 9: return target ? one.look_back(room, around_event{*target}, chance.between(1, 12)) : one.ping();
        case 10:
        case 11: return target ? write(one, edit{room, some_key(), *target, some_text()}) : one.enter(room);
        case 12: return target ? write(one, remove{room, some_key(), *target}) : one.enter(room);
        case 13: return target ? write(one, post{room, some_key(), some_text(), *target}) : one.enter(room);
        default:
            // Some at once, so that batches, bursts and full mailboxes are met.
            for (auto left = chance.chance(150) ? chance.between(5, 20) : 1; left > 0; --left)
                write(one, post{room, some_key(), some_text(), std::nullopt});
        }
    }

    /// The same again with the same key, or something else with it.
    void ask_again(simulated_client& by)
    {
        if (history_.empty())
            return;
        auto [who, what] = history_[in_.random().below(history_.size())];
        if (who != &by.who())
            return;
        if (auto* posted = std::get_if<post>(&what.what); posted != nullptr && in_.random().chance(300)) {
            seen_.count("client: another body under the same key");
            posted->text += "!";
        }
        by.send_once(what);
    }

    void disturb(simulated_client& one)
    {
        auto& chance = in_.random();
        if (one.link() && chance.chance(how_.network.cuts)) {
            const bool is_half_open = chance.chance(how_.network.half_open);
            const bool server_is_late = chance.chance(500);
            seen_.count(
                !is_half_open    ? "network: cut"
                : server_is_late ? "network: cut, the server hears late"
                                 : "network: cut, the client hears late");
            fault("a connection is cut");
            const auto late = 1s + chance.until(40s);
            one.link()->cut(is_half_open && server_is_late ? late : uptime{}, is_half_open && !server_is_late ? late : uptime{});
        }
        if (chance.chance(how_.network.slow_readers)) {
            seen_.count("client: stops reading");
            one.stop_reading();
        }
        servers_.disturb();
    }

    // --- the end ---

    /// No more faults: everybody comes back, sends what was not answered, and reads to the end.
    void calm_down()
    {
        world_.is_calm = true;
        how_.network = {};
        how_.disk = {.is_one_writer = how_.disk.is_one_writer}; // what waits in the logs' lanes stays in order
        how_.node = {.clock_jumps = how_.node.clock_jumps};
        how_.redis = {};
        how_.is_flood_controlled = false;
        if (how_.bans > 0)
            outside_.after(6s, [this] { // not at once: else nobody would be banned for long
                for (const auto& each : clients_)
                    if (is_bannable(*each))
                        clients_.front()->door().let_in(each->who().id);
            });
        // Everybody ends in every room, and so can finish what they began there.
        open_tables();
        for (auto& each : clients_)
            for (const auto* room : {"lobby", "hall", "table-0", "table-1"})
                each->enter(room);
        const auto end = in_.clock() + calm_at_most;
        auto until = in_.clock() + calm_max;
        auto committed = count_events();
        const auto unsettled = [&]() -> std::string {
            for (const auto& each : clients_)
                if (auto what = each->unsettled(); !what.empty())
                    return what;
            return servers_.unsettled();
        };
        // "Open already" was said by a node that had not heard yet of what the last fault took away.
        constexpr auto open_again_after = 20s;
        auto next_opening = in_.clock() + open_again_after;
        while (broken_.empty() && !unsettled().empty() && in_.clock() < until) {
            pass_until(in_.clock() + 1s);
            if (const auto now = count_events(); now != committed) {
                committed = now;
                until = std::min(end, in_.clock() + calm_max);
            }
            if (in_.clock() < next_opening || in_.clock() + open_again_after > until)
                continue;
            open_tables();
            next_opening += open_again_after;
        }
        if (const auto what = unsettled(); broken_.empty() && !what.empty())
            complain(what + ", " + std::to_string(calm_max / 1s) + " s after the last event");
        pass_until(in_.clock() + 5s);
        if (!broken_.empty())
            return;
        for (auto& each : clients_)
            for (const auto& [room, view] : each->rooms())
                if (view.is_joined)
                    rules_.settled(view);
        for (auto& each : clients_)
            rules_.settled(each->names());
        if (const auto what = servers_.unsettled(); !what.empty())
            complain(what);
        book_.check_nothing_lingers();
        servers_.crash_all();
        seen_.count("events committed", count_events());
        seen_.count("worlds");
        seen_.count("steps", in_.steps());
    }

    void open_tables()
    {
        for (const auto* room : {"table-0", "table-1"})
            write(*clients_.front(), open_room{room, some_key(), {}});
    }

    std::uint64_t count_events() const
    {
        std::uint64_t all = 0;
        for (const auto* room : {"lobby", "hall", "table-0", "table-1"})
            if (const auto* log = book_.room(room))
                all += log->top();
        return all;
    }

    void fault(std::string_view what) { told_.note("--------", "*", what); }

    void complain(const std::string& what)
    {
        if (broken_.empty())
            broken_ = what;
        fault(what);
    }

    world in_;
    dice planning_; // beside the world's: worlds in which nobody plans stay the same without it
    profile how_;
    coverage seen_;
    trace told_;
    std::string broken_;
    simulated_thread& outside_ = in_.make_thread();
    simulated_disk disk_{in_};
    token_keeper tokens_{std::string(32, 't')};
    book book_{disk_, how_.held, [this](const std::string& what) { complain(what); }};
    ban_law banning_{in_, book_, how_, [this](const std::string& what) { complain(what); }, seen_};
    laws rules_{book_, how_, [this](const std::string& what) { complain(what); }, seen_};
    surroundings world_{
        in_,
        outside_,
        how_,
        rules_,
        book_,
        told_,
        seen_,
        [this](link_reader& reader) { return servers_.accept(reader); },
        [this](const std::string& what) { complain(what); }};
    std::vector<std::unique_ptr<simulated_client>> clients_;
    simulated_servers servers_{world_, disk_, book_, tokens_, [this] {
                                   for (auto& each : clients_)
                                       each->give_up();
                               }};
    std::uint64_t written_ = 0;
    std::vector<std::pair<person*, asked>> history_;
};

} // namespace

run_result simulate(std::uint64_t seed, std::size_t lines_kept, world_kind kind)
{
    return simulation{seed, lines_kept, kind}.run();
}

} // namespace hallway::simulation
