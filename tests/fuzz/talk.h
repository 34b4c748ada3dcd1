// Runs a Conversation as a server's loop does, on events that somebody chooses, and checks after each what
// holds for every conversation: it is never due in the past once the time was told, it owes no more than it
// may, and it ends when its client is gone. Time is virtual.
#pragma once

#include "echo/serve/conversation.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz.h"

namespace sounder::fuzz {

// Timeouts of at least a millisecond: zero would mean to wait for ever, and the end could not be checked.
inline SessionLimits choose_limits(Choices& choices) {
  const auto time = [&] { return std::chrono::milliseconds(1 + choices.up_to(999)); };
  return {.buffer_bytes = 1 + choices.up_to(2000),
          .idle_timeout = time(),
          .stall_timeout = time(),
          .linger_timeout = time(),
          .linger_bytes = 1 + choices.up_to(2000)};
}

class Talk {
 public:
  using Next = Conversation::Next;

  // `most_owed`: bytes on their way out, whatever comes in.
  Talk(Conversation talk, std::size_t most_owed) : talk_(std::move(talk)), most_owed_(most_owed) {}

  Conversation& operator*() { return talk_; }
  Conversation* operator->() { return &talk_; }
  Instant now() const { return now_; }
  bool closed() const { return talk_.next() == Next::kClose; }

  void wait(Duration time) {
    now_ += time;
    talk_.on_time(now_);
    const auto due = talk_.deadline();
    require(closed() || !due || *due > now_);
    check();
  }
  void check() const {
    require(talk_.owed().size() <= most_owed_);
    require(talk_.next() != Next::kWrite || !talk_.owed().empty());
  }
  // The client is gone and takes nothing more: what is left is a matter of time, and of a few turns.
  void end() {
    for (int turns = 0; !closed(); ++turns) {
      require(turns < 20);
      if (talk_.next() == Next::kShutDownWrite) {
        talk_.on_shut_down(now_);
      } else {
        const auto due = talk_.deadline();
        require(due.has_value());
        wait(std::max(*due - now_, Duration::zero()));
      }
    }
    static_cast<void>(talk_.served());
  }

 private:
  Conversation talk_;
  const std::size_t most_owed_;
  Instant now_{};
};

}  // namespace sounder::fuzz
