#include "net/path_check.h"

#include <sys/socket.h>

#include <cerrno>

#include "base/fd.h"
#include "net/zone.h"

namespace sounder {
namespace {

bool refuses_connections(const Endpoint& to, const RouteWishes& wishes) {
  const Fd fd(::socket(domain_of(to.address.family()), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd || follow(wishes, fd.get(), to.address.family()) != 0) return false;  // says nothing of the path
  const SocketAddress address(to);
  return ::connect(fd.get(), address.get(), address.length) != 0 && (errno == EPERM || errno == EACCES);
}

}  // namespace

KernelPathCheck::KernelPathCheck(const RouteWishes& wishes)
    : wishes_(wishes), policies_(ipsec_policies().value_or(std::vector<IpsecPolicy>{})) {}

std::optional<PathNews::What> KernelPathCheck::refusal(const Endpoint& to, const Route& route) {
  const Address source = in_zone(*route.source, route.interface);
  if (needs_ipsec(policies_, source, to.address, route.interface)) return PathNews::What::kIpsec;
  const auto [found, first] =
      known_.try_emplace({route.interface, source, route.gateway.value_or(Address{})});
  if (first && refuses_connections(to, wishes_)) found->second = PathNews::What::kFirewall;
  return found->second;
}

std::vector<RoutePrefix> KernelPathCheck::blocks() const {
  std::vector<RoutePrefix> blocks;
  for (const IpsecPolicy& policy : policies_) blocks.push_back({policy.destination, policy.destination_bits});
  return blocks;
}

}  // namespace sounder
