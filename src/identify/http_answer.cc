#include "identify/http_answer.h"

#include <charconv>

#include "identify/bytes.h"

namespace sounder {
namespace {

bool same_no_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && contains_no_case(a, b);
}

bool has_whole_body(const HttpAnswer& answer, bool ended) {
  if (answer.status / 100 == 1 || answer.status == 204 || answer.status == 304) return true;
  const std::string_view length = answer.header("content-length");
  std::size_t bytes = 0;
  if (std::from_chars(length.data(), length.data() + length.size(), bytes).ec == std::errc{} &&
      !length.empty())
    return answer.body.size() >= bytes;
  if (contains_no_case(answer.header("transfer-encoding"), "chunked"))
    return contains(answer.body, "\r\n0\r\n\r\n") || answer.body.starts_with("0\r\n");
  return ended;
}

}  // namespace

std::string http_get(const Peer& peer, std::string_view path) {
  std::string host = contains(peer.host, ":") ? '[' + peer.host + ']' : peer.host;
  if (peer.port != 80 && peer.port != 443) host += ':' + std::to_string(peer.port);
  return std::string("GET ").append(path) + " HTTP/1.0\r\nHost: " + host +
         "\r\nUser-Agent: sounder (identify)\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n";
}

std::string_view http_path(std::string_view asked) {
  return asked.starts_with("GET ") ? between(first_line(asked), " ", " HTTP/1.0") : std::string_view{};
}

std::string http_get_again(std::string_view asked, std::string_view path) {
  const std::string_view before = http_path(asked);
  if (before.empty()) return {};
  return std::string("GET ").append(path).append(asked.substr(4 + before.size()));
}

std::string_view HttpAnswer::header(std::string_view name) const { return header_value(headers, name); }

std::string_view header_value(std::string_view headers, std::string_view name) {
  std::string_view rest = headers;
  while (!rest.empty()) {
    std::string_view value = take_until(rest, '\n');
    if (same_no_case(take_until(value, ':'), name)) return trimmed(value);
  }
  return {};
}

bool HttpAnswer::stays_open() const {
  const std::string_view connection = header("connection");
  if (version == "1.1") return !contains_no_case(connection, "close");
  return contains_no_case(connection, "keep-alive");
}

std::optional<HttpAnswer> parse_http(std::string_view bytes, bool ended) {
  const auto more = after(bytes, "HTTP/");
  if (!more) return std::nullopt;
  std::string_view line = first_line(*more);
  std::string_view rest = *more;
  take_until(rest, '\n');
  HttpAnswer answer;
  answer.version = next_word(line);
  const std::string_view status = next_word(line);
  if (!is_number(status) || status.size() != 3) return std::nullopt;
  std::from_chars(status.data(), status.data() + status.size(), answer.status);
  answer.reason = line;
  answer.headers = rest;
  // An empty line ends the headers.
  for (std::string_view body = rest; !body.empty();) {
    const std::size_t headers = rest.size() - body.size();
    if (!trimmed(take_until(body, '\n')).empty()) continue;
    answer.headers = rest.substr(0, headers);
    answer.body = body;
    answer.whole = has_whole_body(answer, ended);
    break;
  }
  return answer;
}

std::string_view json_value(std::string_view json, std::string_view key) {
  while (true) {
    const std::size_t quote = json.find('"');
    if (quote == std::string_view::npos) return {};
    json.remove_prefix(quote + 1);
    if (!json.starts_with(key) || json.substr(key.size(), 1) != "\"") continue;
    std::string_view value = trimmed(json.substr(key.size() + 1));
    if (!value.starts_with(':')) continue;
    value = trimmed(value.substr(1));
    if (value.starts_with('"')) return value.substr(1, value.find('"', 1) - 1);
    return value.substr(0, value.find_first_of(",}] \r\n\t"));
  }
}

}  // namespace sounder
