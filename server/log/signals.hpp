// What processes that share a store tell each other and nobody keeps: a signal goes to those who listen at the moment, and to nobody else.
#pragma once

#include <string>

namespace hallway {

/// Who is told the signals of one topic. Called where the store's handlers are.
class signal_listener {
public:
    /// From now on every signal is told, until disconnected(); what was signalled before may have been missed.
    virtual void connected() = 0;

    /// Nothing is told until connected(). Says nothing of the other processes: they may all be well.
    virtual void disconnected() = 0;

    /// Of this process, too. In the order in which each process signalled, and any of them may be missing.
    virtual void heard(const std::string& topic, const std::string& text) = 0;

protected:
    ~signal_listener() = default;
};

/// A store that belongs to one process has nobody to tell.
class signals {
public:
    virtual ~signals() = default;

    /// Who is told of a topic from now on, or nobody. One listener a topic, which outlives the handlers of the store or is taken away before.
    virtual void hear(std::string, signal_listener*) {}

    /// Tells all processes. Does not say whether they were told.
    virtual void signal(std::string, std::string) {}
};

} // namespace hallway
