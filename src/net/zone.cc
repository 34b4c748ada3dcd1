#include "net/zone.h"

#include <net/if.h>

#include <charconv>
#include <string>

#include "base/text.h"

namespace sounder {

std::optional<std::uint32_t> interface_number(std::string_view word) {
  if (const unsigned found = ::if_nametoindex(std::string(word).c_str()); found != 0) return found;
  std::uint32_t index = 0;
  const auto [end, status] = std::from_chars(word.data(), word.data() + word.size(), index);
  char name[IF_NAMESIZE];
  if (status != std::errc{} || end != word.data() + word.size() || ::if_indextoname(index, name) == nullptr)
    return std::nullopt;
  return index;
}

Error no_interface(std::string_view word) {
  return {Fault::kInput, text(tr("no interface '{0}'; 'ip link' lists them"), word)};
}

Address in_zone(const Address& address, std::uint32_t interface) {
  return address.lacks_zone() ? Address::ipv6(address.bytes(), interface) : address;
}

Error missing_zone(const Address& address) {
  return {Fault::kInput,
          // xgettext:no-c-format
          text(tr("every link may have the address {0}; say the interface: {0}%eth0"), address.to_string())};
}

std::optional<Error> wrong_zone(std::string_view word) {
  const std::size_t percent = word.find('%');
  if (percent == std::string_view::npos) return std::nullopt;
  const auto address = Address::parse_as_written(word.substr(0, percent));
  if (!address || address->family() != Family::kIpv6) return std::nullopt;
  const std::string_view zone = word.substr(percent + 1);
  if (!interface_number(zone)) return no_interface(zone);
  if (!address->needs_zone())
    return Error{Fault::kInput,
                 text(tr("'{0}': only an address of one link (fe80::) has an interface; write {1}"), word,
                      address->to_string())};
  return std::nullopt;
}

}  // namespace sounder
