#include "identify/dialogue.h"

#include <algorithm>

namespace sounder {
namespace {

constexpr int kRoundTrips = 4;  // of a wait: the network's two, and as much again for the server
constexpr Duration kServerTime = std::chrono::milliseconds(50);
// An answer that a parser calls unfinished, and that stopped coming.
constexpr Duration kPause = std::chrono::milliseconds(400);
constexpr int kQuestions = 4;  // on one connection, beyond its opening

}  // namespace

Dialogue::Dialogue(Peer peer, Duration rtt, const DialogueLimits& limits, Instant start)
    : peer_(std::move(peer)),
      rtt_(rtt),
      limits_(limits),
      start_(start),
      speaks_first_(speaks_first(peer_.port)),
      attempts_(attempts_for(peer_.port, limits.all)) {
  // Nothing may be sent there; a greeting is heard all the same.
  if (attempts_.empty()) attempts_.push_back({});
}

Duration Dialogue::patience() const {
  return std::max(limits_.listens_least, kRoundTrips * rtt_ + kServerTime);
}

Move Dialogue::poll(Instant now) {
  for (const Line line : {Line::kFirst, Line::kNext}) {
    Talk& one = talk(line);
    if (one.to_close) {
      one = {};
      return {.kind = Move::Kind::kClose, .line = line};
    }
  }
  if (named_) return close_all();
  for (const Line line : {Line::kFirst, Line::kNext}) {
    Talk& one = talk(line);
    if (one.to_send) {
      Move move{.kind = Move::Kind::kSend, .line = line, .bytes = std::move(*one.to_send)};
      one.to_send.reset();
      return move;
    }
    if (is_open(one) && now >= one.until) {
      on_time_up(now, line);
      return poll(now);
    }
  }
  if (const auto move = next_attempt(now)) return *move;
  std::optional<Instant> until;
  for (const Talk& one : talks_)
    if (is_open(one)) until = std::min(one.until, until.value_or(one.until));
  if (!until) return close_all();
  return {.kind = Move::Kind::kWait, .until = *until};
}

bool Dialogue::is_open(const Talk& talk) { return talk.phase != Phase::kIdle && talk.phase != Phase::kLate; }

// A connection of its own for each attempt; the first one stays where it may yet greet.
std::optional<Move> Dialogue::next_attempt(Instant now) {
  const bool busy = std::ranges::any_of(talks_, is_open);
  if (busy || next_ == attempts_.size() || identified_.connections >= limits_.connections) {
    if (busy || talks_[0].phase != Phase::kLate) return std::nullopt;
    // Nobody else is left to try: the late greeting is all there is to wait for.
    talks_[0].phase = Phase::kListening;
    talks_[0].until = std::max(now, start_ + limits_.late_greeting);
    last_ear_ = true;
    return std::nullopt;
  }
  const Line line = talks_[0].phase == Phase::kIdle ? Line::kFirst : Line::kNext;
  Talk& one = talk(line);
  one = {.phase = Phase::kOpening, .attempt = attempts_[next_++]};
  one.until = Instant::max();  // the talker's own time limit ends it
  ++identified_.connections;
  return Move{.kind = Move::Kind::kConnect, .line = line, .tls = one.attempt.tls};
}

void Dialogue::on_open(Instant now, Line line) {
  Talk& one = talk(line);
  accepted_ = true;
  one.phase = Phase::kListening;
  const bool first = identified_.connections == 1;
  if (first || one.attempt.tls)
    one.until = now + (first && speaks_first_ ? limits_.greeting : patience());
  else
    one.until = now;  // it was listened to on the first connection
}

void Dialogue::ask(Instant now, Talk& one, std::string bytes) {
  one.asked = bytes;
  one.heard.clear();
  one.to_send = std::move(bytes);
  one.phase = Phase::kAsked;
  one.until = now + patience();
}

void Dialogue::on_bytes(Instant now, Line line, std::string_view bytes) {
  Talk& one = talk(line);
  if (named_ || one.phase == Phase::kIdle) return;
  accepted_ = true;
  if (identified_.first_bytes.empty()) identified_.first_bytes = bytes.substr(0, kFirstBytes);
  one.heard += bytes.substr(0, kMostAnswer - std::min(kMostAnswer, one.heard.size()));
  if (one.phase == Phase::kLate) one.phase = Phase::kListening;
  one.until = now + kPause;
  judge(now, one, false);
}

// What the parsers make of what was heard so far; the answer to a question goes to the parser that asked.
void Dialogue::judge(Instant now, Talk& one, bool ended) {
  Heard heard{.bytes = one.heard, .asked = one.asked, .ended = ended};
  if (one.before) {
    heard.before = &*one.before;
    const auto more = one.finding.protocol->parse(heard);
    one.finding.service = more ? *more : *one.before;
    if (!more && !ended) one.finding.service.whole = false;
  } else {
    one.finding = find_service(heard);
  }
  if (one.finding.protocol == nullptr) return;
  Service& service = one.finding.service;
  const bool full = one.heard.size() >= kMostAnswer;
  if (!service.whole && !ended && !full) return;
  if (!service.ask.empty() && !ended && one.questions < kQuestions) {
    one.before = service;
    ++one.questions;
    return ask(now, one, service.ask);
  }
  name(one);
}

void Dialogue::on_end(Instant now, Line line) {
  Talk& one = talk(line);
  if (one.phase == Phase::kIdle) return;
  if (!named_ && !one.heard.empty()) judge(now, one, true);
  if (!named_ && one.before) name(one);
  one = {};
}

// The wait for a greeting, for an answer or for its rest is over.
void Dialogue::on_time_up(Instant now, Line line) {
  Talk& one = talk(line);
  if (one.finding.protocol != nullptr) return name(one);
  const bool may_ask = one.phase == Phase::kListening && one.heard.empty() && one.attempt.protocol != nullptr;
  const bool keeps_listening = line == Line::kFirst && speaks_first_ && one.asked.empty() && !last_ear_;
  if (keeps_listening && one.heard.empty()) {
    // Its opening goes over a connection of its own.
    if (one.attempt.protocol != nullptr) --next_;
    one.phase = Phase::kLate;
    return;
  }
  if (may_ask) return ask(now, one, one.attempt.protocol->opening(peer_));
  lasted_ = true;
  one.to_close = true;
}

void Dialogue::name(const Talk& one) {
  named_ = true;
  identified_.outcome = Outcome::kNamed;
  identified_.service = one.finding.service;
  identified_.service.ask.clear();
  identified_.tls = one.attempt.tls;
}

Move Dialogue::close_all() {
  for (const Line line : {Line::kFirst, Line::kNext})
    if (talk(line).phase != Phase::kIdle) {
      talk(line) = {};
      return {.kind = Move::Kind::kClose, .line = line};
    }
  if (!named_) {
    if (!identified_.first_bytes.empty())
      identified_.outcome = Outcome::kSpoke;
    else
      identified_.outcome = lasted_ ? Outcome::kSilent : Outcome::kHungUp;
  }
  return {.kind = Move::Kind::kDone};
}

}  // namespace sounder
