#include "scan/plan/resumption.h"

#include <gtest/gtest.h>

#include "net/services.h"

namespace sounder {
namespace {

ScanRequest request_for(const char* word, const char* ports) {
  ScanRequest request{.targets = TargetSet::make(parse_address_word(word).value()).value(),
                      .ports = PortSet::parse(ports, Services::instance()).value()};
  request.seed = 9;
  return request;
}

SavedScan saved_of(const ScanRequest& request, const std::vector<PairIndex>& settled,
                   std::uint32_t finished_places) {
  SavedScan saved;
  for (std::uint32_t place = 0; place < finished_places; ++place) add_finished(saved.finished, place);
  for (const PairIndex pair : settled) {
    const auto [host, port] = request.place_of(pair);
    saved.under_way.try_emplace(host, request.ports_of(host))
        .first->second.add(port, {State::kClosed, Reason::kReset});
  }
  return saved;
}

TEST(Resumption, TheSlicesHaveAllThatWasSettledBetweenThemWhateverTheirNumber) {
  const ScanRequest request = request_for("10.0.0.0/28", "1-7");
  for (const std::uint32_t slices : {1U, 2U, 3U, 8U}) {
    const std::uint64_t under_way = host_order(request).at(5);  // the first host that is not finished
    const SavedScan saved = saved_of(request, {under_way * 7 + 1, under_way * 7 + 6}, 5);
    std::uint64_t settled = 0;
    std::uint64_t in_groups = 0;
    for (std::uint32_t i = 0; i < slices; ++i) {
      const ScanOrder order(request, {i, slices});
      const Resumption resumption(saved, order, {i, slices});
      settled += resumption.pairs_settled();
      HostGroups groups(order);
      HostGroup& group = groups.open();
      for (std::uint32_t host = 0; host < group.hosts().size(); ++host) {
        resumption.take_up(group, host);
        in_groups += group.hosts()[host].before;
      }
    }
    EXPECT_EQ(settled, 5U * 7U + 2U) << slices << " slices";
    EXPECT_EQ(in_groups, settled) << slices << " slices";
  }
}

TEST(Resumption, AHostGoesOnWhereItsMarkStands) {
  const ScanRequest request = request_for("10.0.0.1", "1-100");
  SavedScan saved = saved_of(request, {}, 0);
  saved.marks = {{.lost = 10,
                  .heard = 90,
                  .hosts = {{.host = 0,
                             .cursor = 40,
                             .pass = 2,
                             .finished = false,
                             .answered = true,
                             .lost = 1,
                             .heard = 9}}}};
  const ScanOrder order(request, {0, 1});
  HostGroups groups(order);
  HostGroup& group = groups.open();
  const Resumption resumption(saved, order, {0, 1});
  EXPECT_FALSE(resumption.take_up(group, 0));
  EXPECT_EQ(group.hosts()[0].walk.cursor(), 40U);
  EXPECT_EQ(group.hosts()[0].walk.pass(), 2);
  EXPECT_TRUE(group.hosts()[0].answered);
  EXPECT_NEAR(group.hosts()[0].loss.lost(), 1, 1e-6);
  EXPECT_NEAR(resumption.loss().tries(), 100, 1e-6);
}

TEST(Resumption, MarksOfAnotherNumberOfSlicesMeanNothing) {
  const ScanRequest request = request_for("10.0.0.1", "1-100");
  SavedScan saved = saved_of(request, {}, 0);
  saved.marks = {{.lost = 0, .heard = 0, .hosts = {{.host = 0, .cursor = 40, .pass = 2}}}};
  const ScanOrder order(request, {0, 2});
  HostGroups groups(order);
  HostGroup& group = groups.open();
  EXPECT_FALSE(Resumption(saved, order, {0, 2}).take_up(group, 0));
  EXPECT_EQ(group.hosts()[0].walk.cursor(), 0U);
}

TEST(Resumption, OpenPortsOfTheEarlierRunAreStillFoundOnes) {
  const ScanRequest request = request_for("10.0.0.1", "1-100");
  SavedScan saved = saved_of(request, {3}, 0);
  saved.under_way.at(0).add(7, {State::kOpen, Reason::kSynAck});
  const ScanOrder order(request, {0, 1});
  HostGroups groups(order);
  HostGroup& group = groups.open();
  EXPECT_FALSE(Resumption(saved, order, {0, 1}).take_up(group, 0));
  EXPECT_EQ(group.hosts()[0].status().open, 1U);
  EXPECT_EQ(group.hosts()[0].status().left, 98U);
}

TEST(MarkOf, TriesThatAreStillWaitedForGoAgain) {
  const ScanRequest request = request_for("10.0.0.1", "1-100");
  const ScanOrder order(request, {0, 1});
  HostGroups groups(order);
  HostGroup& group = groups.open();
  Host& host = group.hosts()[0];
  host.walk.continue_at({0, 50});
  for (int i = 0; i < 3; ++i) host.walk.on_sent();
  host.walk.on_to_resend();
  EXPECT_EQ(mark_of(group, 0).cursor, 46U);
  group.resolve(0, 48);  // answered; its timer has not run out
  EXPECT_EQ(mark_of(group, 0).cursor, 45U);
  host.walk.continue_at({0, 2});
  EXPECT_EQ(mark_of(group, 0).cursor, 0U);
}

TEST(MarkOf, TriesOfTheLastPassAreWaitedForBesideThoseOfThisOne) {
  const ScanRequest request = request_for("10.0.0.1", "1-100");
  const ScanOrder order(request, {0, 1});
  HostGroups groups(order);
  HostGroup& group = groups.open();
  Host& host = group.hosts()[0];
  host.walk.continue_at({1, 20});
  for (int i = 0; i < 50; ++i) host.walk.on_sent();  // 20 of this pass, 30 of the one before
  EXPECT_EQ(mark_of(group, 0).pass, 0);
  EXPECT_EQ(mark_of(group, 0).cursor, 70U);
  host.answered = true;  // then passes do not overlap: the others have been answered
  EXPECT_EQ(mark_of(group, 0).pass, 1);
  EXPECT_EQ(mark_of(group, 0).cursor, 0U);
}

}  // namespace
}  // namespace sounder
