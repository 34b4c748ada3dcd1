#include "scan/engine/engine_syn.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <random>

#include "net/packet.h"
#include "net/ring_port.h"
#include "scan/engine/reasons.h"
#include "scan/tcp_states.h"

namespace sounder {
namespace {

// Answers returned by one call, so that sending goes on between calls.
constexpr std::size_t kAnswersAtOnce = 512;

constexpr Duration kStatisticsEvery = std::chrono::milliseconds(50);

std::vector<Family> families_of(const TargetSet& targets) {
  std::vector<Family> families{targets.at(0).family()};  // IPv4 comes first
  if (const Family last = targets.at(targets.size() - 1).family(); last != families[0])
    families.push_back(last);
  return families;
}

Duration since_epoch() { return std::chrono::system_clock::now().time_since_epoch(); }

}  // namespace

std::expected<std::unique_ptr<SynEngine>, Errno> SynEngine::open(const ScanRequest& request,
                                                                 const RouteWishes& wishes) {
  auto port = RingPort::open(wishes);
  if (!port) return std::unexpected(port.error());
  auto watch = RouteWatch::open();  // before the first route is looked up
  if (!watch) return std::unexpected(watch.error());
  auto routes = Routes::open(wishes);
  if (!routes) return std::unexpected(routes.error());
  const std::vector<Family> families = families_of(request.targets);
  auto ports = SourcePorts::reserve(families, std::random_device{}());
  if (!ports) return std::unexpected(ports.error());
  if (const Errno error = (*port)->listen(families, ports->range()); error != 0)
    return std::unexpected(error);
  return std::make_unique<SynEngine>(
      request, SynPaths(std::move(*routes), std::make_unique<KernelPathCheck>(wishes), std::move(*watch)),
      std::move(*ports), std::move(*port), random_sip_key());
}

SynEngine::SynEngine(ScanRequest request, SynPaths paths, SourcePorts ports, std::unique_ptr<PacketPort> port,
                     const SipKey& key)
    : request_(std::move(request)),
      paths_(std::move(paths)),
      ports_(std::move(ports)),
      port_(std::move(port)),
      cookies_(key) {}

void SynEngine::submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) {
  renew_paths();
  unsent.insert(unsent.end(), later_.begin(), later_.end());
  later_.clear();
  send_all(probes, unsent);
}

// What waits for a neighbour may have another way now, and what the kernel was given is gone with its link.
void SynEngine::renew_paths() {
  const bool renewed = paths_.renew(clock_now());
  if (!renewed && !held_anew_) return;
  held_anew_ = false;
  std::vector<Probe> again;
  for (const auto& [address, held] : held_) {
    if (held.with_kernel) again.push_back(*held.with_kernel);
    again.insert(again.end(), held.waiting.begin(), held.waiting.end());
  }
  held_.clear();
  held_count_ = 0;
  send_later(again);
}

void SynEngine::send_all(std::span<const Probe> probes, std::vector<Unsent>& unsent) {
  while (!probes.empty()) {
    const auto batch = probes.first(std::min(probes.size(), PacketPort::kBatch));
    send(batch, unsent);
    probes = probes.subspan(batch.size());
  }
}

void SynEngine::send(std::span<const Probe> batch, std::vector<Unsent>& unsent) {
  const Instant now = clock_now();
  for (const Probe& probe : batch) sent_.expect(probe.id);
  for (std::uint32_t i = 0; i < batch.size(); ++i) {
    const Probe& probe = batch[i];
    const SynPaths::Path& path = paths_.to(probe.to, now);
    switch (path.way) {
      case SynPaths::Way::kSeek:
        held_[probe.to.address].with_kernel = probe;
        [[fallthrough]];
      case SynPaths::Way::kFrame:
      case SynPaths::Way::kIp:
        write(probe, path, path.way == SynPaths::Way::kFrame, i);
        sent_.put(probe.id, now);
        break;
      case SynPaths::Way::kSought:
        hold(probe, unsent);
        break;
      case SynPaths::Way::kRefused:
        refused_.push_back(probe);
        break;
      case SynPaths::Way::kCrowded:
        unsent.push_back({probe.id, Reason::kNoNeighbours});
        break;
      case SynPaths::Way::kUnknown:
        unsent.push_back({probe.id, Reason::kNoBuffers});
        break;
      case SynPaths::Way::kLost:
        unsent.push_back({probe.id, Reason::kRouteLost});
        break;
      case SynPaths::Way::kFailed:
        answer_at_once(probe, Reason::kHostUnreachable);
        break;
      case SynPaths::Way::kNoSource:
        answer_at_once(probe, Reason::kNoSourceAddress);
        break;
      case SynPaths::Way::kNone:
        answer_at_once(probe, Reason::kNetUnreachable);
        break;
    }
  }
  failures_.clear();
  port_->flush(failures_);
  for (const auto& failure : failures_) not_taken(batch[failure.tag], failure.error, unsent);
}

void SynEngine::write(const Probe& probe, const SynPaths::Path& path, bool frame, std::uint32_t tag) {
  const Port from = ports_.at(probe.id.number.byte());
  const std::uint32_t sequence = cookies_.sequence(probe.to, {path.source, from}, probe.id.number);
  const auto room = frame ? port_->add_frame(path.packet->size(), path.interface, tag)
                          : port_->add_ip(path.packet->size(), probe.to.address, tag);
  path.packet->write(probe.to, from, sequence, room);
}

