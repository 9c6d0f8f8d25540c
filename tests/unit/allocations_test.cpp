// What is asked of the allocator while a room is told something: nothing for each who hears it.
#include "edge/outbox.hpp"
#include "tests/support/small_node.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HALLWAY_HAS_OTHER_ALLOCATOR // a sanitizer's, which is not to be replaced
#endif
#endif

#ifndef HALLWAY_HAS_OTHER_ALLOCATOR

namespace {

std::atomic<std::size_t> allocations{0};

} // namespace

void* operator new(std::size_t size)
{
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* made = std::malloc(size))
        return made;
    throw std::bad_alloc();
}

void operator delete(void* what) noexcept { std::free(what); }
void operator delete(void* what, std::size_t) noexcept { std::free(what); }

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

/// Whose bytes go the way that those of a connection go, to a kernel that takes all of them.
class reader final : public wire {
public:
    explicit reader(core& to) : who_(to, *this) {}

    void say(const std::string& document) { who_.receive(document); }
    void push(shared_bytes frames) override { waiting_.push(std::move(frames)); }
    void flush() override
    {
        heard_ += waiting_.bytes();
        waiting_.consume(waiting_.bytes());
    }
    std::size_t queued_bytes() const override { return waiting_.bytes(); }
    void close(close_code, std::string) override {}
    std::size_t heard() const { return heard_; }

private:
    outbox waiting_;
    std::size_t heard_ = 0;
    session who_; // destroyed first
};

/// How often the allocator is asked while so many hear one message.
std::size_t allocations_of_a_message(std::size_t people)
{
    small_node node(1);
    const auto ada = node.enter(0, "Ada");
    std::vector<std::unique_ptr<reader>> readers;
    for (std::size_t i = 0; i < people; ++i) {
        readers.push_back(std::make_unique<reader>(*node.cores[0]));
        readers.back()->say(R"({"id":1,"do":"hello"})");
        readers.back()->say(R"({"id":2,"do":"join","room":"lobby"})");
        node.turns.advance(10ms);
    }
    int posts = 0;
    const auto post = [&] {
        ada->say(
            R"({"id":3,"do":"post","room":"lobby","key":"key-)" + std::to_string(1'000'000'000'000 + ++posts) +
            R"(","text":"Hi"})");
        node.turns.advance(10ms);
    };
    node.turns.advance(20s); // counts of people have been told
    for (int i = 0; i < 10; ++i)
        post(); // warm
    const auto heard = readers.front()->heard();
    const auto before = allocations.load();
    post();
    const auto made = allocations.load() - before;
    CHECK(readers.front()->heard() > heard);
    CHECK(readers.back()->heard() >= readers.front()->heard() - heard);
    return made;
}

} // namespace

TEST_CASE("nothing is allocated for each who is told", "[hub][memory]")
{
    const auto few = allocations_of_a_message(100);
    const auto many = allocations_of_a_message(1'000);
    CAPTURE(few, many);
    CHECK(many <= few + 10); // tables of the turn that grow by doubling
}

#endif
