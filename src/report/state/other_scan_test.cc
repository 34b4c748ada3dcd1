#include "report/state/other_scan.h"

#include <gtest/gtest.h>

#include "net/services.h"

namespace sounder {
namespace {

ScanRequest request_for(const std::vector<const char*>& words, const char* ports) {
  std::vector<AddressRange> ranges;
  for (const char* word : words) {
    const auto parsed = parse_address_word(word).value();
    ranges.insert(ranges.end(), parsed.begin(), parsed.end());
  }
  return {.targets = TargetSet::make(ranges).value(),
          .ports = PortSet::parse(ports, Services::instance()).value()};
}

TEST(OtherScan, SaysWhichAddressesAndPortsDiffer) {
  const struct {
    std::vector<const char*> then, now;
    const char *ports_then, *ports_now, *says;
  } cases[] = {
      {{"10.0.0.1"}, {"10.0.0.1"}, "22", "22", ""},
      {{"10.0.0.1"}, {"10.0.0.2"}, "22", "22", "only then: 10.0.0.1; only now: 10.0.0.2"},
      {{"10.0.0.1"}, {"10.0.0.1", "::1"}, "22", "22", "only now: ::1"},
      {{"10.0.0.0/24"}, {"10.0.0.8/29"}, "22", "22", "only then: 10.0.0.0-10.0.0.7, 10.0.0.16-10.0.0.255"},
      {{"2001:db8::/120"}, {"2001:db8::/121"}, "22", "22", "only then: 2001:db8::80-2001:db8::ff"},
      {{"10.0.0.1", "10.0.0.3", "10.0.0.5", "10.0.0.7"},
       {"10.1.0.1"},
       "22",
       "22",
       "only then: 10.0.0.1, 10.0.0.3, 10.0.0.5, …; only now: 10.1.0.1"},
      {{"10.0.0.1"}, {"10.0.0.1"}, "22", "22,80-90", "ports then: 22; ports now: 22,80-90"}};
  for (const auto& each : cases) {
    const AskedFor saved = asked_for(request_for(each.then, each.ports_then));
    const std::string says = what_differs(saved, request_for(each.now, each.ports_now));
    EXPECT_EQ(says, each.says);
  }
}

TEST(OtherScan, NothingIsSaidOfAStateThatKeepsNoWords) {
  EXPECT_EQ(what_differs({}, request_for({"10.0.0.1"}, "22")), "");
}

}  // namespace
}  // namespace sounder
