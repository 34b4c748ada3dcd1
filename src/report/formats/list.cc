#include "report/formats/list.h"

#include <fmt/format.h>

#include "report/text/echo_text.h"

namespace sounder {

void ListReport::on_verdict(const Verdict& verdict) {
  if (verdict.state != State::kOpen) return;
  const std::string_view name = hosts_ == Hosts::kNames ? info().names->host(verdict.endpoint.address) : "";
  if (name.empty())
    out().write(verdict.endpoint.to_string() + "\n");
  else
    out().write(fmt::format("{}:{}\n", printable(name), number(verdict.endpoint.port)));
}

}  // namespace sounder
