#include "echo/serve/loop_uring.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "echo/serve/client_socket.h"
#include "echo/serve/limits.h"

namespace sounder {
namespace {

// Receive buffers used by sends at once. More bytes are copied, so that clients that do not read leave
// buffers for the others.
constexpr unsigned kRingBuffersLent = kRingBuffers / 2;

constexpr Duration kLongWait = std::chrono::hours(1);
// Results of a receive that say nothing about its client: no buffer was left, it was cancelled, or it must be
// repeated.
bool is_passing(int result) {
  return result == -ENOBUFS || result == -ECANCELED || result == -EINTR || result == -EAGAIN;
}

}  // namespace

LoopUring::LoopUring(const LoopWork& work, const UringSizes& sizes)
    : work_(work), ring_(sizes), longest_queue_bytes_(session_limits(work.options).buffer_bytes) {}

void LoopUring::run() {
  ring_.start();
  ring_.poll_on(work_.inbox.fd(), mark(Op::kInbox, 0));
  while (!ending_ || clients_.size() > 0) {
    const auto next = deadlines_.next();
    for (const auto& completion : ring_.wait(next ? *next - clock_now() : kLongWait))
      on_completion(completion);
    deadlines_.run_due([this](Tag tag, Instant now) {
      Client& client = *clients_.find(tag);  // leave() removes its entry too
      client.armed.reset();
      client.conversation.on_time(now);
      advance(tag, client);
    });
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
    advance(tag, *client);
}

void LoopUring::take_orders() {
  auto orders = work_.inbox.take();
  for (auto& newcomer : orders.newcomers) take_in(newcomer);
  ending_ = ending_ || orders.end;
  if (!orders.cut_all) return;
  clients_.for_each([this](Tag tag, Client& client) {
    if (client.left) return;
    client.conversation.on_cut();
    leave(tag, client);
  });
}

void LoopUring::take_in(LoopInbox::Newcomer& newcomer) {
  set_up_client(newcomer.client.fd.get());
  auto [tag, client] = clients_.add(Client{.fd = std::move(newcomer.client.fd),
                                           .peer = newcomer.client.peer,
                                           .since = newcomer.since,
                                           .conversation = converse(work_.options, newcomer.since)});
  advance(tag, client);
}

void LoopUring::on_received(Tag, Client& client, const Uring::Completion& completion) {
  if (!completion.more) client.receiving = client.cancelling = false;
  if (completion.result > 0) {
    enqueue(client, completion);
  } else if (!is_passing(completion.result)) {
    client.end = -completion.result;
  }
}

void LoopUring::enqueue(Client& client, const Uring::Completion& completion) {
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
  client.queued_bytes += bytes.size();
  client.queue.push_back(std::move(piece));
}

void LoopUring::pop_queue(Client& client) {
  const Piece& piece = client.queue.front();
  client.queued_bytes -= piece.bytes.size();
  if (piece.buffer) {
    ring_.give_back(*piece.buffer);
    --lent_;
  }
  client.queue.erase(client.queue.begin());  // one piece, nearly always, and its memory stays
}

void LoopUring::drop_queue(Client& client) {
  while (!client.queue.empty()) pop_queue(client);
}

void LoopUring::on_sent(Tag, Client& client, int result) {
  client.sending = false;
  if (client.left) return;
  if (result < 0) {
    if (result != -EINTR && result != -EAGAIN) client.conversation.on_reset();
    return;
  }
  const bool borrowed = client.conversation.borrows();
  const auto through = client.conversation.on_sent(clock_now(), static_cast<std::size_t>(result));
  work_.times.on_sent(through.bytes, through.owed_for);
  if (borrowed && !client.conversation.borrows()) pop_queue(client);
}

// Gives the conversation what is queued, as far as it wants it.
void LoopUring::feed(Client& client) {
  using Next = Conversation::Next;
  while (!client.queue.empty() && !client.conversation.borrows() &&
         client.conversation.next() == Next::kRead) {
    client.conversation.on_received(clock_now(), client.queue.front().bytes);
    if (!client.conversation.borrows()) pop_queue(client);
  }
  while (!client.queue.empty() && client.conversation.next() == Next::kDiscard) {
    client.conversation.on_discarded(client.queue.front().bytes.size());
    pop_queue(client);
  }
  const bool wants_end =
      client.conversation.next() == Next::kRead || client.conversation.next() == Next::kDiscard;
  if (!client.end || !client.queue.empty()) return;
  if (*client.end != 0)
    client.conversation.on_reset();
  else if (wants_end)
    client.conversation.on_end_of_input(clock_now());
}

// Does what the conversation needs next.
void LoopUring::advance(Tag tag, Client& client) {
  using Next = Conversation::Next;
  feed(client);
  if (client.conversation.next() == Next::kShutDownWrite && !client.sending) {
    shut_down(client.conversation, client.fd.get());
    feed(client);
  }
  if (client.conversation.next() == Next::kClose) return leave(tag, client);
  if (client.conversation.next() == Next::kWrite && !client.sending) {
    ring_.send(client.fd.get(), client.conversation.owed(), mark(Op::kSend, tag));
    client.sending = true;
  }
  receive_or_not(tag, client);
  deadlines_.no_later(tag, client.armed, client.conversation.deadline());
}

void LoopUring::receive_or_not(Tag tag, Client& client) {
  if (!client.receiving && !client.end && client.queue.empty()) {
    ring_.receive_on(client.fd.get(), mark(Op::kReceive, tag));
    client.receiving = true;
  } else if (client.receiving && !client.cancelling && client.queued_bytes >= longest_queue_bytes_) {
    ring_.cancel(mark(Op::kReceive, tag), mark(Op::kCancel, tag));
    client.cancelling = true;
  }
}

void LoopUring::leave(Tag tag, Client& client) {
  deadlines_.remove(tag, client.armed);
  client.left = true;
  --work_.clients;
  work_.admission.leave(client.peer, client.since, client.conversation.served(), std::move(client.fd));
  // Calls under way keep the connection open: its FIN is sent with the last of them, so never before the
  // client is counted out.
  if (client.receiving && !client.cancelling) ring_.cancel(mark(Op::kReceive, tag), mark(Op::kCancel, tag));
  if (client.sending) ring_.cancel(mark(Op::kSend, tag), mark(Op::kCancel, tag));
  free_if_quiet(tag, client);
}

// The kernel may still read the bytes of a send: the slot is freed with its last completion.
void LoopUring::free_if_quiet(Tag tag, Client& client) {
  if (client.receiving || client.sending) return;
  drop_queue(client);
  clients_.remove(tag);
}

}  // namespace sounder
