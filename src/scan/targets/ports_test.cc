#include "scan/targets/ports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/services.h"

namespace sounder {
namespace {

Result<PortSet> parse(std::string_view spec) { return PortSet::parse(spec, Services::instance()); }

TEST(Ports, WhiteSpaceAroundPartsAndTheMarkOfTcpMeanNothing) {
  EXPECT_EQ(parse("22, 80")->to_string(), "22,80");
  EXPECT_EQ(parse(" 1 - 3 ,\tssh\n")->to_string(), "1-3,22");
  EXPECT_EQ(parse("T:80,T: 22")->to_string(), "22,80");
  EXPECT_THAT(parse("T:80,U:53").error().message, testing::HasSubstr("'U:53': only TCP"));
  for (const char* wrong : {" ", "22,,80", "22, ,80", "T:", "2 2"}) EXPECT_FALSE(parse(wrong)) << wrong;
}

TEST(Ports, AWildcardIsEveryServiceOfThatName) {
  const PortSet http = parse("http*").value();
  EXPECT_TRUE(http.contains(Port{80}));    // http
  EXPECT_TRUE(http.contains(Port{443}));   // https
  EXPECT_TRUE(http.contains(Port{8080}));  // http-alt
  EXPECT_FALSE(http.contains(Port{22}));
  EXPECT_EQ(parse("ss?")->to_string(), "22");
  EXPECT_THAT(parse("nosuch*").error().message, testing::HasSubstr("'nosuch*'"));
}

TEST(Ports, SetsAddUpAndAreTakenAway) {
  PortSet set = parse("10-20,30").value();
  set.add(parse("21,5").value());
  EXPECT_EQ(set.to_string(), "5,10-21,30");
  set.remove(parse("1-10,12,15-16,21-40").value());
  EXPECT_EQ(set.to_string(), "11,13-14,17-20");
  EXPECT_EQ(set.size(), 7U);
  EXPECT_EQ(set.at(2), Port{14});
  PortSet all = PortSet::all();
  all.remove(parse("2-65535").value());
  EXPECT_EQ(all.to_string(), "1");
  all.remove(all);
  EXPECT_EQ(all.size(), 0U);
}

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
