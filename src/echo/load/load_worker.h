// One thread of a load run over TCP: its connections, its epoll set, its plan. What is due and what an answer
// means is decided by the plan (load_plan.h). What a connection is opened for is decided by the mode, a class
// derived from this one: LoadKeepOpen or LoadChurn. Made by any thread, then used by one.
//
// Connections are watched edge-triggered, for reading and writing at once, from connect to close: a round
// trip costs one send and one receive, and the set is never changed for it.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "echo/load/limits.h"
#include "echo/load/load_connection.h"
#include "echo/load/load_options.h"
#include "echo/load/load_plan.h"
#include "echo/load/load_thread.h"
#include "net/epoll.h"

namespace sounder {

class LoadWorker : public LoadThread {
 public:
  void open(const std::stop_token& stop) override;
  void measure(Instant start, const std::stop_token& stop) override;
  const LoadTotals& totals() override { return plan_.totals(); }
  const LoadSeries& series() override { return plan_.series(); }

 protected:
  using State = LoadConnection::State;

  // `options` and `bytes` outlive the worker. Throws std::system_error if no descriptor is left.
  LoadWorker(const LoadOptions& options, const LoadBytes& bytes, unsigned thread, Publish publish);

  // --- What a mode decides. Lanes from connections_at_start() on stay down in open().
  virtual std::size_t connections_at_start() const = 0;
  // After open(): every connection at the start is open or has failed.
  virtual void on_all_opened() {}
  // Begins the requests that are due. Called once for each turn of measure().
  virtual void begin_requests(Instant now) = 0;
  // A lane that broke may be used again.
  virtual void on_lane_free(std::size_t lane, Instant now) = 0;
  virtual bool may_connect() const { return true; }
  virtual void on_connecting(std::size_t /*lane*/, Instant /*now*/) {}
  virtual void on_open(std::size_t lane) = 0;
  // Right bytes came in; some of them may have completed answers.
  virtual void on_received(std::size_t lane, Instant now) = 0;
  // The server has ended a connection in state kEnding.
  virtual void on_ended(std::size_t /*lane*/) {}
  // Waits for events, at most `longest`, and handles them.
  virtual void wait(Duration longest) { wait_in_set(longest); }

  // --- What modes are made of.
  void connect(std::size_t lane, Instant now);
  void send(std::size_t lane);
  // `ending`: an end or a reset already waits behind the bytes, and no other event will report it.
  void receive(std::size_t lane, bool ending);
  // False if the connection is down afterwards.
  bool handle_bytes(std::size_t lane, std::span<const std::byte> got);
  void handle_end(std::size_t lane);
  void fail(std::size_t lane, Errno why);
  void wait_in_set(Duration longest);

  const LoadOptions& options() const { return options_; }
  LoadPlan& plan() { return plan_; }
  const LoadPlan& plan() const { return plan_; }
  LoadConnection& connection(std::size_t lane) { return connections_[lane]; }
  std::span<LoadConnection> connections() { return connections_; }
  std::size_t lanes() const { return connections_.size(); }
  std::size_t connecting() const { return connecting_; }
  unsigned thread() const { return thread_; }
  bool measuring() const { return measuring_; }
  Epoll& epoll() { return epoll_; }
  std::span<std::byte> room() { return {room_.get(), kLoadReceiveBytes}; }
  void forget_unread() { unread_.clear(); }

 private:
  struct Down {
    Instant since;
    std::size_t lane;
  };

  void handle_connected(std::size_t lane);
  void handshake(std::size_t lane);
  void handshake_failed(std::size_t lane, const std::string& why);
  void count_failure(std::size_t lane, LoadError error);
  void count_shortage(std::size_t lane, Errno why);
  void count_tried(std::size_t lane);
  void take_down(std::size_t lane);
  void free_down_lanes(Instant now);
  void handle_event(const epoll_event& event);
  void turn(Duration longest);
  void check(Instant now);
  void fail_stalled(Instant now);

  const LoadOptions& options_;
  const LoadBytes& bytes_;
  const unsigned thread_;
  const Publish publish_;
  LoadPlan plan_;
  Epoll epoll_;
  std::vector<LoadConnection> connections_;  // by lane
  std::vector<bool> tried_;                  // by lane: open, or failed once
  std::vector<epoll_event> events_;
  std::unique_ptr<std::byte[]> room_;  // for one receive
  std::deque<Down> down_;              // lanes to use again after a pause, in the order of `since`
  std::vector<std::size_t> unread_;    // have more to read than one turn takes
  std::vector<std::size_t> reading_;   // of the previous turn
  std::size_t connecting_ = 0;
  std::size_t untried_ = 0;
  std::uint64_t streams_ = 0;  // of this thread so far
  bool measuring_ = false;
  Instant next_check_;
};

}  // namespace sounder
