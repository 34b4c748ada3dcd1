// Whatever an rtnetlink socket hands over: messages and attributes, read as routes, neighbours, prefixes and
// changes.
#include "net/netlink.h"

#include <algorithm>

#include "net/ipsec_policy.h"
#include "net/route_answers.h"
#include "net/route_watch.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace sounder;

void read_all(const NetlinkMessage& message) {
  const Route route = read_route(message);
  fuzz::require((route.kind == RouteKind::kGateway) ==
                (route.gateway && route.kind != RouteKind::kLocal && route.kind != RouteKind::kNone));
  if (const auto known = read_neighbour(message)) fuzz::require(message.header.nlmsg_type == RTM_NEWNEIGH);
  if (const auto prefix = read_prefix(message))
    fuzz::require(prefix->bits <= (prefix->first.family() == Family::kIpv4 ? 32U : 128U));
  if (is_rule_on_ports(message)) fuzz::require(message.header.nlmsg_type == RTM_NEWRULE);
  RouteChange change;
  add_change(message, change);
  fuzz::require(change.any || (!change.loss && !change.rules && change.prefixes.empty()));
  if (const auto policy = read_ipsec_policy(message))
    fuzz::require(policy->destination_bits <= 128 && policy->source.family() == policy->destination.family());
}

// A question is read back as it was put: one message, its attributes in their order.
void round_trip(std::span<const std::byte> value) {
  if (value.size() > 1000) return;
  NetlinkQuestion question(RTM_GETROUTE, 0, 7, rtmsg{});
  question.add(RTA_OIF, 5U);
  question.add(RTA_DST, value);
  auto bytes = std::span<const std::byte>(question.bytes());
  const auto message = take_message(bytes);
  fuzz::require(message && bytes.empty() && message->header.nlmsg_seq == 7);
  int seen = 0;
  for_each_attribute<rtmsg>(*message, [&](unsigned type, std::span<const std::byte> got) {
    fuzz::require(type == (seen == 0 ? RTA_OIF : RTA_DST));
    fuzz::require(seen == 0 ? number_of(got) == 5U : std::ranges::equal(got, value));
    ++seen;
  });
  fuzz::require(seen == 2);
}

}  // namespace

// The first byte is the sequence number that was asked with.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto datagram = std::as_bytes(std::span(data, size)).subspan(1);
  std::size_t all = 0;
  const auto said = take_answer(datagram, data[0], true, [&](const NetlinkMessage& message) {
    ++all;
    read_all(message);
  });
  // A question with one answer is over after it.
  std::size_t first = 0;
  const auto once = take_answer(datagram, data[0], false, [&](const NetlinkMessage&) { ++first; });
  fuzz::require(first == std::min<std::size_t>(all, 1));
  fuzz::require(all > 0 ? once == 0 : once == said);
  round_trip(datagram);
  return 0;
}
