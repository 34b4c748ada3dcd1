#include "net/routes.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace sounder {
namespace {

// An answer has a header, a route and a handful of attributes: some 150 bytes.
constexpr std::size_t kLongestAnswer = 4096;

struct Question {
  nlmsghdr header;
  rtmsg route;
  rtattr attribute;
  std::array<std::uint8_t, 16> address;
};

Question question_about(const Address& address, std::uint32_t sequence) {
  const std::size_t bytes = address.family() == Family::kIpv4 ? 4 : 16;
  Question question{};
  question.attribute.rta_type = RTA_DST;
  question.attribute.rta_len = static_cast<unsigned short>(RTA_LENGTH(bytes));
  std::copy_n(address.bytes().begin(), bytes, question.address.begin());
  question.route.rtm_family = address.family() == Family::kIpv4 ? AF_INET : AF_INET6;
  question.route.rtm_dst_len = static_cast<unsigned char>(8 * bytes);
  question.header.nlmsg_len = static_cast<std::uint32_t>(offsetof(Question, address) + bytes);
  question.header.nlmsg_type = RTM_GETROUTE;
  question.header.nlmsg_flags = NLM_F_REQUEST;
  question.header.nlmsg_seq = sequence;
  return question;
}

// The kernel's word about one route.
struct Said {
  RouteKind kind = RouteKind::kNone;
  int interface = 0;
};

// Walks the attributes by copies, after the lengths are checked: nothing is read past `bytes`.
Said read_answer(const std::uint8_t* message, std::size_t bytes) {
  nlmsghdr header{};
  rtmsg route{};
  if (bytes < sizeof header + sizeof route) return {};
  std::memcpy(&header, message, sizeof header);
  std::memcpy(&route, message + sizeof header, sizeof route);
  if (header.nlmsg_type != RTM_NEWROUTE || header.nlmsg_len > bytes) return {};
  if (route.rtm_type == RTN_LOCAL) return {RouteKind::kLocal, 0};
  if (route.rtm_type != RTN_UNICAST) return {};
  Said said{RouteKind::kOnLink, 0};
  for (std::size_t at = sizeof header + sizeof route; at + sizeof(rtattr) <= header.nlmsg_len;) {
    rtattr attribute{};
    std::memcpy(&attribute, message + at, sizeof attribute);
    if (attribute.rta_len < sizeof attribute || at + attribute.rta_len > header.nlmsg_len) break;
    if (attribute.rta_type == RTA_GATEWAY || attribute.rta_type == RTA_VIA) said.kind = RouteKind::kGateway;
    if (attribute.rta_type == RTA_OIF && attribute.rta_len >= sizeof attribute + sizeof said.interface)
      std::memcpy(&said.interface, message + at + sizeof attribute, sizeof said.interface);
    at += RTA_ALIGN(attribute.rta_len);
  }
  return said;
}

}  // namespace

std::expected<Routes, Errno> Routes::open() {
  Fd netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!netlink) return std::unexpected(errno);
  Fd any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!any) any = Fd(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!any) return std::unexpected(errno);
  return Routes(std::move(netlink), std::move(any));
}

RouteKind Routes::to(const Address& address) {
  // An address with a scope names its interface, and only neighbours have such.
  if (address.scope() != 0)
    return has_neighbours(static_cast<int>(address.scope())) ? RouteKind::kOnLink : RouteKind::kGateway;
  const Question question = question_about(address, ++sequence_);
  if (::send(netlink_.get(), &question, question.header.nlmsg_len, 0) < 0) return RouteKind::kNone;
  alignas(nlmsghdr) std::array<std::uint8_t, kLongestAnswer> answer;
  for (;;) {
    const ssize_t got = ::recv(netlink_.get(), answer.data(), answer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return RouteKind::kNone;
    nlmsghdr header{};
    if (static_cast<std::size_t>(got) < sizeof header) return RouteKind::kNone;
    std::memcpy(&header, answer.data(), sizeof header);
    if (header.nlmsg_seq != sequence_) continue;  // of a question that was given up
    const Said said = read_answer(answer.data(), static_cast<std::size_t>(got));
    return said.kind == RouteKind::kOnLink && !has_neighbours(said.interface) ? RouteKind::kGateway
                                                                              : said.kind;
  }
}

// A tunnel has one end here and one elsewhere: what lies behind it is as far as behind a router.
bool Routes::has_neighbours(int interface) {
  const auto [found, first] = has_neighbours_.try_emplace(interface, false);
  if (!first) return found->second;
  ifreq request{};
  if (::if_indextoname(static_cast<unsigned>(interface), request.ifr_name) != nullptr &&
      ::ioctl(any_.get(), SIOCGIFFLAGS, &request) == 0)
    found->second = (request.ifr_flags & (IFF_POINTOPOINT | IFF_NOARP)) == 0;
  return found->second;
}

}  // namespace sounder
