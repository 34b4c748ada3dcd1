#include "scan/plan/answer_trail.h"

#include <algorithm>

namespace sounder {

void AnswerTrail::on_sent(Instant now) {
  if (count_ == 0 || slices_[count_ - 1].sent >= slice_probes_) {
    if (count_ == kSlices) join_pairs();
    slices_[count_++] = {.start = now};
  }
  Slice& slice = slices_[count_ - 1];
  slice.sent += 1;
  slice.last = now;
}

void AnswerTrail::on_unsent() {
  if (count_ > 0) slices_[count_ - 1].sent = std::max(0.0F, slices_[count_ - 1].sent - 1);
}

void AnswerTrail::on_answer(Instant sent) {
  if (count_ > 0) slices_[find(sent)].answered += 1;
}

AnswerTrail::Count AnswerTrail::since(Instant since) const {
  Count count;
  if (count_ == 0) return count;
  const std::size_t first = find(since);
  for (std::size_t i = first + 1; i < count_; ++i) {
    count.sent += slices_[i].sent;
    count.answered += slices_[i].answered;
  }
  count.span = slices_[count_ - 1].last - slices_[first].last;
  return count;
}

void AnswerTrail::forget_before(Instant since) {
  const std::size_t first = count_ == 0 ? 0 : find(since);
  if (first == 0) return;
  std::move(slices_.begin() + static_cast<std::ptrdiff_t>(first),
            slices_.begin() + static_cast<std::ptrdiff_t>(count_), slices_.begin());
  count_ -= first;
  if (count_ < kSlices / 4) slice_probes_ = std::max(1.0F, slice_probes_ / 2);
}

std::size_t AnswerTrail::find(Instant sent) const {
  const auto* end = slices_.begin() + count_;
  const auto* after = std::upper_bound(slices_.begin(), end, sent,
                                       [](Instant when, const Slice& slice) { return when < slice.start; });
  return after == slices_.begin() ? 0 : static_cast<std::size_t>(after - slices_.begin()) - 1;
}

void AnswerTrail::join_pairs() {
  for (std::size_t i = 0; i < kSlices / 2; ++i) {
    const Slice& later = slices_[2 * i + 1];
    slices_[i] = slices_[2 * i];
    slices_[i].last = later.last;
    slices_[i].sent += later.sent;
    slices_[i].answered += later.answered;
  }
  count_ = kSlices / 2;
  slice_probes_ *= 2;
}

}  // namespace sounder
