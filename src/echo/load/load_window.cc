#include "echo/load/load_window.h"

#include <algorithm>
#include <utility>

#include "echo/load/limits.h"

namespace sounder {

void LoadWindow::sent(Instant due, Instant now) {
  fate_of(next_) = Fate::kUnderWay;
  waiting_.push_back({next_++, due, now});
}

LoadWindow::Found LoadWindow::answered(std::uint64_t number) {
  if (number >= next_) return {};
  Found found{.what = Answer::kLate};
  const auto it = std::ranges::lower_bound(waiting_, number, {}, &Waiting::number);
  const bool waited_for = it != waiting_.end() && it->number == number;
  const bool remembered = next_ - number <= kDatagramsRemembered;
  if (waited_for) {
    found = {.what = Answer::kInTime, .due = it->due};
    waiting_.erase(it);
  } else if (remembered && fate_of(number) == Fate::kAnswered) {
    return {.what = Answer::kDuplicate};
  }
  if (remembered) fate_of(number) = Fate::kAnswered;
  found.reordered = number < after_answered_;
  after_answered_ = std::max(after_answered_, number + 1);
  return found;
}

std::size_t LoadWindow::give_up(Instant moment) {
  const auto end = std::ranges::upper_bound(waiting_, moment, {}, &Waiting::sent);
  for (auto it = waiting_.begin(); it != end; ++it)
    if (next_ - it->number <= kDatagramsRemembered) fate_of(it->number) = Fate::kLost;
  const auto count = static_cast<std::size_t>(end - waiting_.begin());
  waiting_.erase(waiting_.begin(), end);
  return count;
}

}  // namespace sounder
