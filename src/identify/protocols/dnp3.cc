// DNP3: IEEE 1815, 9 (data link layer). A request of the link's status is answered by the station itself.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kStart = "\x05\x64";
constexpr std::uint8_t kRequestLinkStatus = 0xc9;
constexpr std::uint16_t kSelfAddress = 0xfffc;  // a station that allows it answers with its own address
constexpr std::uint16_t kMaster = 3;

// CRC-16/DNP, 9.2.5.
std::uint16_t checksum(std::string_view bytes) {
  unsigned crc = 0;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? crc >> 1U ^ 0xa6bc : crc >> 1U;
  }
  return static_cast<std::uint16_t>(~crc);
}

std::string request(std::uint16_t station) {
  const std::string header = std::string(kStart) + "\x05" + static_cast<char>(kRequestLinkStatus) +
                             le16_bytes(station) + le16_bytes(kMaster);
  return header + le16_bytes(checksum(header));
}

std::string opening(const Peer&) { return request(kSelfAddress) + request(1); }

std::optional<Service> parse(const Heard& heard) {
  if (!heard.bytes.starts_with(kStart)) return std::nullopt;
  Bytes bytes(heard.bytes);
  const std::string_view header = bytes.take(8);
  if (const std::uint16_t sum = bytes.le16(); !bytes.ok() || sum != checksum(header)) return std::nullopt;
  if (heard.asked.starts_with(header)) return std::nullopt;  // an echo
  Bytes fields(header);
  fields.skip(6);
  return Service{.protocol = "dnp3", .details = {{"address", std::to_string(fields.le16())}}};
}

}  // namespace

constinit const Protocol kDnp3{
    .name = "dnp3", .ports = {20000}, .opening = opening, .talk = Talk::kOnlyIfAsked, .parse = parse};

}  // namespace sounder
