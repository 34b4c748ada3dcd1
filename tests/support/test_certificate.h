// A certificate that a test makes for itself: nothing secret lies in the repository, nothing expires.
#pragma once

#include <string>

namespace sounder::test {

struct CertificateFiles {
  std::string certificate;
  std::string key;
};

enum class KeyKind { kEc, kRsa, kEd25519 };

// A self-signed one for `name` (a host name or an address), in PEM files under the test's own folder, which
// goes at its end. Every call makes another key.
CertificateFiles make_certificate(const std::string& name, KeyKind kind = KeyKind::kEc);

}  // namespace sounder::test
