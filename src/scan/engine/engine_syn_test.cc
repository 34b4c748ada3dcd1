// The SYN engine over a fake packet port: no privilege needed. tests/scan/engine runs it over real packets.
#include "scan/engine/engine_syn.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <deque>
#include <functional>

#include "net/services.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;
using Bytes = std::vector<std::byte>;

constexpr unsigned kSynAck = 0x12;
constexpr unsigned kResetAck = 0x14;

// What a port does with the SYNs that it is given.
struct Behaviour {
  std::function<std::optional<Bytes>(const Bytes& syn)> reply;
  std::function<Errno(const Bytes& syn)> refuse = [](const Bytes&) { return 0; };
  std::uint64_t lost = 0;
};

class FakePort final : public PacketPort {
 public:
  explicit FakePort(Behaviour behaviour) : behaviour_(std::move(behaviour)) {}

  std::span<std::byte> add_frame(std::size_t size, unsigned, std::uint32_t tag) override {
    return add(size, tag);
  }
  std::span<std::byte> add_ip(std::size_t size, const Address&, std::uint32_t tag) override {
    return add(size, tag);
  }
  void flush(std::vector<Failure>& failures) override {
    for (const auto& [tag, syn] : batch_) {
      if (const Errno error = behaviour_.refuse(syn); error != 0)
        failures.push_back({tag, error});
      else if (auto reply = behaviour_.reply(syn))
        arrived_.push_back(std::move(*reply));
    }
    batch_.clear();
  }
  std::optional<CapturedPacket> next() override {
    if (arrived_.empty()) return std::nullopt;
    current_ = std::move(arrived_.front());
    arrived_.pop_front();
    return CapturedPacket{.ip = current_, .since_epoch = std::chrono::system_clock::now().time_since_epoch()};
  }
  std::uint64_t take_lost() override { return std::exchange(behaviour_.lost, 0); }
  void wait(Duration) override {}

 private:
  std::span<std::byte> add(std::size_t size, std::uint32_t tag) {
    batch_.emplace_back(tag, Bytes(size));
    return batch_.back().second;
  }

  Behaviour behaviour_;
  std::deque<std::pair<std::uint32_t, Bytes>> batch_;
  std::deque<Bytes> arrived_;
  Bytes current_;
};

unsigned port_of(const Bytes& syn) {
  return std::to_integer<unsigned>(syn[22]) << 8U | std::to_integer<unsigned>(syn[23]);
}

// The answer of a host to an IPv4 SYN: addresses and ports swapped, the sequence number acknowledged.
Bytes answer_to(const Bytes& syn, unsigned flags, unsigned acknowledge_more = 1) {
  Bytes answer(syn.begin(), syn.begin() + 40);
  std::swap_ranges(answer.begin() + 12, answer.begin() + 16, answer.begin() + 16);
  std::swap_ranges(answer.begin() + 20, answer.begin() + 22, answer.begin() + 22);
  std::uint32_t sequence = 0;
  for (std::size_t i = 24; i < 28; ++i) sequence = sequence << 8U | std::to_integer<std::uint32_t>(syn[i]);
  sequence += acknowledge_more;
  for (std::size_t i = 0; i < 4; ++i)
    answer[28 + i] = static_cast<std::byte>(sequence >> (24 - 8 * i) & 0xffU);
  answer[2] = std::byte{0};
  answer[3] = std::byte{40};  // the length of the packet
  answer[32] = std::byte{0x50};
  answer[33] = static_cast<std::byte>(flags);
  return answer;
}

