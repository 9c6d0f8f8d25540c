#include "edge/frame_reader.hpp"

#include "hub/session.hpp"

namespace hallway {

namespace {

class session_reader final : public frame_reader {
public:
    session_reader(core& home, wire& out) : session_(home, out) {}

    void receive(std::string_view frame) override { session_.receive(frame); }
    void pinged() override { session_.pinged(); }
    void drained() override { session_.drained(); }
    bool is_known() const override { return session_.is_known(); }

private:
    session session_;
};

} // namespace

reader_maker sessions_of(core& home)
{
    return [&home](wire& out) { return std::make_unique<session_reader>(home, out); };
}

} // namespace hallway
