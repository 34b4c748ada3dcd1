#include "scan/targets/ports.h"

#include "net/services.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  const auto ports = PortSet::parse(fuzz::as_words(data, size), Services::instance());
  if (!ports) {
    fuzz::require(!ports.error().message.empty());
    return 0;
  }
  fuzz::require(ports->size() >= 1 && ports->size() <= 65535);
  for (std::uint32_t i = 0; i < ports->size(); ++i) {
    fuzz::require(ports->contains(ports->at(i)));
    fuzz::require(i == 0 || ports->at(i - 1) < ports->at(i));
  }
  // What it prints means the same set.
  const auto again = PortSet::parse(ports->to_string(), Services::instance());
  fuzz::require(again && again->to_string() == ports->to_string());
  return 0;
}