class SynEngineOverAPort : public testing::Test {
 protected:
  void open(Behaviour behaviour) {
    constexpr std::array kFamilies{Family::kIpv4};
    auto routes = Routes::open();
    ASSERT_TRUE(routes);
    auto ports = SourcePorts::reserve(kFamilies, 7);
    ASSERT_TRUE(ports);
    engine_.emplace(request_, SynPaths(std::move(*routes)), std::move(*ports),
                    std::make_unique<FakePort>(std::move(behaviour)), SipKey{1, 2});
  }
  void submit_all() {
    std::vector<Probe> probes;
    for (PairIndex pair = 0; pair < request_.pairs(); ++pair)
      probes.push_back({{pair, {}}, request_.endpoint(pair)});
    engine_->submit(probes, unsent_);
    engine_->wait(engine_->now(), answers_);
  }

  const ScanRequest request_{.targets = TargetSet({Address::ipv4(0x7f000001)}),
                             .ports = PortSet::parse("80-82", Services::instance()).value()};
  std::optional<SynEngine> engine_;
  std::vector<Answer> answers_;
  std::vector<Unsent> unsent_;
};

TEST_F(SynEngineOverAPort, AnswersComeBackWithTheirTryAndState) {
  open({.reply = [](const Bytes& syn) -> std::optional<Bytes> {
    if (port_of(syn) == 82) return std::nullopt;
    return answer_to(syn, port_of(syn) == 80 ? kSynAck : kResetAck);
  }});
  submit_all();
  EXPECT_TRUE(unsent_.empty());
  ASSERT_EQ(answers_.size(), 2U);
  EXPECT_EQ(answers_[0].id.pair, 0U);
  EXPECT_EQ(answers_[0].state, State::kOpen);
  EXPECT_EQ(answers_[0].reason, Reason::kSynAck);
  EXPECT_TRUE(answers_[0].timed);
  EXPECT_EQ(answers_[1].id.pair, 1U);
  EXPECT_EQ(answers_[1].state, State::kClosed);
}

TEST_F(SynEngineOverAPort, AnAnswerWithAWrongAcknowledgementIsIgnored) {
  open({.reply = [](const Bytes& syn) { return answer_to(syn, kSynAck, 0x1000); }});
  submit_all();
  EXPECT_TRUE(answers_.empty());
}

TEST_F(SynEngineOverAPort, APacketThatThePortRefusesIsUnsentOrAnsweredByTheError) {
  open({.reply = [](const Bytes& syn) { return answer_to(syn, kSynAck); },
        .refuse =
            [](const Bytes& syn) {
              if (port_of(syn) == 80) return EPERM;
              return port_of(syn) == 81 ? EHOSTUNREACH : ENOBUFS;
            }});
  submit_all();
  ASSERT_EQ(unsent_.size(), 2U);
  EXPECT_EQ(unsent_[0].reason, Reason::kLocalFirewall);
  EXPECT_EQ(unsent_[1].reason, Reason::kNoBuffers);
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_EQ(answers_[0].id.pair, 1U);
  EXPECT_EQ(answers_[0].state, State::kUnreachable);
}

TEST_F(SynEngineOverAPort, ALinkThatIsGoneIsARouteLostAndNoAnswer) {
  Errno error = ENETDOWN;
  open({.reply = [](const Bytes& syn) { return answer_to(syn, kSynAck); },
        .refuse = [&](const Bytes&) { return error; }});
  for (const Errno gone : {ENETDOWN, ENODEV, ENXIO}) {
    error = gone;
    unsent_.clear();
    submit_all();
    ASSERT_EQ(unsent_.size(), request_.pairs()) << gone;
    for (const Unsent& one : unsent_) EXPECT_EQ(one.reason, Reason::kRouteLost);
    EXPECT_TRUE(answers_.empty());
  }
  error = 0;
  submit_all();
  EXPECT_EQ(answers_.size(), request_.pairs());
}

TEST_F(SynEngineOverAPort, AnswersThatThePortLostAreCounted) {
  open({.reply = [](const Bytes&) { return std::nullopt; }, .lost = 5});
  submit_all();
  EXPECT_EQ(engine_->answers_lost(), 5U);
}

}  // namespace
}  // namespace sounder
