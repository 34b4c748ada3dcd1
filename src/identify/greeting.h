// What the greetings of text protocols have in common: replies of three digits, and names of products in
// free text. For parsers of protocols. Pure.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "identify/service.h"

namespace sounder {

// A reply of FTP (RFC 959, 4.2), SMTP (RFC 5321, 4.2) and NNTP (RFC 3977, 3.2): a code, and text in one line
// or, with "-" behind the code, in several.
struct Reply {
  std::string_view code;  // three digits
  std::string_view text;  // of the first line
  std::string_view all;   // all lines that are there, with their codes
  bool whole = false;     // the last line is there
};

// nullopt: not a reply, or its first line goes on.
std::optional<Reply> parse_reply(std::string_view bytes);

// "mail.example": letters, digits, "-" and dots between them.
bool is_host(std::string_view word);

// A product that is told by what it says. A word behind it that begins with a digit is the version.
struct Mark {
  std::string_view text;
  std::string_view product;
};

// Names product and version by the first of `marks` that is in `text`, and the system if its name is behind
// the version ("3.6.1-Debian-4"). Does nothing if none is there.
void name_product(std::string_view text, std::span<const Mark> marks, Service& service);

// Names the system by its name in `text`: "Debian", "Ubuntu", "FreeBSD". Leaves a name that is there.
void name_os(std::string_view text, Service& service);

}  // namespace sounder
