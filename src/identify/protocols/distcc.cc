// distcc: doc/protocol-1.txt of its source.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// It answers to whole jobs only: the compilation of an empty file, which it does for all whom it allows.
std::string opening(const Peer&) {
  return "DIST00000001ARGC00000005ARGV00000002ccARGV00000002-cARGV00000003x.cARGV00000002-oARGV00000003x.o"
         "DOTI00000000";
}

std::optional<Service> parse(const Heard& heard) {
  const auto answer = after(heard.bytes, "DONE0000000");
  if (!answer) return std::nullopt;
  Service service{.protocol = "distcc", .product = "distcc"};
  service.whole = heard.ended;
  // GCC signs what it compiles: "GCC: (Debian 12.2.0-14+deb12u1) 12.2.0".
  const std::string_view compiler = between(heard.bytes, "GCC: ", std::string_view("\0", 1));
  if (!compiler.empty()) set_detail(service, "compiler", "GCC " + std::string(compiler));
  name_os(compiler, service);
  return service;
}

}  // namespace

constinit const Protocol kDistcc{
    .name = "distcc", .ports = {3632}, .opening = opening, .talk = Talk::kOnlyIfAsked, .parse = parse};

}  // namespace sounder
