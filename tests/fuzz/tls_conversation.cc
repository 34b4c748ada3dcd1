// A client over TLS, and somebody on its way who makes bytes up: the client reads what it wrote or the
// beginning of it, and the server's side stays bounded, is never due in the past, and ends.
#include <array>
#include <vector>

#include "tests/fuzz/talk.h"
#include "tests/support/test_certificate.h"

namespace {

using namespace sounder;
using Next = Conversation::Next;

// An echo is as long as what brought it, in the same records. On top come our side of a handshake with its
// certificate and tickets, and how we end.
constexpr std::size_t kOwnWords = 8'000;
constexpr std::size_t kMostOnTheWay = 70'000;

TlsStream accepted() {
  static const auto kServer = [] {
    const auto files = test::make_certificate("localhost");
    return std::move(*TlsServer::load(files.certificate, files.key));
  }();
  return kServer->stream();
}
TlsStream asking() {
  static const auto kClient = std::move(*TlsClient::make({.insecure = true}));
  return kClient->stream("localhost");
}

class Client {
 public:
  Client(const SessionLimits& limits, fuzz::Choices& choices)
      : choices_(choices),
        stream_(asking()),
        talk_(Conversation(limits, Instant{}, accepted()), kMostOnTheWay + kOwnWords) {}

  void run() {
    if (choices_.yes())
      for (int turns = 0; turns < 100 && !talk_.closed(); ++turns) {
        serve(65'535);
        say(stream_.outgoing(), true);
      }
    while (!choices_.done() && !talk_.closed()) {
      step();
      talk_.check();
    }
    talk_.end();
  }

 private:
  void step() {
    switch (choices_.up_to(9)) {
      case 0:
        return talk_.wait(std::chrono::microseconds(choices_.up_to(2'000'000)));
      case 1:
        return say(choices_.bytes(choices_.up_to(300)), false);
      case 2:
        return choices_.byte() < 32 ? talk_->on_reset() : end_of_input();
      case 3:
        return choices_.byte() < 32 ? talk_->on_cut() : stream_.end();
      case 4:
        return write(1 + choices_.up_to(3'000));
      case 5:
      case 6:
        return say(stream_.outgoing().first(choices_.up_to(stream_.outgoing().size())), true);
      default:
        return serve(choices_.up_to(5'000));
    }
  }

  void end_of_input() {
    if (talk_->next() == Next::kRead || talk_->next() == Next::kDiscard) talk_->on_end_of_input(talk_.now());
  }

  void write(std::size_t bytes) {
    if (!stream_.established() || stream_.outgoing().size() > 20'000) return;
    std::vector<std::byte> said(bytes);
    for (std::byte& byte : said) byte = static_cast<std::byte>(wrote_++ * 131U >> 3U);
    stream_.write(said);
  }

  // As much as the server reads now.
  void say(std::span<const std::byte> wire, bool own) {
    while (!wire.empty() && (talk_->next() == Next::kRead || talk_->next() == Next::kDiscard)) {
      const auto piece = wire.first(std::min(wire.size(), talk_->room()));
      wire = wire.subspan(piece.size());
      if (talk_->next() == Next::kRead)
        talk_->on_received(talk_.now(), piece);
      else
        talk_->on_discarded(piece.size());
      if (own) stream_.on_sent(piece.size());
    }
  }

  // The server's side has its turn: it sends up to `most` bytes, which the client reads.
  void serve(std::size_t most) {
    if (talk_->next() == Next::kShutDownWrite) return talk_->on_shut_down(talk_.now());
    if (talk_->next() != Next::kWrite || most == 0) return;
    const auto out = talk_->owed().first(std::min(most, talk_->owed().size()));
    stream_.feed(out);
    const auto through = talk_->on_sent(talk_.now(), out.size());
    fuzz::require(through.bytes <= out.size());
    read();
  }

  void read() {
    std::array<std::byte, 2'000> room;
    for (TlsStream::Got got; (got = stream_.read(room)).what == TlsStream::Read::kBytes;)
      for (std::size_t i = 0; i < got.bytes; ++i) {
        fuzz::require(room[i] == static_cast<std::byte>(heard_++ * 131U >> 3U));
        fuzz::require(heard_ <= wrote_);
      }
  }

  fuzz::Choices& choices_;
  TlsStream stream_;
  fuzz::Talk talk_;
  std::uint64_t wrote_ = 0;
  std::uint64_t heard_ = 0;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  const SessionLimits limits = fuzz::choose_limits(choices);
  Client(limits, choices).run();
  return 0;
}
