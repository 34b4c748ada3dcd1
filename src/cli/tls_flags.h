// TLS of a client (`connect`, `load`): its flags, and what they mean.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/tls.h"

namespace sounder {

struct TlsWords {
  bool tls = false;
  bool insecure = false;
  std::string ca_file;
};

void declare_tls_flags(CLI::App& app, TlsWords& words);
// nullptr: no TLS was asked for.
Result<std::unique_ptr<TlsClient>> parse_tls(const TlsWords& words);

}  // namespace sounder
