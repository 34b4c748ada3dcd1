#include "echo/connect/pump.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>
#include <optional>

#include "base/text.h"
#include "echo/limits.h"
#include "net/socket.h"

namespace sounder {
namespace {

using Status = std::optional<Error>;  // set: the pump is over

class Pump {
 public:
  explicit Pump(const PumpEnds& ends) : ends_(ends), output_portion_(portion_of(ends.output)) {}

  Result<PumpTotals> run() {
    while (server_open_ || !down_.empty()) {
      if (const Status over = step()) return std::unexpected(*over);
    }
    if (totals_.received < totals_.sent) return peer_failed(owed_message(totals_.sent - totals_.received));
    if (input_open_ || !up_.empty())
      return peer_failed(tr("the server closed the connection before all was sent"));
    return totals_;
  }

 private:
  // A pipe that polls as writable has room for one page (pipe_poll in fs/pipe.c): a larger write could block,
  // and then Ctrl-C would find nobody listening.
  static std::size_t portion_of(int output) {
    struct stat status{};
    const bool file = ::fstat(output, &status) == 0 && S_ISREG(status.st_mode);
    return file ? kPumpBufferBytes : PIPE_BUF;
  }

  Status step() {
    std::array<pollfd, 4> polled{{
        {ends_.stop, POLLIN, 0},
        {input_open_ && up_.empty() && server_open_ ? ends_.input : -1, POLLIN, 0},
        // Left out while nothing is wanted of it: POLLHUP cannot be masked and would wake us for nothing.
        {socket_events() != 0 ? ends_.socket : -1, socket_events(), 0},
        {down_.empty() ? -1 : ends_.output, POLLOUT, 0},
    }};
    if (::poll(polled.data(), polled.size(), -1) < 0) return std::nullopt;  // EINTR
    if (polled[0].revents != 0) return Error{Fault::kInterrupted, tr("interrupted")};
    Status over;
    if (!over && polled[1].revents != 0) over = read_input();
    if (!over && (polled[2].revents & (POLLOUT | POLLERR)) != 0) over = send_up();
    if (!over && (polled[2].revents & (POLLIN | POLLHUP | POLLERR)) != 0 && down_.empty()) over = receive();
    if (!over && polled[3].revents != 0) over = write_output();
    return over;
  }

  short socket_events() const {
    if (!server_open_) return 0;
    return static_cast<short>((up_.empty() || up_lost_ ? 0 : POLLOUT) | (down_.empty() ? POLLIN : 0));
  }

  Status read_input() {
    const auto got = ::read(ends_.input, up_room_.get(), kPumpBufferBytes);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return std::nullopt;
    if (got < 0)
      return Error{Fault::kMachine, text(tr("cannot read standard input: {0}"), describe_errno(errno))};
    up_ = std::span(up_room_.get(), static_cast<std::size_t>(got));
    input_open_ = got > 0;
    if (!input_open_) ::shutdown(ends_.socket, SHUT_WR);
    return std::nullopt;
  }

  Status send_up() {
    if (up_.empty() || up_lost_) return std::nullopt;
    const auto sent = ::send(ends_.socket, up_.data(), up_.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      // The server may have said goodbye before: what it sent is still read, and then the numbers say what is
      // missing.
      if (errno == EPIPE || errno == ECONNRESET) up_lost_ = true;
      return std::nullopt;
    }
    totals_.sent += static_cast<std::uint64_t>(sent);
    up_ = up_.subspan(static_cast<std::size_t>(sent));
    return std::nullopt;
  }

  Status receive() {
    const auto got = ::recv(ends_.socket, down_room_.get(), kPumpBufferBytes, 0);
    if (got > 0) {
      totals_.received += static_cast<std::uint64_t>(got);
      show(std::span(down_room_.get(), static_cast<std::size_t>(got)));
      return std::nullopt;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
    server_open_ = false;
    show({});
    if (got < 0) return connection_failed(errno);
    return std::nullopt;
  }

  Error connection_failed(Errno code) const {
    const std::uint64_t owed = totals_.sent - std::min(totals_.sent, totals_.received);
    return {Fault::kPeer,
            text(tr("the connection broke: {0}; {1}"), describe_errno(code), owed_message(owed))};
  }

  void show(std::span<const std::byte> bytes) {
    if (ends_.rendering) {
      rendered_ = ends_.rendering(bytes);
      down_ = std::as_bytes(std::span(rendered_));
    } else {
      down_ = bytes;
    }
  }

  Status write_output() {
    const auto wrote = ::write(ends_.output, down_.data(), std::min(down_.size(), output_portion_));
    if (wrote < 0 && (errno == EINTR || errno == EAGAIN)) return std::nullopt;
    if (wrote < 0)
      return Error{Fault::kMachine, text(tr("cannot write to standard output: {0}"), describe_errno(errno))};
    down_ = down_.subspan(static_cast<std::size_t>(wrote));
    return std::nullopt;
  }

  const PumpEnds& ends_;
  const std::size_t output_portion_;
  // Read only when empty: 64 KiB each way, whatever the sizes of the two streams.
  std::unique_ptr<std::byte[]> up_room_ = std::make_unique_for_overwrite<std::byte[]>(kPumpBufferBytes);
  std::unique_ptr<std::byte[]> down_room_ = std::make_unique_for_overwrite<std::byte[]>(kPumpBufferBytes);
  std::span<const std::byte> up_;    // read and not sent
  std::span<const std::byte> down_;  // received and not written
  std::string rendered_;
  bool input_open_ = true;
  bool server_open_ = true;
  bool up_lost_ = false;
  PumpTotals totals_;
};

}  // namespace

Result<PumpTotals> pump(const PumpEnds& ends) { return Pump(ends).run(); }

std::string owed_message(std::uint64_t bytes) {
  return text(trn("the server closed the connection; missing: {0} byte",
                  "the server closed the connection; missing: {0} bytes", bytes),
              bytes);
}

}  // namespace sounder
