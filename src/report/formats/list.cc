#include "report/formats/list.h"

#include <fmt/format.h>

#include "report/text/echo_text.h"

namespace sounder {

void ListReport::on_verdict(const Verdict& verdict) {
  if (verdict.state != State::kOpen) return;
  const auto names = info().names->hosts(verdict.endpoint.address);
  if (hosts_ == Hosts::kAddresses || names.empty()) {
    out().write(verdict.endpoint.to_string() + "\n");
    return;
  }
  for (const std::string& name : names)
    out().write(fmt::format("{}:{}\n", printable(name), number(verdict.endpoint.port)));
}

}  // namespace sounder