void SynEngine::hold(const Probe& probe, std::vector<Unsent>& unsent) {
  if (held_count_ == kProbesHeld) {
    unsent.push_back({probe.id, Reason::kNoNeighbours});
    return;
  }
  held_[probe.to.address].waiting.push_back(probe);
  ++held_count_;
}

void SynEngine::not_taken(const Probe& probe, Errno error, std::vector<Unsent>& unsent) {
  if (paths_.is_loss(probe.to, error, clock_now())) {
    unsent.push_back({probe.id, Reason::kRouteLost});
    held_anew_ = true;
  } else if (const auto reason = path_reason_of(error)) {
    answer_at_once(probe, *reason);
  } else if (error == EPERM && paths_.refuse(probe.to.address)) {
    refused_.push_back(probe);
  } else {
    unsent.push_back({probe.id, error == EPERM ? Reason::kLocalFirewall : Reason::kNoBuffers});
  }
}

void SynEngine::take_refused(std::vector<Probe>& probes) {
  probes.insert(probes.end(), refused_.begin(), refused_.end());
  refused_.clear();
}

void SynEngine::answer_at_once(const Probe& probe, Reason reason) {
  const Instant now = clock_now();
  local_.push_back({probe.id, tcp_state_of(reason), reason, now, now});
}

// Sends the probes whose neighbour is resolved now, or answers them if it failed. One neighbour may serve
// many addresses.
void SynEngine::send_held() {
  settled_.clear();
  const Instant now = clock_now();
  paths_.look(now, settled_);
  if (settled_.empty()) return;
  std::vector<Probe> free;
  std::erase_if(held_, [&](const auto& entry) {
    const Held& held = entry.second;
    const Probe& any = held.waiting.empty() ? *held.with_kernel : held.waiting.front();
    const SynPaths::Way way = paths_.to(any.to, now).way;
    if (way == SynPaths::Way::kSought) return false;
    if (held.with_kernel && way == SynPaths::Way::kFailed)
      answer_at_once(*held.with_kernel, Reason::kHostUnreachable);
    if (held.with_kernel && way == SynPaths::Way::kLost)
      later_.push_back({held.with_kernel->id, Reason::kRouteLost});
    free.insert(free.end(), held.waiting.begin(), held.waiting.end());
    return true;
  });
  held_count_ -= free.size();
  send_later(free);
}

// What cannot be sent now counts as unanswered, and the plan's timeout repeats it. Unless its route is lost:
// that is told.
void SynEngine::send_later(std::span<const Probe> probes) {
  std::vector<Unsent> unsent;
  send_all(probes, unsent);
  std::ranges::copy_if(unsent, std::back_inserter(later_),
                       [](const Unsent& one) { return one.reason == Reason::kRouteLost; });
}

void SynEngine::wait(Instant deadline, std::vector<Answer>& answers) {
  renew_paths();
  send_held();
  answers.insert(answers.end(), local_.begin(), local_.end());
  const bool some = read_answers(answers) || !local_.empty();
  local_.clear();
  if (some || deadline <= clock_now()) return;
  port_->wait(std::max(std::min(deadline, paths_.next_look()) - clock_now(), Duration::zero()));
  read_answers(answers);
}

bool SynEngine::read_answers(std::vector<Answer>& answers) {
  const Instant now = clock_now();
  const Duration epoch = since_epoch() - now.time_since_epoch();  // of the steady clock
  std::size_t read = 0;
  for (; read < kAnswersAtOnce; ++read) {
    const auto packet = port_->next();
    if (!packet) break;
    if (const auto answer = accepted(*packet, epoch)) answers.push_back(*answer);
  }
  if (now >= next_statistics_) {
    answers_lost_ += port_->take_lost();
    next_statistics_ = now + kStatisticsEvery;
  }
  return read > 0;
}

std::optional<Answer> SynEngine::accepted(const CapturedPacket& packet, Duration epoch) const {
  auto said = read_answer(packet.ip);
  if (!said) return std::nullopt;
  const bool from_target = said->from == said->asked.address;
  const auto number = cookies_.number(said->asked, said->asker, said->sequence);
  if (!number || said->asker.port != ports_.at(number->byte())) return std::nullopt;
  if (said->asked.address.is_link_local())
    said->asked.address = Address::ipv6(said->asked.address.bytes(), packet.interface);
  const auto pair = request_.pair_of(said->asked);
  if (!pair) return std::nullopt;
  const Reason reason = reason_of(said->said);
  Answer answer{.id = {*pair, *number}, .state = tcp_state_of(reason), .reason = reason, .ttl = said->ttl};
  if (!from_target) answer.from = said->from;
  const auto sent = sent_.find(answer.id);
  answer.timed = sent.has_value();
  const Instant received{packet.since_epoch - epoch};  // clamped below: the real-time clock may be set
  answer.sent = sent.value_or(received);
  answer.received = std::clamp(received, answer.sent, std::max(answer.sent, clock_now()));
  return answer;
}

}  // namespace sounder
