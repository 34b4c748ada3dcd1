// An HTTP/1 answer (RFC 9112), for the parsers of HTTP and of what is told by it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identify/protocol.h"

namespace sounder {

// A question. HTTP/1.0, so that the answer is not chunked; the connection is to stay open for a second one.
std::string http_get(const Peer& peer, std::string_view path);
// The same question for another path; empty if `asked` is not one of http_get.
std::string http_get_again(std::string_view asked, std::string_view path);
// What such a question asks for; empty if it is none.
std::string_view http_path(std::string_view asked);

struct HttpAnswer {
  std::string_view version;  // "1.1"
  int status = 0;
  std::string_view reason;
  std::string_view headers;  // all of them, as they came
  std::string_view body;     // what is there of it, undecoded
  bool whole = false;        // headers are complete, and the body as far as its length is told

  // The value of a header, its name in any case; empty if it is not there.
  std::string_view header(std::string_view name) const;
  // Another question may follow on the same connection.
  bool stays_open() const;
};

// The value of a header among lines of "name: value", its name in any case; empty if it is not there. For
// what looks like HTTP and is not: SIP, RTSP.
std::string_view header_value(std::string_view headers, std::string_view name);

// nullopt: not HTTP. The headers may be cut off.
std::optional<HttpAnswer> parse_http(std::string_view bytes, bool ended);

// The value of `"key": "value"` or of `"key": 12` in JSON, the first of that key, without a parser of JSON:
// answers are cut off, and only a few keys are wanted. Empty if it is not there.
std::string_view json_value(std::string_view json, std::string_view key);

}  // namespace sounder
