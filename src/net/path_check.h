// Whether the kernel would allow a TCP connection on a path on which we are to send Ethernet frames, which
// bypass this machine's firewall and IPsec. One owner, one thread.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "net/ipsec_policy.h"
#include "net/path_news.h"
#include "net/routes.h"

namespace sounder {

class PathCheck {
 public:
  virtual ~PathCheck() = default;
  // nullopt: frames may go there. Precondition: the route has a source and an interface with neighbours.
  virtual std::optional<PathNews::What> refusal(const Endpoint& to, const Route& route) = 0;
  // Blocks of addresses inside which the answers may differ on one path.
  virtual std::vector<RoutePrefix> blocks() const { return {}; }
};

// By IPsec policies, and by connect(2) of a datagram socket, once a next hop, which asks security modules and
// cgroups and sends nothing. netfilter is asked by the first probe itself (syn_paths.h): a packet more would
// use up what policers and limits of ICMP errors allow.
class KernelPathCheck final : public PathCheck {
 public:
  // Reads the policies, which needs CAP_NET_ADMIN; without it there seem to be none.
  explicit KernelPathCheck(const RouteWishes& wishes);
  std::optional<PathNews::What> refusal(const Endpoint& to, const Route& route) override;
  std::vector<RoutePrefix> blocks() const override;

 private:
  struct Hop {
    unsigned interface;
    Address source;
    Address gateway;  // on the link: the address of no host
    friend auto operator<=>(const Hop&, const Hop&) = default;
  };
  RouteWishes wishes_;
  std::vector<IpsecPolicy> policies_;
  std::map<Hop, std::optional<PathNews::What>> known_;
};

}  // namespace sounder
