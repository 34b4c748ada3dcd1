#include "echo/serve/loop_epoll.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "echo/serve/client_socket.h"

namespace sounder {
namespace {

constexpr std::uint64_t kInboxTag = ~std::uint64_t{0};  // no client's: those have fewer bits
constexpr Duration kLongWait = std::chrono::hours(1);

}  // namespace

LoopEpoll::LoopEpoll(const LoopWork& work) : work_(work) {
  if (const int error = epoll_.add(work.inbox.fd(), EPOLLIN, kInboxTag); error != 0)
    throw std::system_error(error, std::generic_category(), "epoll_ctl");
}

void LoopEpoll::run() {
  while (!ending_ || clients_.size() > 0) {
    const auto next = deadlines_.next();
    for (const epoll_event& event : epoll_.wait(events_, next ? *next - clock_now() : kLongWait)) {
      const Tag tag = event.data.u64;
      if (tag == kInboxTag) {
        take_orders();
      } else if (Client* client = clients_.find(tag)) {
        serve(tag, *client, event.events);
      }
    }
    deadlines_.run_due([this](Tag tag, Instant now) {
      Client& client = *clients_.find(tag);  // leave() removes its entry too
      client.armed.reset();
      client.conversation.on_time(now);
      advance(tag, client);
    });
  }
}

void LoopEpoll::take_orders() {
  auto orders = work_.inbox.take();
  for (auto& newcomer : orders.newcomers) take_in(newcomer);
  ending_ = ending_ || orders.end;
  if (!orders.cut_all) return;
  clients_.for_each([this](Tag tag, Client& client) {
    client.conversation.on_cut();
    leave(tag, client);
  });
}

void LoopEpoll::take_in(LoopInbox::Newcomer& newcomer) {
  const int fd = newcomer.client.fd.get();
  set_up_client(fd);
  auto [tag, client] = clients_.add(std::move(newcomer.client.fd), newcomer.client.peer, newcomer.since,
                                    converse(work_.options, newcomer.since), EPOLLIN, std::nullopt);
  if (epoll_.add(fd, EPOLLIN, tag) != 0) {  // no kernel memory: this client only
    client.conversation.on_reset();
    leave(tag, client);
    return;
  }
  deadlines_.no_later(tag, client.armed, client.conversation.deadline());
}

void LoopEpoll::serve(Tag tag, Client& client, std::uint32_t events) {
  const bool readable = (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0;
  if (readable && client.conversation.next() == Conversation::Next::kRead) receive(client);
  if (readable && client.conversation.next() == Conversation::Next::kDiscard) discard(client);
  advance(tag, client);
}

// Sends what can be sent, shuts down or closes if that is due, and waits for the rest.
void LoopEpoll::advance(Tag tag, Client& client) {
  using Next = Conversation::Next;
  while (client.conversation.next() == Next::kWrite && send(client)) continue;
  if (client.conversation.next() == Next::kShutDownWrite) shut_down(client.conversation, client.fd.get());
  if (client.conversation.next() == Next::kClose) return leave(tag, client);
  client.conversation.keep();
  const std::uint32_t interest = client.conversation.next() == Next::kWrite ? EPOLLOUT : EPOLLIN;
  if (interest != client.interest && epoll_.change(client.fd.get(), interest, tag) == 0)
    client.interest = interest;
  deadlines_.no_later(tag, client.armed, client.conversation.deadline());
}

// Once for each event: the kernel reports again if there is more, after the other clients had their turn.
void LoopEpoll::receive(Client& client) {
  const auto got = ::recv(client.fd.get(), buffer_.data(),
                          std::min(buffer_.size(), client.conversation.room()), MSG_DONTWAIT);
  if (got > 0) {
    client.conversation.on_received(clock_now(), std::span(buffer_).first(static_cast<std::size_t>(got)));
  } else if (got == 0) {
    client.conversation.on_end_of_input(clock_now());
  } else if (errno != EAGAIN && errno != EINTR) {
    client.conversation.on_reset();
  }
}

// False if the client takes no more now.
bool LoopEpoll::send(Client& client) {
  const auto owed = client.conversation.owed();
  const auto sent = ::send(client.fd.get(), owed.data(), owed.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) {
    if (errno == EAGAIN) return false;
    if (errno != EINTR) client.conversation.on_reset();
    return true;
  }
  const auto bytes = static_cast<std::size_t>(sent);
  const auto through = client.conversation.on_sent(clock_now(), bytes);
  work_.times.on_sent(through.bytes, through.owed_for);
  return bytes == owed.size();
}

void LoopEpoll::discard(Client& client) {
  const auto got = ::recv(client.fd.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
  if (got > 0) client.conversation.on_discarded(static_cast<std::size_t>(got));
  if (got == 0) client.conversation.on_end_of_input(clock_now());
  if (got < 0 && errno != EAGAIN && errno != EINTR) client.conversation.on_reset();
}

void LoopEpoll::leave(Tag tag, Client& client) {
  deadlines_.remove(tag, client.armed);
  const Endpoint peer = client.peer;
  const Instant since = client.since;
  const Served served = client.conversation.served();
  Fd fd = std::move(client.fd);
  clients_.remove(tag);
  --work_.clients;
  work_.admission.leave(peer, since, served, std::move(fd));
}

}  // namespace sounder
