// Hosts with ports, durations, addresses.
#include "base/duration.h"
#include "net/address.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  const std::string_view word = fuzz::as_words(data, size);
  if (const auto address = Address::parse(word)) {
    fuzz::require(Address::parse(address->to_string()) == address);
    const Endpoint endpoint{*address, Port{443}};
    const auto again = parse_host_port(endpoint.to_string());
    fuzz::require(again && again->port == Port{443} && Address::parse(again->host) == address);
  }
  if (const auto host = parse_host_port(word)) fuzz::require(!host->host.empty());
  if (const auto duration = parse_duration(word)) fuzz::require(*duration >= Duration::zero());
  return 0;
}
