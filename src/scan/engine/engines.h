// Opens the engines of a scan: SYN engines if this process may open them, else connect engines.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string_view>
#include <vector>

#include "net/routes.h"
#include "scan/engine/engine.h"
#include "scan/request.h"

namespace sounder {

enum class EngineChoice : std::uint8_t { kAuto, kConnect, kSyn };

// Whether an engine that `choice` may open needs CAP_NET_RAW.
bool uses_raw_packets(EngineChoice choice);

struct EngineWishes {
  EngineChoice choice = EngineChoice::kAuto;
  unsigned threads = 1;          // at least 1
  bool exactly_threads = false;  // the user asked for this number; else fewer where more would be slower
  RouteWishes route{};
};

struct ScanEngines {
  std::string_view name{};                           // as --engine has it
  RouteWishes route{};                               // that they follow
  std::vector<std::unique_ptr<ProbeEngine>> each{};  // one a thread
};

// Raises this process's soft limit of descriptors to the hard one and opens an engine for each thread. kAuto
// opens the first engine of the table in engines.cc that this process may open. Errors, of kSyn only: EPERM
// or EACCES without CAP_NET_RAW; EMFILE, ENOMEM.
std::expected<ScanEngines, Errno> open_engines(const ScanRequest& request, const EngineWishes& wishes);

}  // namespace sounder
