// Kafka: kafka.apache.org/protocol, ApiVersions; KIP-511 (what old brokers answer), KIP-584 (features). Which
// versions of which messages a release knows: the message definitions of its client library.
#include <array>

#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint16_t kUnsupportedVersion = 35;

std::string request(std::uint16_t version, std::string_view rest) {
  const std::string body = std::string("\0\x12", 2) + be16_bytes(version) + be32_bytes(1) +
                           std::string("\0\7sounder", 9).append(rest);
  return be32_bytes(static_cast<std::uint32_t>(body.size())) + body;
}

// Version 3, which brokers since 2.4 know: it tells their features, too.
std::string opening(const Peer&) { return request(3, std::string_view("\0\x08sounder\x02\x31\0", 12)); }

// A release by what it knows at least of Fetch, and of one message more. The newest first.
struct Release {
  std::uint16_t fetch;
  std::uint16_t api;
  std::uint16_t most;
  const char* name;
};
constexpr std::uint16_t kFetch = 1;
constexpr Release kReleases[] = {
    {18, 0, 0, "4.1 or later"}, {17, 0, 0, "3.9 or 4.0"},  {16, 0, 0, "3.7 or 3.8"}, {15, 0, 0, "3.5 or 3.6"},
    {13, 11, 9, "3.2 to 3.4"},  {13, 0, 0, "3.1"},         {12, 2, 7, "3.0"},        {12, 2, 6, "2.8"},
    {12, 0, 0, "2.7"},          {11, 11, 7, "2.5 or 2.6"}, {11, 3, 9, "2.4"},        {11, 0, 0, "2.3"},
    {10, 2, 5, "2.2"},          {10, 0, 0, "2.1"},         {8, 0, 0, "2.0"},         {7, 0, 0, "1.1"},
    {6, 0, 0, "1.0"},           {0, 0, 0, "before 1.0"},
};

// Levels of the metadata: the last of each release since 3.3 (MetadataVersion in Kafka's sources).
constexpr std::pair<std::uint16_t, const char*> kLevels[] = {
    {7, "3.3"},  {8, "3.4"},  {11, "3.5"}, {14, "3.6"}, {19, "3.7"}, {20, "3.8"},
    {21, "3.9"}, {25, "4.0"}, {27, "4.1"}, {29, "4.2"}, {30, "4.3"}, {33, "4.4"}};

std::string release_of_level(std::uint16_t level) {
  for (const auto& [last, name] : kLevels)
    if (level <= last) return std::string("version ") + name;
  return "later than version 4.4";
}

using Most = std::array<std::uint16_t, 128>;  // the highest version of each message

std::string release_of(const Most& most) {
  for (const Release& release : kReleases)
    if (most[kFetch] >= release.fetch && most[release.api] >= release.most)
      return std::string("as version ") + release.name;
  return {};
}

// Flexible answers (version 3) have a count in one or two bytes, less one, and a list of tags behind each
// element.
std::optional<Service> parse_versions(Bytes bytes, bool flexible) {
  Service service{.protocol = "kafka"};
  std::size_t count = flexible ? bytes.u8() : bytes.be32();
  if (flexible && count > 127) count = (count & 127U) | (static_cast<std::size_t>(bytes.u8()) << 7U);
  if (flexible) --count;
  if (!bytes.ok() || count > 500) return std::nullopt;
  Most most{};
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t api = bytes.be16();
    bytes.skip(2);  // the lowest version
    const std::uint16_t highest = bytes.be16();
    if (flexible && bytes.u8() != 0) return std::nullopt;
    if (bytes.ok() && api < most.size()) most[api] = highest;
  }
  if (!bytes.ok()) {
    service.whole = false;
    return service;
  }
  service.info = release_of(most);
  // A feature that the broker has: its name with a length, from and to.
  constexpr std::string_view kFeature = "\x11metadata.version";
  if (const std::size_t at = bytes.rest().find(kFeature); at != std::string_view::npos) {
    Bytes levels(bytes.rest().substr(at + kFeature.size()));
    levels.skip(2);
    const std::uint16_t level = levels.be16();
    service.product = "Apache Kafka";
    if (levels.ok()) service.info = release_of_level(level);
  }
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint32_t length = bytes.be32();
  if (length < 10 || length > kMostAnswer || bytes.be32() != 1) return std::nullopt;
  const std::uint16_t error = bytes.be16();
  if (!bytes.ok() || (heard.before == nullptr && heard.asked != opening({}))) return std::nullopt;
  if (error == kUnsupportedVersion && heard.before == nullptr) {
    Service service{.protocol = "kafka"};
    service.ask = request(0, {});
    return service;
  }
  if (error != 0) return std::nullopt;
  return parse_versions(bytes, heard.before == nullptr);
}

}  // namespace

constinit const Protocol kKafka{
    .name = "kafka", .ports = {9092, 9093, 9094}, .opening = opening, .parse = parse};

}  // namespace sounder
