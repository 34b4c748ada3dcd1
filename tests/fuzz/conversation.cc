// A client over plain TCP that sends, takes, half-closes, waits and breaks off as the bytes say: what comes
// back is what went in, each byte once and in its order.
#include "echo/serve/conversation.h"

#include <algorithm>
#include <deque>
#include <vector>

#include "tests/fuzz/talk.h"

namespace {

using namespace sounder;
using Next = Conversation::Next;

class Client {
 public:
  Client(const SessionLimits& limits, fuzz::Choices& choices)
      : limits_(limits), choices_(choices), talk_(Conversation(limits, Instant{}), limits.buffer_bytes) {}

  void run() {
    while (!choices_.done() && !talk_.closed()) {
      step();
      talk_.check();
      fuzz::require(talk_->owed().size() == owed_.size());
    }
    if (ended_ && owed_.empty() && !talk_.closed()) fuzz::require(talk_->next() != Next::kRead);
    talk_.end();
    fuzz::require(talk_->served().echoed_bytes == echoed_);
    if (talk_->served().ending == Ending::kClientClosed) fuzz::require(ended_ && owed_.empty());
  }

 private:
  void step() {
    switch (choices_.up_to(7)) {
      case 0:
        return talk_.wait(std::chrono::microseconds(choices_.up_to(2'000'000)));
      case 1:  // nothing is due before the deadline
        if (const auto due = talk_->deadline(); due && *due > talk_.now() + Duration(1)) {
          const Next before = talk_->next();
          talk_.wait(*due - talk_.now() - Duration(1));
          fuzz::require(talk_->next() == before);
        }
        return;
      case 2:
        return talk_->on_reset();
      case 3:
        return talk_->on_cut();
      case 4:
        return end_of_input();
      default:
        return go_on();
    }
  }

  void end_of_input() {
    if (talk_->next() != Next::kRead && talk_->next() != Next::kDiscard) return;
    ended_ = true;
    talk_->on_end_of_input(talk_.now());
  }

  void go_on() {
    switch (talk_->next()) {
      case Next::kRead:
        return receive();
      case Next::kWrite:
        return send();
      case Next::kShutDownWrite:
        return talk_->on_shut_down(talk_.now());
      case Next::kDiscard:
        return talk_->on_discarded(1 + choices_.up_to(1000));
      case Next::kClose:
        return;
    }
  }

  void receive() {
    fuzz::require(talk_->room() == limits_.buffer_bytes);
    const auto said = choices_.bytes(1 + choices_.up_to(talk_->room() - 1));
    if (said.empty() || ended_) return;
    arrived_.assign(said.begin(), said.end());
    owed_.insert(owed_.end(), said.begin(), said.end());
    talk_->on_received(talk_.now(), arrived_);
    fuzz::require(talk_->borrows());
  }

  void send() {
    const auto offered = talk_->owed();
    fuzz::require(std::ranges::equal(offered, owed_));
    const std::size_t taken = 1 + choices_.up_to(offered.size() - 1);
    owed_.erase(owed_.begin(), owed_.begin() + static_cast<std::ptrdiff_t>(taken));
    echoed_ += taken;
    const auto through = talk_->on_sent(talk_.now(), taken);
    fuzz::require(through.bytes == taken && through.owed_for.has_value() == owed_.empty());
    // What a client has not taken is kept, and then its memory goes.
    if (owed_.empty()) return;
    talk_->keep();
    fuzz::require(!talk_->borrows());
    std::vector<std::byte>().swap(arrived_);
  }

  const SessionLimits limits_;
  fuzz::Choices& choices_;
  fuzz::Talk talk_;
  std::vector<std::byte> arrived_;  // the memory that the server received into
  std::deque<std::byte> owed_;
  std::uint64_t echoed_ = 0;
  bool ended_ = false;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  const SessionLimits limits = fuzz::choose_limits(choices);
  Client(limits, choices).run();
  return 0;
}
