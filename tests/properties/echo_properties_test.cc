#include <gtest/gtest.h>

#include <algorithm>
#include <list>
#include <map>
#include <vector>

#include "echo/load/limits.h"
#include "echo/load/load_window.h"
#include "echo/serve/deadlines.h"
#include "echo/serve/slots.h"
#include "echo/serve/source_rates.h"
#include "tests/support/seeds.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;
using test::between;
using test::for_seeds;

TEST(SlotsProperty, FindWhoIsInAndNobodyElseAsAMapWould) {
  for_seeds(50, [](std::mt19937_64& random) {
    Slots<int> slots;
    std::map<std::uint64_t, int> in;
    std::vector<std::uint64_t> left;
    for (int i = 0; i < 2000; ++i) {
      if (in.empty() || random() % 5 < 3) {
        const auto [tag, client] = slots.add(i);
        ASSERT_TRUE(in.emplace(tag, i).second) << "a tag of somebody who is in";
      } else {
        const auto gone =
            std::next(in.begin(), static_cast<std::ptrdiff_t>(between(random, 0, in.size() - 1)));
        slots.remove(gone->first);
        left.push_back(gone->first);
        in.erase(gone);
      }
      ASSERT_EQ(slots.size(), in.size());
    }
    for (const auto& [tag, who] : in) {
      ASSERT_NE(slots.find(tag), nullptr);
      EXPECT_EQ(*slots.find(tag), who);
    }
    for (const std::uint64_t tag : left) EXPECT_EQ(slots.find(tag), nullptr);
    std::map<std::uint64_t, int> seen;
    slots.for_each([&](std::uint64_t tag, int who) { seen.emplace(tag, who); });
    EXPECT_EQ(seen, in);
  });
}

// The reference: for each tag, the earliest time that was asked for since it was last looked at.
TEST(DeadlinesProperty, EveryoneIsLookedAtInTimeAndInOrderOfTime) {
  for_seeds(50, [](std::mt19937_64& random) {
    Deadlines deadlines;
    std::map<std::uint64_t, Instant> wanted;
    std::vector<Deadlines::Armed> armed(20);
    Instant now{};
    for (int i = 0; i < 2000; ++i) {
      const std::uint64_t tag = between(random, 0, armed.size() - 1);
      const Instant when = now + Duration(static_cast<std::int64_t>(between(random, 0, 1000)));
      if (random() % 8 == 0) {
        deadlines.remove(tag, armed[tag]);
        wanted.erase(tag);
      } else if (random() % 8 == 0) {
        deadlines.no_later(tag, armed[tag], std::nullopt);
      } else {
        deadlines.no_later(tag, armed[tag], when);
        const auto [entry, first] = wanted.try_emplace(tag, when);
        entry->second = std::min(entry->second, when);
      }
      now += Duration(static_cast<std::int64_t>(between(random, 0, 100)));
      Instant before{};
      while (const auto due = deadlines.take_due(now)) {
        armed[*due].reset();
        ASSERT_TRUE(wanted.contains(*due));
        EXPECT_LE(before, wanted[*due]);
        before = wanted[*due];
        wanted.erase(*due);
      }
      for (const auto& [rest, at] : wanted) ASSERT_GT(at, now) << rest;
      const auto next = std::ranges::min_element(wanted, {}, [](const auto& entry) { return entry.second; });
      EXPECT_EQ(deadlines.next(), next == wanted.end() ? std::nullopt : std::optional(next->second));
    }
  });
}

// Everything about every datagram, for ever.
class AllDatagrams {
 public:
  void sent(Instant due, Instant now) { all_.push_back({due, now, LoadWindow::Answer::kInTime}); }
  LoadWindow::Found answered(std::uint64_t number) {
    if (number >= all_.size()) return {};
    Datagram& asked = all_[number];
    LoadWindow::Found found{.what = asked.next};
    if (asked.next == LoadWindow::Answer::kInTime) found.due = asked.due;
    if (asked.next != LoadWindow::Answer::kDuplicate) found.reordered = number < highest_;
    asked.next = LoadWindow::Answer::kDuplicate;
    highest_ = std::max(highest_, number);
    return found;
  }
  std::size_t give_up(Instant moment) {
    std::size_t count = 0;
    for (Datagram& asked : all_)
      if (asked.next == LoadWindow::Answer::kInTime && asked.sent <= moment) {
        asked.next = LoadWindow::Answer::kLate;
        ++count;
      }
    return count;
  }

