// One thread of a load run over UDP: its sockets, its epoll set, its plan. What is due and what an answer
// means is decided by the plan (datagram_plan.h). Every byte of an answer is verified, and no sent datagram
// is stored (load_datagram.h).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "echo/load/datagram_plan.h"
#include "echo/load/load_bytes.h"
#include "echo/load/load_thread.h"
#include "net/datagrams.h"
#include "net/epoll.h"

namespace sounder {

class DatagramWorker : public LoadThread {
 public:
  // `options` and `bytes` outlive the worker. Throws std::system_error if no descriptor is left.
  DatagramWorker(const LoadOptions& options, const LoadBytes& bytes, unsigned thread, Publish publish);

  void open(const std::stop_token& stop) override;
  void measure(Instant start, const std::stop_token& stop) override;
  const LoadTotals& totals() override { return plan_.totals(); }
  const LoadSeries& series() override { return plan_.series(); }

 private:
  struct Socket {
    Fd fd;
    Instant blocked_until;  // the system takes no more of it
  };

  std::uint64_t stream_of(std::size_t lane) const { return thread_ + options_.threads * lane; }
  std::expected<Fd, Errno> new_socket(std::size_t lane) const;
  void failed(Errno why);
  void send_due();
  void send(std::size_t lane);
  bool refused_only(std::size_t lane, Errno why);
  void receive(std::size_t lane);
  void take(std::size_t lane, std::span<const std::byte> got, Instant now);
  void wait();
  void check(Instant now);

  const LoadOptions& options_;
  const LoadBytes& bytes_;
  const unsigned thread_;
  const Publish publish_;
  DatagramPlan plan_;
  Epoll epoll_;
  DatagramBatch batch_;
  std::vector<Socket> sockets_;  // by lane
  std::vector<OutgoingDatagram> outgoing_;
  std::vector<epoll_event> events_;
  std::vector<std::size_t> due_;  // lanes of one round
  bool any_blocked_ = false;
  Instant next_check_;
  Instant next_publish_;
};

}  // namespace sounder
