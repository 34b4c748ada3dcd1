// NTLM ([MS-NLMP]): the challenge of a server tells its names and its build to anyone who begins a login,
// which is never finished here. For SMB, HTTP, SMTP and others. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "identify/service.h"

namespace sounder {

// NEGOTIATE_MESSAGE (2.2.1.1): 32 bytes, names nobody.
std::string ntlm_negotiate();

struct NtlmChallenge {
  std::string computer;      // names of NetBIOS
  std::string domain;        // ...
  std::string dns_computer;  // names of DNS
  std::string dns_domain;
  std::string version;      // of the system: "10.0.20348"; empty: not told
  std::uint16_t build = 0;  // its last part: 0 is no Windows, but Samba
};

// CHALLENGE_MESSAGE (2.2.1.2), wherever it begins in `bytes`; nullopt: there is none, or not all of it.
std::optional<NtlmChallenge> parse_ntlm_challenge(std::string_view bytes);

// The host, the system and the domain of a service, as its challenge tells them.
void name_host(const NtlmChallenge& challenge, Service& service);

// UTF-16, least significant byte first, as UTF-8. What it cannot be is '?'.
std::string utf16_text(std::string_view bytes);

}  // namespace sounder
