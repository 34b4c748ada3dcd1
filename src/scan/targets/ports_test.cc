#include "scan/targets/ports.h"

#include <gtest/gtest.h>

#include "net/services.h"

namespace sounder {
namespace {

Result<PortSet> parse(std::string_view spec) { return PortSet::parse(spec, Services::instance()); }

TEST(Ports, ReadsTheSyntaxOfNmap) {
  EXPECT_EQ(parse("22,80,1000-2000")->to_string(), "22,80,1000-2000");
  EXPECT_EQ(parse("-")->size(), 65535U);
  EXPECT_EQ(parse("-100")->to_string(), "1-100");
  EXPECT_EQ(parse("60000-")->to_string(), "60000-65535");
  EXPECT_EQ(parse("ssh,http")->to_string(), "22,80");
  EXPECT_EQ(parse("http-alt")->to_string(), "8080");
}

TEST(Ports, MergesAndSorts) { EXPECT_EQ(parse("80,22,81,22-23,1-21")->to_string(), "1-23,80-81"); }

TEST(Ports, EveryIndexIsOnePortInOrder) {
  const auto ports = parse("5,7-9,100-200,65535").value();
  ASSERT_EQ(ports.size(), 106U);
  EXPECT_EQ(ports.at(0), Port{5});
  EXPECT_EQ(ports.at(1), Port{7});
  EXPECT_EQ(ports.at(3), Port{9});
  EXPECT_EQ(ports.at(4), Port{100});
  EXPECT_EQ(ports.at(105), Port{65535});
  for (std::uint32_t i = 1; i < ports.size(); ++i) EXPECT_LT(ports.at(i - 1), ports.at(i));
  EXPECT_TRUE(ports.contains(Port{150}));
  EXPECT_FALSE(ports.contains(Port{6}));
}

TEST(Ports, IndexOfIsTheInverseOfAt) {
  const PortSet ports = parse("1,22-25,80,65535").value();
  for (std::uint32_t i = 0; i < ports.size(); ++i) EXPECT_EQ(ports.index_of(ports.at(i)), i);
  for (const unsigned other : {0U, 2U, 21U, 26U, 79U, 81U, 65534U})
    EXPECT_FALSE(ports.index_of(Port{static_cast<std::uint16_t>(other)})) << other;
}

TEST(Ports, RefusesWithTheReason) {
  const auto message = [](std::string_view spec) { return parse(spec).error().message; };
  EXPECT_NE(message("").find("empty"), std::string::npos);
  EXPECT_NE(message("0").find("'0'"), std::string::npos);
  EXPECT_NE(message("22,65536").find("65536"), std::string::npos);
  EXPECT_NE(message("1-65536").find("65536"), std::string::npos);
  EXPECT_NE(message("20-10").find("10-20"), std::string::npos);
  EXPECT_NE(message("22,,80").find("commas"), std::string::npos);
  EXPECT_NE(message("22,").find("commas"), std::string::npos);
  EXPECT_NE(message("sshh").find("sshh"), std::string::npos);
  EXPECT_NE(message("1-2-3").find("2-3"), std::string::npos);
}

}  // namespace
}  // namespace sounder
