#include "cli/service_manager.h"

#include <systemd/sd-daemon.h>

#include <cstdlib>
#include <memory>
#include <span>
#include <string>

#include "base/text.h"
#include "net/handed_over.h"

namespace sounder {
namespace {

struct FreeNames {
  void operator()(char** names) const {
    for (char** name = names; *name != nullptr; ++name) std::free(*name);
    std::free(names);
  }
};

Result<void> take(int fd, const char* name, HandedSockets& sockets) {
  switch (what_is(fd)) {
    case HandedOver::kTcpListener:
      sockets.listeners.push_back(take_over(fd));
      return {};
    case HandedOver::kUdpSocket:
      sockets.datagrams.push_back(take_over(fd));
      return {};
    case HandedOver::kOther:
      break;
  }
  return machine_refused(text(
      tr("the socket '{0}' that the service manager hands over is neither a TCP listener nor a UDP socket; "
         "its unit needs ListenStream=PORT with Accept=no, or ListenDatagram=PORT"),
      name));
}

void notify(const std::string& state) { sd_notify(0, state.c_str()); }

}  // namespace

ServiceManager::ServiceManager() : listens_(std::getenv("NOTIFY_SOCKET") != nullptr) {
  std::uint64_t interval_us = 0;
  if (sd_watchdog_enabled(1, &interval_us) > 0) watchdog_interval_ = std::chrono::microseconds(interval_us);
}

Result<HandedSockets> ServiceManager::take_sockets() {
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(1, &names);
  HandedSockets sockets;
  if (count < 0)
    return machine_refused(
        text(tr("the service manager's sockets cannot be taken: {0}"), describe_errno(-count)));
  if (count == 0) return sockets;
  const std::unique_ptr<char*, FreeNames> owned(names);
  for (int i = 0; i < count; ++i) {
    const auto taken = take(SD_LISTEN_FDS_START + i, names[i], sockets);
    if (!taken) return std::unexpected(taken.error());
  }
  return sockets;
}

void ServiceManager::ready() const { notify("READY=1"); }

void ServiceManager::clients(std::size_t active) const {
  notify("STATUS=" + text(trn("{0} client", "{0} clients", active), active));
}

void ServiceManager::stopping(Duration at_most) const {
  const auto at_most_us = std::chrono::ceil<std::chrono::microseconds>(at_most).count();
  notify(fmt::format("STOPPING=1\nEXTEND_TIMEOUT_USEC={}", at_most_us));
}

void ServiceManager::alive() const { notify("WATCHDOG=1"); }

}  // namespace sounder
