// One thread of a load run: its connections, its epoll set, its plan. It acts; what is due and what an answer
// means is the plan's (load_plan.h), what the bytes are LoadBytes'. Made by any thread, then used by one.
//
// Connections are watched edge-triggered, for reading and writing at once, from connect to close: a round
// trip costs one send and one receive, and the set is never changed for it. A thread with a single connection
// and no schedule needs no set: it waits in the receive itself, which saves a third of the system calls.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "echo/load/load_bytes.h"
#include "echo/load/load_channel.h"
#include "echo/load/load_options.h"
#include "echo/load/load_plan.h"
#include "echo/load/load_thread.h"
#include "net/epoll.h"

namespace sounder {

class LoadWorker : public LoadThread {
 public:
  // `options` and `bytes` outlive the worker. Throws std::system_error if no descriptor is left.
  LoadWorker(const LoadOptions& options, const LoadBytes& bytes, unsigned thread, Publish publish);

  void open(const std::stop_token& stop) override;  // with churn a single connection
  void measure(Instant start, const std::stop_token& stop) override;
  const LoadTotals& totals() override { return plan_.totals(); }

 private:
  enum class State : std::uint8_t { kDown, kConnecting, kShaking, kOpen, kEnding };
  struct Connection {
    LoadChannel channel;
    State state = State::kDown;
    bool tried = false;            // since the run began
    std::uint32_t generation = 0;  // of the descriptor, so that an event for the one before is known as such
    std::uint64_t stream = 0;
    std::uint64_t sent = 0;
    std::uint64_t to_send = 0;  // begun and not sent
    std::uint64_t received = 0;
    std::size_t answer_left = 0;  // missing from the answer that is coming in
    Instant progress;             // when bytes last moved, or the connect began
    bool unsent() const { return to_send > 0 || channel.unsent(); }
  };
  struct Waiting {
    Instant since;
    std::size_t lane;
  };

  void connect(std::size_t lane, Instant now);
  void connected(std::size_t lane);
  void shake_hands(std::size_t lane);
  void no_handshake(std::size_t lane, const std::string& why);
  void opened(std::size_t lane);
  void failed(std::size_t lane, LoadError error);
  void broke(std::size_t lane, Errno why);
  void wrong_bytes(std::size_t lane);
  void take_down(std::size_t lane);
  void pause(std::size_t lane);
  void settle(Connection& connection);
  void short_of(std::size_t lane, Errno why);
  void reopen(Instant now);
  void start_free(Instant now);
  void begin_due();
  void begin(std::size_t lane, Instant now);
  void send(std::size_t lane);
  void receive(std::size_t lane, bool ending);
  bool received(std::size_t lane, std::span<const std::byte> got);
  bool take(std::size_t lane, std::span<const std::byte> got, Instant now);
  void after_answers(std::size_t lane, Instant now);
  void ended(std::size_t lane);
  void release(std::size_t lane);
  void on_event(const epoll_event& event);
  void turn(Duration longest);
  void turn_alone(Duration longest);
  void turn_in_set(Duration longest);
  void look(Instant now);
  void give_up_stalled(Instant now);

  const LoadOptions& options_;
  const LoadBytes& bytes_;
  const unsigned thread_;
  const Publish publish_;
  const std::size_t most_connecting_;
  LoadPlan plan_;
  Epoll epoll_;
  const bool alone_;
  std::vector<Connection> connections_;  // by lane
  std::vector<epoll_event> events_;
  std::unique_ptr<std::byte[]> room_;  // what one receive brings
  std::deque<Waiting> down_;           // to be opened again after a pause, in the order of `since`
  std::vector<std::size_t> free_;      // churn: lanes without a connection
  std::vector<std::size_t> unread_;    // have more to read than one turn takes
  std::vector<std::size_t> reading_;   // of the turn before
  std::size_t connecting_ = 0;
  std::size_t untried_ = 0;
  std::uint64_t streams_ = 0;  // of this thread so far
  bool measuring_ = false;
  Instant next_look_;
};

}  // namespace sounder
