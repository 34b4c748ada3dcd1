// A TLS client and a TLS server with somebody between them who delays, changes and makes up bytes: what
// either reads is what the other wrote, or the beginning of it, and a stream that is broken says why and
// stays so. OpenSSL draws random numbers of its own, so a finding may need several runs.
#include "net/tls.h"

#include <array>
#include <vector>

#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/test_certificate.h"

namespace {

using namespace sounder;

const TlsServer& server() {
  static const auto kServer = [] {
    const auto files = test::make_certificate("localhost");
    return std::move(*TlsServer::load(files.certificate, files.key));
  }();
  return *kServer;
}
const TlsClient& client() {
  static const auto kClient = std::move(*TlsClient::make({.insecure = true}));
  return *kClient;
}

struct End {
  explicit End(TlsStream made) : stream(std::move(made)) {}

  void write(std::size_t bytes) {
    if (!stream.established() || ended) return;
    std::vector<std::byte> said(bytes);
    for (std::byte& byte : said) byte = static_cast<std::byte>(wrote++ * 131U >> 3U);
    stream.write(said);
  }
  void end() {
    ended = ended || stream.established();
    stream.end();
  }
  // Everything there is, which also shakes hands.
  void read(const End& other) {
    std::array<std::byte, 777> room;
    for (;;) {
      const auto got = stream.read(room);
      fuzz::require(!broken || got.what == TlsStream::Read::kBroken);
      fuzz::require((got.what == TlsStream::Read::kBroken) == !stream.error().empty());
      broken = got.what == TlsStream::Read::kBroken;
      if (got.what != TlsStream::Read::kBytes) {
        if (got.what == TlsStream::Read::kEnd) fuzz::require(other.ended && heard == other.wrote);
        return;
      }
      fuzz::require(got.bytes > 0 && got.bytes <= room.size() && heard + got.bytes <= other.wrote);
      for (std::size_t i = 0; i < got.bytes; ++i)
        fuzz::require(room[i] == static_cast<std::byte>(heard++ * 131U >> 3U));
    }
  }

  TlsStream stream;
  std::uint64_t wrote = 0;
  std::uint64_t heard = 0;
  bool ended = false;
  bool broken = false;
};

class Between {
 public:
  explicit Between(fuzz::Choices& choices)
      : choices_(choices), client_(client().stream("localhost")), server_(server().stream()) {}

  void run() {
    // Most of what there is to find comes after the handshake, which no choice of bytes would ever make.
    if (choices_.yes())
      for (int flights = 0; flights < 4; ++flights) {
        carry(client_, server_, client_.stream.outgoing().size());
        carry(server_, client_, server_.stream.outgoing().size());
      }
    while (!choices_.done()) {
      const bool up = choices_.yes();
      step(up ? client_ : server_, up ? server_ : client_);
    }
  }

 private:
  static void carry(End& from, End& to, std::size_t most) {
    const auto out = from.stream.outgoing();
    const std::size_t size = std::min(most, out.size());
    to.stream.feed(out.first(size));
    from.stream.on_sent(size);
    to.read(from);
  }

  void step(End& from, End& to) {
    switch (choices_.up_to(7)) {
      case 0:
        to.stream.feed(choices_.bytes(choices_.up_to(300)));
        return to.read(from);
      case 1:
        return change(from, to);
      case 2:
        to.stream.feed_end();
        return to.read(from);
      case 3:
        return from.end();
      case 4:
        return from.write(choices_.up_to(40'000));
      default:
        return carry(from, to, choices_.up_to(65'535));
    }
  }
  void change(End& from, End& to) {
    const auto wire = from.stream.outgoing();
    if (wire.empty()) return;
    std::vector<std::byte> out(wire.begin(), wire.end());
    out[choices_.up_to(out.size() - 1)] ^= static_cast<std::byte>(choices_.byte());
    to.stream.feed(out);
    from.stream.on_sent(out.size());
    to.read(from);
  }

  fuzz::Choices& choices_;
  End client_;
  End server_;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  Between(choices).run();
  return 0;
}
