#include "cli/serve/service_manager.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "net/handed_over.h"
#include "net/notify.h"

namespace sounder {
namespace {

constexpr int kFirstHanded = 3;  // sd_listen_fds(3): SD_LISTEN_FDS_START

// What a variable said; it is gone from then on, for it is meant for this process alone.
std::string take_variable(const char* name) {
  const char* value = std::getenv(name);
  std::string taken = value != nullptr ? value : "";
  ::unsetenv(name);
  return taken;
}

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

bool is_us(const std::string& pid) { return number_of<pid_t>(pid) == ::getpid(); }

// The first of names that colons separate, which is taken off.
std::string next_name(std::string_view& names) {
  const std::string_view name = names.substr(0, names.find(':'));
  names.remove_prefix(std::min(names.size(), name.size() + 1));
  return name.empty() ? "unknown" : std::string(name);
}

Result<void> take(int fd, const std::string& name, HandedSockets& sockets) {
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
  return machine_refused(
      text(tr("the socket '{0}' from the service manager is neither a TCP listener nor a UDP socket; "
              "its unit needs ListenStream=PORT with Accept=no, or ListenDatagram=PORT"),
           name));
}

}  // namespace

ServiceManager::ServiceManager() {
  if (const char* address = std::getenv("NOTIFY_SOCKET")) address_ = address;
  const auto interval_us = number_of<std::int64_t>(take_variable("WATCHDOG_USEC"));
  const std::string pid = take_variable("WATCHDOG_PID");
  if (interval_us.value_or(0) > 0 && (pid.empty() || is_us(pid)))
    watchdog_interval_ = std::chrono::microseconds(*interval_us);
}

Result<HandedSockets> ServiceManager::take_sockets() {
  const bool ours = is_us(take_variable("LISTEN_PID"));
  const std::string count_word = take_variable("LISTEN_FDS");
  const std::string all_names = take_variable("LISTEN_FDNAMES");
  HandedSockets sockets;
  if (!ours || count_word.empty()) return sockets;
  const auto count = number_of<std::uint16_t>(count_word);
  if (!count)
    return machine_refused(
        text(tr("the service manager's sockets cannot be taken: {0}"), "LISTEN_FDS=" + count_word));
  std::string_view names = all_names;
  for (int fd = kFirstHanded; fd < kFirstHanded + *count; ++fd) {
    const auto taken = take(fd, next_name(names), sockets);
    if (!taken) return std::unexpected(taken.error());
  }
  return sockets;
}

void ServiceManager::ready() const { notify(address_, "READY=1"); }

void ServiceManager::clients(std::size_t active) const {
  notify(address_, "STATUS=" + text(trn("{0} client", "{0} clients", active), active));
}

void ServiceManager::stopping(Duration at_most) const {
  const auto at_most_us = std::chrono::ceil<std::chrono::microseconds>(at_most).count();
  notify(address_, fmt::format("STOPPING=1\nEXTEND_TIMEOUT_USEC={}", at_most_us));
}

void ServiceManager::alive() const { notify(address_, "WATCHDOG=1"); }

}  // namespace sounder
