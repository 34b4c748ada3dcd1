// MongoDB: mongodb.com/docs, "MongoDB Wire Protocol" (OP_QUERY, OP_REPLY, OP_MSG), "hello", "buildInfo";
// BSON: bsonspec.org. Both commands need no login.
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint32_t kReply = 1;
constexpr std::uint32_t kQuery = 2004;
constexpr std::uint32_t kMessage = 2013;

std::string message(std::uint32_t operation, std::string_view body) {
  return (le32_bytes(static_cast<std::uint32_t>(16 + body.size())) + le32_bytes(1) + le32_bytes(0) +
          le32_bytes(operation))
      .append(body);
}

// A document of one command, and of its database if the message does not name it.
std::string document(std::string_view command, bool with_database) {
  std::string all = std::string("\x10").append(command).append(1, '\0') + le32_bytes(1);
  if (with_database) all += std::string("\x02$db\0\6\0\0\0admin\0", 15);
  return le32_bytes(static_cast<std::uint32_t>(all.size() + 5)) + all + '\0';
}

// The one command that servers of all versions take as OP_QUERY.
std::string opening(const Peer&) {
  return message(
      kQuery, std::string("\0\0\0\0admin.$cmd\0\0\0\0\0\xff\xff\xff\xff", 23) + document("isMaster", false));
}

std::string ask_build() { return message(kMessage, le32_bytes(0) + '\0' + document("buildInfo", true)); }

// The value behind a name in a document: kind, name, 0, value. Text of a string, or four bytes.
std::string_view field(std::string_view bson, char kind, std::string_view name) {
  const std::string key = std::string(1, kind).append(name).append(1, '\0');
  const std::size_t at = bson.find(key);
  if (at == std::string_view::npos) return {};
  Bytes bytes(bson.substr(at + key.size()));
  if (kind == '\x10') return bytes.take(4);
  const std::uint32_t length = bytes.le32();
  return length == 0 ? std::string_view{} : bytes.take(length - 1);
}

// What a server is by its highest wire version ("hello", maxWireVersion), since it may not tell its version.
std::string release_of(std::uint32_t wire) {
  constexpr std::pair<std::uint32_t, const char*> kReleases[] = {{5, "3.4"},  {6, "3.6"},  {7, "4.0"},
                                                                 {8, "4.2"},  {9, "4.4"},  {13, "5.0"},
                                                                 {17, "6.0"}, {21, "7.0"}, {25, "8.0"}};
  for (const auto& [number, name] : kReleases)
    if (wire == number) return std::string("as version ") + name;
  return {};
}

std::optional<Service> parse_http_refusal(const Heard& heard) {
  const auto answer = parse_http(heard.bytes, heard.ended);
  if (!answer || !contains(answer->body, "trying to access MongoDB over HTTP on the native driver port"))
    return std::nullopt;
  return Service{.protocol = "mongodb", .sure = Sureness::kApplication, .product = "MongoDB"};
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint32_t length = bytes.le32();
  bytes.skip(4);
  const bool answers = bytes.le32() == 1;
  const std::uint32_t operation = bytes.le32();
  if (!bytes.ok() || !answers || length < 36 || length > kMostAnswer ||
      (operation != kReply && operation != kMessage))
    return parse_http_refusal(heard);
  Service service = heard.before == nullptr ? Service{.protocol = "mongodb"} : *heard.before;
  service.ask.clear();
  service.whole = heard.bytes.size() >= length;
  const std::string_view bson = bytes.rest();
  if (heard.before != nullptr) {
    service.version = field(bson, '\x02', "version");
    if (!service.version.empty()) service.info.clear();
    if (!field(bson, '\x02', "gitVersion").empty()) service.product = "MongoDB";
    return service;
  }
  if (Bytes wire(field(bson, '\x10', "maxWireVersion")); !wire.at_end())
    service.info = release_of(wire.le32());
  if (const auto set = field(bson, '\x02', "setName"); !set.empty()) service.details.emplace_back("set", set);
  service.host = field(bson, '\x02', "me");
  if (service.whole) service.ask = ask_build();
  return service;
}

}  // namespace

constinit const Protocol kMongodb{
    .name = "mongodb", .ports = {27017, 27018, 27019}, .opening = opening, .parse = parse};

}  // namespace sounder
