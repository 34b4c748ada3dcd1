#include "cli/scan/engine_refusal.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "base/text.h"

namespace sounder {
namespace {

std::string own_path() {
  std::array<char, 4096> path{};
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length)) : "sounder";
}

}  // namespace

Error engine_refusal(Errno error) {
  if (error == EPERM || error == EACCES)
    return {Fault::kMachine, text(tr("--engine syn needs CAP_NET_RAW: run it with sudo, or once 'sudo setcap "
                                     "cap_net_raw=p {0}'"),
                                  own_path())};
  return {Fault::kMachine, text(tr("--engine syn: {0}; try --engine connect"), describe_errno(error))};
}

}  // namespace sounder
