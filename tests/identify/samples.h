// Conversations with real servers, kept as text: what was sent, what came, and what the parsers must make of
// it. One file a protocol (tests/identify/samples/PROTOCOL.txt):
//
//   # Debian 12, openssh-server 1:9.2p1-2+deb12u3
//   < SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n
//   = ssh | OpenSSH | 9.2p1 | Debian-2+deb12u3
//
// ">" what was sent; a first "<" without one is a greeting. "<" what came; several in a row are one answer.
// Both have the escapes of C: \r \n \t \0 \\ and \x00 (two digits). "<|" behind an answer: the server closed
// then.
// "=" ends a sample: protocol | product | version | info, empty where nothing is told; "= -" if nobody may
// know it. "+" after it: a detail that must be there, "title: Welcome", or "os: Debian", "host:
// mail.example".
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sounder {

struct SampleTurn {
  std::string sent = {};
  std::string came = {};
  bool ended = false;
};

struct Sample {
  std::string where;  // file and line, and the comment above it
  std::vector<SampleTurn> turns;
  std::vector<std::string> wanted;                             // protocol, product, version, info
  std::vector<std::pair<std::string, std::string>> details{};  // wanted, too
};

// All samples of a file. Throws std::runtime_error, with the line, if it is not such a file.
std::vector<Sample> read_samples(const std::string& path);
// Of all files in a folder.
std::vector<Sample> all_samples(const std::string& folder);

}  // namespace sounder
