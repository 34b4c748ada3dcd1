// The TLS flags of a client (`connect`, `load`), and messages about TLS that name flags.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/tls.h"

namespace sounder {

struct TlsFlags {
  bool tls = false;
  bool insecure = false;
  std::string ca_file;
};

void declare_tls_flags(CLI::App& app, TlsFlags& flags);
// nullptr: no TLS was asked for.
Result<std::unique_ptr<TlsClient>> parse_tls(const TlsFlags& flags);

// Which flag's file cannot be used, why, and what it must be.
Error tls_file_error(const TlsFileError& error);
// A failed handshake with an untrusted certificate, followed by the flags that help.
std::string with_trust_advice(const std::string& failure);

}  // namespace sounder