 private:
  struct Datagram {
    Instant due;
    Instant sent;
    LoadWindow::Answer next;  // what an answer to it would be
  };
  std::vector<Datagram> all_;
  std::uint64_t highest_ = 0;
};

TEST(LoadWindowProperty, TellsOfEveryAnswerWhatWhoRemembersAllWouldTell) {
  for_seeds(100, [](std::mt19937_64& random) {
    LoadWindow window;
    AllDatagrams all;
    Instant now{1h};
    // No more than the window remembers, and answers to others than those that were sent.
    for (std::size_t i = 0; i < 3 * kDatagramsRemembered && window.next() < kDatagramsRemembered; ++i) {
      now += Duration(static_cast<std::int64_t>(between(random, 0, 100)));
      if (random() % 10 < 5) {
        const Instant due = now - Duration(static_cast<std::int64_t>(between(random, 0, 50)));
        window.sent(due, now);
        all.sent(due, now);
      } else if (random() % 10 < 9) {
        const std::uint64_t number =
            between(random, window.next() < 30 ? 0 : window.next() - 30, window.next() + 1);
        const auto found = window.answered(number);
        const auto wanted = all.answered(number);
        ASSERT_EQ(found.what, wanted.what) << number;
        ASSERT_EQ(found.reordered, wanted.reordered) << number;
        ASSERT_EQ(found.due, wanted.due) << number;
      } else {
        const Instant moment = now - Duration(1000);
        ASSERT_EQ(window.give_up(moment), all.give_up(moment));
      }
    }
  });
}

// The same promise with plain data: a list, the newest last; a newcomer takes the debt of the oldest.
class SlowRates {
 public:
  SlowRates(Duration unit, Duration burst, std::size_t most) : unit_(unit), burst_(burst), most_(most) {}
  bool take(const Address& source, std::int64_t units, Instant now) {
    auto known = std::ranges::find(sources_, source, &Source::address);
    if (known != sources_.end()) {
      sources_.splice(sources_.end(), sources_, known);
    } else if (sources_.size() < most_) {
      sources_.push_back({source, now});
    } else {
      sources_.front().address = source;
      sources_.splice(sources_.end(), sources_, sources_.begin());
    }
    Instant& paid = sources_.back().paid;
    if (std::max(paid, now) + unit_ * units > now + burst_) return false;
    paid = std::max(paid, now) + unit_ * units;
    return true;
  }

 private:
  struct Source {
    Address address;
    Instant paid;
  };
  const Duration unit_;
  const Duration burst_;
  const std::size_t most_;
  std::list<Source> sources_;
};

TEST(SourceRatesProperty, AnswersWhomAListWouldAnswer) {
  for_seeds(50, [](std::mt19937_64& random) {
    const std::uint64_t rate_per_s = between(random, 1, 1000);
    const std::uint64_t burst = between(random, 1, 50);
    const std::size_t most = between(random, 1, 8);
    const Duration unit = Duration(1s) / static_cast<std::int64_t>(rate_per_s);
    SourceRates rates(rate_per_s, burst, {random(), random()}, most);
    SlowRates slow(unit, unit * static_cast<std::int64_t>(burst), most);
    Instant now{1h};
    for (int i = 0; i < 3000; ++i) {
      now += std::chrono::microseconds(between(random, 0, 20'000));
      const Address source = Address::ipv4(static_cast<std::uint32_t>(between(random, 1, 12)));
      const std::uint64_t units = between(random, 1, 10);
      ASSERT_EQ(rates.take(source, units, now), slow.take(source, static_cast<std::int64_t>(units), now))
          << i;
    }
  });
}

}  // namespace
}  // namespace sounder
