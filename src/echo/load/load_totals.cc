#include "echo/load/load_totals.h"

#include <algorithm>

namespace sounder {

void LoadTotals::merge(const LoadTotals& o) {
  requests += o.requests;
  round_trips += o.round_trips;
  mismatched += o.mismatched;
  unanswered += o.unanswered;
  unfinished += o.unfinished;
  unsent += o.unsent;
  lost += o.lost;
  too_late += o.too_late;
  reordered += o.reordered;
  duplicated += o.duplicated;
  connected += o.connected;
  for (std::size_t i = 0; i < kLoadErrors; ++i) errors[i] += o.errors[i];
  shortages += o.shortages;
  if (shortage == 0) shortage = o.shortage;
  if (other == 0) other = o.other;
  if (handshake.empty()) {
    handshake = o.handshake;
    distrusted = o.distrusted;
  }
  latency.merge(o.latency);
  waited.merge(o.waited);
  late.merge(o.late);
  connect.merge(o.connect);
  if (!wrong) wrong = o.wrong;
  last_answer = std::max(last_answer, o.last_answer);  // nullopt is less than any
}

}  // namespace sounder
