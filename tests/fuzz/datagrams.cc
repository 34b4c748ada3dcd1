// What comes back to `load --udp`: our datagrams again, changed, cut, doubled, late and out of order, and
// ones that nobody sent. Only the very bytes that went out are an answer, and every datagram has one end.
#include "net/datagrams.h"

#include <vector>

#include "echo/load/datagram_plan.h"
#include "echo/load/load_datagram.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace sounder;

constexpr std::uint64_t kStream = 3;

LoadOptions choose_options(fuzz::Choices& choices) {
  LoadOptions options;
  options.udp = true;
  options.connections = 1 + choices.up_to(3);
  options.pipeline = 1 + choices.up_to(31);
  options.message_bytes = kDatagramHeadBytes + choices.up_to(1'000);
  if (choices.yes()) options.rate_per_s = static_cast<double>(1 + choices.up_to(65'535)) / 16;
  options.duration = std::chrono::milliseconds(1 + choices.up_to(999));
  options.timeout = std::chrono::milliseconds(1 + choices.up_to(999));
  return options;
}

class Drive {
 public:
  Drive(fuzz::Choices& choices, const LoadOptions& options)
      : choices_(choices), options_(options), plan_(options, 0) {}

  void run() {
    plan_.start(now_);
    while (!choices_.done() && !plan_.done(now_)) step();
    now_ = std::max(now_, plan_.deadline());
    fuzz::require(plan_.done(now_));
    plan_.finish();
    const LoadTotals& totals = plan_.totals();
    fuzz::require(totals.requests == totals.round_trips + totals.lost + totals.unfinished);
    fuzz::require(answers_ == totals.round_trips + totals.too_late + totals.duplicated + totals.mismatched);
    fuzz::require(totals.unsent < 1'000'000);  // a rate of 4096/s for two seconds, and no wrap below zero
  }

 private:
  static const LoadBytes& bytes() {
    static const LoadBytes kBytes(1);
    return kBytes;
  }

  void step() {
    const std::size_t lane = choices_.up_to(plan_.lanes() - 1);
    switch (choices_.up_to(6)) {
      case 0:
        now_ += std::chrono::microseconds(choices_.up_to(200'000));
        return;
      case 1:
        plan_.give_up(lane, now_);
        return;
      case 2:
        if (choices_.byte() < 16) plan_.stop(now_);
        return;
      case 3:
        return take(lane, choices_.bytes(choices_.up_to(300)));
      case 4:
        if (const auto due = plan_.take_due(now_)) fuzz::require(*due < plan_.lanes());
        return send(lane);
      default:
        return come_back(lane);
    }
  }
  void send(std::size_t lane) {
    const std::size_t ready = plan_.ready(lane, now_);
    fuzz::require(ready <= options_.pipeline);
    if (const std::size_t some = choices_.up_to(ready); some > 0) plan_.sent(lane, some, now_);
  }
  // One of those that were sent, or soon will be; in half of the cases changed in one byte, or cut.
  void come_back(std::size_t lane) {
    const std::uint64_t number = choices_.up_to(plan_.next(lane) + 1);
    const auto head = datagram_head(bytes(), kStream, number);
    const auto body = datagram_body(bytes(), kStream, number, options_.message_bytes - kDatagramHeadBytes);
    std::vector<std::byte> datagram(head.begin(), head.end());
    datagram.insert(datagram.end(), body.begin(), body.end());
    fuzz::require(number_of_datagram(bytes(), kStream, datagram) == number);
    if (choices_.yes()) {
      const auto change = static_cast<std::byte>(1 + choices_.up_to(254));
      datagram[choices_.up_to(datagram.size() - 1)] ^= change;
      fuzz::require(!number_of_datagram(bytes(), kStream, datagram));
    }
    take(lane, std::span(datagram).first(datagram.size() - (choices_.byte() < 16 ? 1 : 0)));
  }
  void take(std::size_t lane, std::span<const std::byte> got) {
    ++answers_;
    const auto number = number_of_datagram(bytes(), kStream, got);
    if (number && got.size() == options_.message_bytes)
      plan_.answered(lane, *number, now_);
    else
      plan_.mismatched(now_, {});
  }

  fuzz::Choices& choices_;
  const LoadOptions& options_;
  DatagramPlan plan_;
  std::uint64_t answers_ = 0;
  Instant now_{std::chrono::hours(1)};
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  const LoadOptions options = choose_options(choices);
  Drive(choices, options).run();
  return 0;
}
