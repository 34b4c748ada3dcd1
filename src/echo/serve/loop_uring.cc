#include "echo/serve/loop_uring.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "echo/serve/client_socket.h"

namespace sounder {
namespace {

// Entries of the submission queue (a full queue is submitted at once) and of the completion queue.
constexpr unsigned kRingEntries = 2048;
constexpr unsigned kRingCompletions = 16384;
// Receive buffers: 16 KiB each, because 4 KiB halved the rate of large messages; 32 MiB of addresses a
// thread, of which only pages that were filled take memory.
constexpr unsigned kRingBuffers = 2048;
constexpr std::size_t kRingBufferBytes = std::size_t{16} * 1024;
// Receive buffers used by sends at once. More bytes are copied, so that clients that do not read leave
// buffers for the others.
constexpr unsigned kRingBuffersLent = kRingBuffers / 2;

constexpr Duration kLongWait = std::chrono::hours(1);
// What a receive may end with that says nothing of its client: no buffer was left, it was called off, or the
// kernel wants it asked again.
bool is_passing(int result) {
  return result == -ENOBUFS || result == -ECANCELED || result == -EINTR || result == -EAGAIN;
}

constexpr UringSizes kSizes{kRingEntries, kRingCompletions, kRingBuffers, kRingBufferBytes};

}  // namespace

LoopUring::LoopUring(const LoopWork& work)
    : work_(work), ring_(kSizes), longest_line_bytes_(session_limits(work.options).buffer_bytes) {}

void LoopUring::run() {
  ring_.start();
  ring_.poll_on(work_.inbox.fd(), mark(Op::kInbox, 0));
  while (!ending_ || clients_.size() > 0) {
    const auto next = deadlines_.next();
    for (const auto& completion : ring_.wait(next ? *next - clock_now() : kLongWait))
      on_completion(completion);
    on_times();
  }
}

void LoopUring::on_completion(const Uring::Completion& completion) {
  const auto op = static_cast<Op>(completion.tag >> Slots<Client>::kTagBits);
  const Tag tag = completion.tag & ((std::uint64_t{1} << Slots<Client>::kTagBits) - 1);
  if (op == Op::kInbox) {
    if (!completion.more) ring_.poll_on(work_.inbox.fd(), completion.tag);
    take_orders();
    return;
  }
  Client* client = clients_.find(tag);
  if (client == nullptr || op == Op::kCancel) return;
  if (op == Op::kReceive) on_received(tag, *client, completion);
  if (op == Op::kSend) on_sent(tag, *client, completion.result);
  if (client->left)
    free_if_quiet(tag, *client);
  else
    settle(tag, *client);
}

void LoopUring::take_orders() {
  auto orders = work_.inbox.take();
  for (auto& newcomer : orders.newcomers) take_in(newcomer);
  ending_ = ending_ || orders.end;
  if (!orders.cut_all) return;
  clients_.for_each([this](Tag tag, Client& client) {
    if (client.left) return;
    client.talk.on_cut();
    leave(tag, client);
  });
}

void LoopUring::take_in(LoopInbox::Newcomer& newcomer) {
  set_up_client(newcomer.client.fd.get());
  auto [tag, client] = clients_.add(Client{.fd = std::move(newcomer.client.fd),
                                           .peer = newcomer.client.peer,
                                           .since = newcomer.since,
                                           .talk = converse(work_.options, newcomer.since)});
  settle(tag, client);
}

void LoopUring::on_received(Tag, Client& client, const Uring::Completion& completion) {
  if (!completion.more) client.receiving = client.calling_off = false;
  if (completion.result > 0) {
    put_in_line(client, completion);
  } else if (!is_passing(completion.result)) {
    client.end = -completion.result;
  }
}

void LoopUring::put_in_line(Client& client, const Uring::Completion& completion) {
  const auto bytes = ring_.buffer(*completion.buffer).first(static_cast<std::size_t>(completion.result));
  if (client.left) {
    ring_.give_back(*completion.buffer);
    return;
  }
  Piece piece{bytes, completion.buffer, nullptr};
  if (lent_ >= kRingBuffersLent) {
    piece.copy = std::make_unique_for_overwrite<std::byte[]>(bytes.size());
    std::ranges::copy(bytes, piece.copy.get());
    piece.bytes = {piece.copy.get(), bytes.size()};
    ring_.give_back(*piece.buffer);
    piece.buffer.reset();
  } else {
    ++lent_;
  }
  client.line_bytes += bytes.size();
  client.line.push_back(std::move(piece));
}

void LoopUring::take_from_line(Client& client) {
  const Piece& piece = client.line.front();
  client.line_bytes -= piece.bytes.size();
  if (piece.buffer) {
    ring_.give_back(*piece.buffer);
    --lent_;
  }
  client.line.erase(client.line.begin());  // one piece, nearly always, and its memory stays
}

void LoopUring::drop_line(Client& client) {
  while (!client.line.empty()) take_from_line(client);
}

void LoopUring::on_sent(Tag, Client& client, int result) {
  client.sending = false;
  if (client.left) return;
  if (result < 0) {
    if (result != -EINTR && result != -EAGAIN) client.talk.on_reset();
    return;
  }
  const bool borrowed = client.talk.borrows();
  const auto through = client.talk.on_sent(clock_now(), static_cast<std::size_t>(result));
  work_.times.on_sent(through.bytes, through.owed_for);
  if (borrowed && !client.talk.borrows()) take_from_line(client);
}

// Gives the conversation what waits in line, as far as it wants it.
void LoopUring::feed(Client& client) {
  using Next = Conversation::Next;
  while (!client.line.empty() && !client.talk.borrows() && client.talk.next() == Next::kRead) {
    client.talk.on_received(clock_now(), client.line.front().bytes);
    if (!client.talk.borrows()) take_from_line(client);
  }
  while (!client.line.empty() && client.talk.next() == Next::kDiscard) {
    client.talk.on_discarded(client.line.front().bytes.size());
    take_from_line(client);
  }
  const bool wants_end = client.talk.next() == Next::kRead || client.talk.next() == Next::kDiscard;
  if (!client.end || !client.line.empty()) return;
  if (*client.end != 0)
    client.talk.on_reset();
  else if (wants_end)
    client.talk.on_end_of_input(clock_now());
}

// Does what is next, after anything has happened.
void LoopUring::settle(Tag tag, Client& client) {
  using Next = Conversation::Next;
  feed(client);
  if (client.talk.next() == Next::kShutDownWrite && !client.sending) {
    shut_down(client.talk, client.fd.get());
    feed(client);
  }
  if (client.talk.next() == Next::kClose) return leave(tag, client);
  if (client.talk.next() == Next::kWrite && !client.sending) {
    ring_.send(client.fd.get(), client.talk.owed(), mark(Op::kSend, tag));
    client.sending = true;
  }
  receive_or_not(tag, client);
  deadlines_.no_later(tag, client.armed, client.talk.deadline());
}

void LoopUring::receive_or_not(Tag tag, Client& client) {
  if (!client.receiving && !client.end && client.line.empty()) {
    ring_.receive_on(client.fd.get(), mark(Op::kReceive, tag));
    client.receiving = true;
  } else if (client.receiving && !client.calling_off && client.line_bytes >= longest_line_bytes_) {
    ring_.cancel(mark(Op::kReceive, tag), mark(Op::kCancel, tag));
    client.calling_off = true;
  }
}

void LoopUring::on_times() {
  if (!deadlines_.next()) return;
  const Instant now = clock_now();
  while (const auto tag = deadlines_.take_due(now)) {
    Client& client = *clients_.find(*tag);  // who leaves takes its entry along
    client.armed.reset();
    client.talk.on_time(now);
    settle(*tag, client);
  }
}

void LoopUring::leave(Tag tag, Client& client) {
  deadlines_.remove(tag, client.armed);
  client.left = true;
  --work_.clients;
  work_.admission.leave(client.peer, client.since, client.talk.served(), std::move(client.fd));
  // Calls that are under way keep the connection open: its end goes out with the last of them, and so never
  // before the client is counted out.
  if (client.receiving && !client.calling_off) ring_.cancel(mark(Op::kReceive, tag), mark(Op::kCancel, tag));
  if (client.sending) ring_.cancel(mark(Op::kSend, tag), mark(Op::kCancel, tag));
  free_if_quiet(tag, client);
}

// The kernel may still read from what a send was given: the place goes with its last completion.
void LoopUring::free_if_quiet(Tag tag, Client& client) {
  if (client.receiving || client.sending) return;
  drop_line(client);
  clients_.remove(tag);
}

}  // namespace sounder
