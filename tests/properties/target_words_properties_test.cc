// Any mix of words of targets against a set of endpoints that is too simple to be wrong.
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

#include "net/services.h"
#include "scan/request.h"
#include "scan/targets/find_targets.h"
#include "scan/targets/scan_order.h"
#include "tests/support/seeds.h"

namespace sounder {
namespace {

using test::between;
using test::for_seeds;

struct Said {
  std::string word;
  std::set<Address> addresses;
  std::set<std::uint16_t> ports;  // empty: the word names none
};

constexpr std::uint32_t kNet = 0x0a000000;

Address ipv6(std::uint64_t n) { return address_after(Address::ipv6({0x20, 0x01, 0x0d, 0xb8}), n); }

std::string hex(std::uint64_t n) {
  std::ostringstream out;
  out << std::hex << n;
  return out.str();
}

// Addresses in one of the ways to write them, without ports.
Said random_addresses(std::mt19937_64& random) {
  const auto low = static_cast<std::uint32_t>(between(random, 0, 50));
  const auto high = static_cast<std::uint32_t>(between(random, low, 60));
  Said said;
  const auto take = [&](std::uint32_t first, std::uint32_t last, bool six) {
    for (std::uint32_t n = first; n <= last; ++n)
      said.addresses.insert(six ? ipv6(n) : Address::ipv4(kNet + n));
  };
  const std::string start = "10.0.0." + std::to_string(low);
  const std::uint32_t block = low & ~7U;
  switch (random() % 8) {
    case 0:
      said.word = start;
      take(low, low, false);
      break;
    case 1:
      said.word = start + "-" + std::to_string(high);
      take(low, high, false);
      break;
    case 2:
      said.word = start + "-10.0.0." + std::to_string(high);
      take(low, high, false);
      break;
    case 3:
      said.word = start + "/29";
      take(block, block + 7, false);
      break;
    case 4:
      said.word = start + "/255.255.255.248";
      take(block, block + 7, false);
      break;
    case 5:
      said.word = "2001:db8::" + hex(low);
      take(low, low, true);
      break;
    case 6:
      said.word = "2001:db8::" + hex(low) + "-" + hex(high);
      take(low, high, true);
      break;
    default:
      said.word = "2001:db8::" + hex(low) + "-2001:db8::" + hex(high);
      take(low, high, true);
      break;
  }
  return said;
}

Said random_target(std::mt19937_64& random) {
  Said said = random_addresses(random);
  const bool six = said.word.find(':') != std::string::npos;
  if (random() % 4 == 0 && said.addresses.size() == 1) {
    said.word = std::string("https://") + (six ? "[" + said.word + "]" : said.word) + "/path";
    said.ports = {443};
  } else if (random() % 2 == 0) {
    const auto first = static_cast<std::uint16_t>(between(random, 1, 200));
    const auto last = static_cast<std::uint16_t>(between(random, first, first + 100U));
    said.word =
        (six ? "[" + said.word + "]" : said.word) + ":" + std::to_string(first) + "-" + std::to_string(last);
    for (std::uint32_t port = first; port <= last; ++port)
      said.ports.insert(static_cast<std::uint16_t>(port));
  }
  return said;
}

PortSet port_set(const std::set<std::uint16_t>& ports) {
  std::vector<Port> list;
  for (const std::uint16_t port : ports) list.push_back(Port{port});
  return PortSet(list);
}

TEST(TargetWordsProperty, AnyMixOfWordsGivesEachPairOnceAndNoOther) {
  for_seeds(300, [](std::mt19937_64& random) {
    const std::set<std::uint16_t> usual{7, static_cast<std::uint16_t>(between(random, 1, 200))};
    TargetWords words{.wanted = {}, .ports = port_set(usual)};
    std::set<Endpoint> expected;
    for (std::uint64_t i = between(random, 1, 12); i > 0; --i) {
      const Said said = random_target(random);
      SCOPED_TRACE(said.word);
      words.wanted.emplace_back(said.word);
      for (const Address& address : said.addresses)
        for (const std::uint16_t port : said.ports.empty() ? usual : said.ports)
          expected.insert({address, Port{port}});
    }
    for (std::uint64_t i = between(random, 0, 3); i > 0; --i) {
      const Said said = random_addresses(random);
      words.excluded.emplace_back(said.word);
      std::erase_if(expected, [&](const Endpoint& to) { return said.addresses.contains(to.address); });
    }
    std::set<std::uint16_t> unwanted;
    for (std::uint64_t i = between(random, 0, 60); i > 0; --i)
      unwanted.insert(static_cast<std::uint16_t>(between(random, 1, 300)));
    words.excluded_ports = port_set(unwanted);
    std::erase_if(expected, [&](const Endpoint& to) { return unwanted.contains(number(to.port)); });

    ScanNames names;
    std::vector<Error> dead;
    auto targets = find_targets(words, names, dead, -1);
    ASSERT_EQ(targets.has_value(), !expected.empty());
    if (!targets) return;
    ScanRequest request{.targets = std::move(targets->pairs.targets),
                        .ports = std::move(targets->pairs.ports)};
    request.seed = random();
    ASSERT_EQ(request.pairs(), expected.size());
    std::uint64_t place = 0;
    for (const Endpoint& to : expected) ASSERT_EQ(request.endpoint(place++), to);
    std::set<Endpoint> asked;
    const auto shares = static_cast<std::uint32_t>(between(random, 1, 5));
    for (std::uint32_t share = 0; share < shares; ++share) {
      const ScanOrder order(request, {share, shares});
      for (std::uint64_t host = 0; host < order.hosts(); ++host)
        for (std::uint32_t pair = 0; pair < order.pairs_of(host); ++pair)
          ASSERT_TRUE(asked.insert(request.endpoint(order.pair_index(host, pair))).second);
    }
    ASSERT_EQ(asked, expected);
  });
}

}  // namespace
}  // namespace sounder
