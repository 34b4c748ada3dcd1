#include "echo/serve/server_loops.h"

#include <algorithm>

namespace sounder {

ServerLoops::ServerLoops(unsigned loops, const MakeLoop& make_loop, const ServerOptions& options,
                         Admission& admission, EchoTimes& times)
    : admission_(admission) {
  for (unsigned i = 0; i < loops; ++i) {
    auto room = std::make_unique<Room>();
    room->loop = make_loop({options, admission, times, room->inbox, room->clients});
    rooms_.push_back(std::move(room));
  }
  try {
    for (const auto& room : rooms_) room->thread = std::jthread([loop = room->loop.get()] { loop->run(); });
  } catch (...) {
    end_all();  // who runs already would else be waited for without end
    throw;
  }
}

ServerLoops::~ServerLoops() { end_all(); }

void ServerLoops::end_all() {
  for (const auto& room : rooms_) room->inbox.end();
}

ServerLoops::Room& ServerLoops::emptiest() const {
  return **std::ranges::min_element(rooms_, {}, [](const auto& room) { return room->clients.load(); });
}

std::optional<Refusal> ServerLoops::enter(Accepted& client, Instant now) {
  return admission_.enter(client.peer, now, [&] {
    Room& room = emptiest();
    ++room.clients;
    room.inbox.hand_over(std::move(client), now);
    return true;
  });
}

void ServerLoops::cut_all() {
  for (const auto& room : rooms_) room->inbox.cut_all();
}

std::vector<SignOfLife> ServerLoops::signs_of_life() {
  std::vector<SignOfLife> signs;
  for (const auto& room : rooms_) {
    LoopInbox& inbox = room->inbox;
    signs.push_back({[&inbox] { inbox.ask(); }, [&inbox] { return inbox.taken(); }});
  }
  return signs;
}

}  // namespace sounder
