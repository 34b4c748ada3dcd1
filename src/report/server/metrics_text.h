// The metrics of a server, in Prometheus' text format 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/). Names and units: docs/serve.md. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "echo/serve/server_figures.h"
#include "echo/serve/udp.h"

namespace sounder {

// `udp`: where datagrams are answered.
std::string metrics_text(const ServerFigures& figures, const std::optional<UdpCounters>& udp,
                         std::string_view version);

}  // namespace sounder
