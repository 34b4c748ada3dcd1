// What real servers said, given to every parser: the right one knows it, and no other is as sure.
#include "tests/identify/samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "identify/protocols/table.h"

namespace sounder {
namespace {

// As a dialogue does: the surest parser of an answer goes on with the answers to what it asks.
Finding find(const Sample& sample) {
  Finding finding;
  for (const SampleTurn& turn : sample.turns) {
    Heard heard{.bytes = turn.came, .asked = turn.sent, .ended = turn.ended};
    if (finding.protocol == nullptr) {
      finding = find_service(heard);
      EXPECT_FALSE(finding.tie) << sample.where << ": two parsers are as sure";
      continue;
    }
    EXPECT_EQ(finding.service.ask, turn.sent) << sample.where;
    const Service before = finding.service;
    heard.before = &before;
    const auto more = finding.protocol->parse(heard);
    if (more) finding.service = *more;
  }
  return finding;
}

void check(const Sample& sample) {
  SCOPED_TRACE(sample.where);
  const Finding finding = find(sample);
  if (sample.wanted[0] == "-") {
    EXPECT_EQ(finding.protocol, nullptr) << "taken for " << finding.service.protocol;
    return;
  }
  ASSERT_NE(finding.protocol, nullptr) << "nobody knows it";
  const Service& service = finding.service;
  EXPECT_EQ(service.protocol, sample.wanted[0]);
  EXPECT_EQ(service.product, sample.wanted[1]);
  EXPECT_EQ(service.version, sample.wanted[2]);
  EXPECT_EQ(service.info, sample.wanted[3]);
  auto told = service.details;
  told.emplace_back("os", service.os);
  told.emplace_back("host", service.host);
  for (const auto& detail : sample.details)
    EXPECT_NE(std::ranges::find(told, detail), told.end()) << detail.first << ": " << detail.second;
}

TEST(Samples, EachIsKnownByItsParserAlone) {
  for (const Sample& sample : all_samples(SAMPLES)) check(sample);
}

TEST(Samples, EveryProtocolHasSome) {
  std::set<std::string> known;
  for (const Sample& sample : all_samples(SAMPLES)) known.insert(sample.wanted[0]);
  for (const Protocol* protocol : protocols())
    EXPECT_TRUE(known.contains(std::string(protocol->name))) << protocol->name;
}

// Answers come in pieces: whatever is there of one, no other parser may be sure of it.
TEST(Samples, APieceOfAnAnswerIsNotTakenForAnother) {
  for (const Sample& sample : all_samples(SAMPLES)) {
    const SampleTurn& first = sample.turns.front();
    const bool inside =
        find_service({.bytes = first.came, .asked = first.sent, .ended = first.ended}).service.sure ==
        Sureness::kApplication;
    for (std::size_t size = 1; size < std::min<std::size_t>(first.came.size(), 300); ++size) {
      const Finding finding =
          find_service({.bytes = std::string_view(first.came).substr(0, size), .asked = first.sent});
      if (finding.protocol == nullptr || finding.service.sure == Sureness::kLooksLike) continue;
      // What is told by the body of an answer of HTTP is HTTP until the body is there.
      if (inside && finding.service.protocol == "http") continue;
      EXPECT_EQ(finding.service.protocol, sample.wanted[0]) << sample.where << ", " << size << " bytes";
      EXPECT_FALSE(finding.tie) << sample.where << ", " << size << " bytes";
    }
  }
}

// An echo server says what was asked: that is no answer of the protocol that asked in lines of text.
TEST(Protocols, DoNotTakeTheirOwnOpeningForAnAnswer) {
  for (const Protocol* protocol : protocols()) {
    if (protocol->opening == nullptr) continue;
    const std::string opening = protocol->opening({.host = "127.0.0.1", .port = 7});
    const Finding finding = find_service({.bytes = opening, .asked = opening});
    EXPECT_FALSE(finding.tie) << protocol->name;
    if (opening.ends_with("\r\n")) {
      EXPECT_EQ(finding.service.protocol, "echo") << protocol->name;
    }
  }
}

TEST(Protocols, AreInOrderAndComplete) {
  std::string_view last;
  for (const Protocol* protocol : protocols()) {
    EXPECT_LT(last, protocol->name);
    last = protocol->name;
    EXPECT_NE(protocol->parse, nullptr) << protocol->name;
    EXPECT_FALSE(protocol->parse({.bytes = ""})) << protocol->name;
  }
}

}  // namespace
}  // namespace sounder
