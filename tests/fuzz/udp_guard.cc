// Datagrams from any source at any time: who gets an answer never gets more than its rate, and gets what it
// is due, as a bucket for each source says.
#include "echo/serve/udp_guard.h"

#include <algorithm>
#include <map>

#include "echo/serve/limits.h"
#include "net/datagrams.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace sounder;

constexpr Port kOurs{7007};

Datagram choose_datagram(fuzz::Choices& choices) {
  std::array<std::uint8_t, 16> raw{};
  const bool ipv4 = choices.yes();
  // Few sources, so that some are met again; all kinds, by their first bytes.
  raw[0] = choices.byte();
  raw[1] = choices.byte();
  raw[15] = choices.byte() & 3U;
  Datagram datagram;
  datagram.source.address =
      ipv4 ? Address::ipv4(static_cast<std::uint32_t>(raw[0]) << 24U | raw[15]) : Address::ipv6(raw, 0);
  datagram.source.port = Port{static_cast<std::uint16_t>(choices.up_to(65'535))};
  datagram.to_many = choices.byte() < 8;
  datagram.bytes = choices.up_to(65'507);
  return datagram;
}

void check_rules(const Datagram& datagram) {
  const auto why = datagram_refusal(datagram, kOurs);
  const std::uint16_t port = number(datagram.source.port);
  if (datagram.to_many || port < 1024 || port == 7007) fuzz::require(why.has_value());
  const std::uint8_t first = datagram.source.address.bytes()[0];
  const bool ipv4 = datagram.source.address.family() == Family::kIpv4;
  if (ipv4 ? first == 0 || first >= 224 : first == 0xff) fuzz::require(why.has_value());
}

// A bucket that fills in time, in nanoseconds of allowance.
struct Bucket {
  std::int64_t level;
  Instant at;
};

// What the guard counts as one source.
std::vector<std::uint8_t> source_of(const Address& address) {
  const auto& bytes = address.bytes();
  if (address.family() == Family::kIpv4) return {bytes.begin(), bytes.begin() + 4};
  const bool link_local = bytes[0] == 0xfe && (bytes[1] & 0xc0U) == 0x80;
  std::vector<std::uint8_t> half(bytes.begin() + (link_local ? 8 : 0), bytes.begin() + (link_local ? 16 : 8));
  half.push_back(link_local ? 1 : 0);
  return half;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  const std::uint64_t rate_per_s = 1 + choices.up_to(999);
  UdpGuard guard({.rate_per_s = rate_per_s}, {1, 2});
  const auto unit = static_cast<std::int64_t>(1'000'000'000 / rate_per_s);
  const auto burst =
      unit * static_cast<std::int64_t>(std::max(rate_per_s, kLargestDatagramBytes / kUdpCountedBytes + 1));
  std::map<std::vector<std::uint8_t>, Bucket> buckets;
  Instant now{std::chrono::hours(1)};
  while (!choices.done()) {
    now += std::chrono::microseconds(choices.up_to(65'535));
    const Datagram datagram = choose_datagram(choices);
    check_rules(datagram);
    const auto why = guard.refusal(datagram, kOurs, now);
    if (why && why != UdpRefusal::kRate) {
      fuzz::require(why == datagram_refusal(datagram, kOurs));
      continue;
    }
    Bucket& bucket = buckets.try_emplace(source_of(datagram.source.address), burst, now).first->second;
    bucket.level = std::min(burst, bucket.level + (now - bucket.at).count());
    bucket.at = now;
    const auto units = static_cast<std::int64_t>(
        std::max<std::size_t>(1, (datagram.bytes + kUdpCountedBytes - 1) / kUdpCountedBytes));
    fuzz::require(why.has_value() == (bucket.level < units * unit));
    if (!why) bucket.level -= units * unit;
  }
  return 0;
}
