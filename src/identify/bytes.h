// Reading an answer from its beginning, never beyond its end. For parsers of protocols.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sounder {

// A cursor over bytes. A read that does not fit moves the cursor to the end and makes ok() false; what it
// returns is then 0 or empty. So a parser reads all it wants and asks ok() once.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  std::string_view take(std::size_t count);
  void skip(std::size_t count) { take(count); }
  // Up to `end`, which is read and not returned. Not ok without one.
  std::string_view until(char end);
  std::uint8_t u8();
  std::uint16_t be16();
  std::uint32_t be24();
  std::uint32_t be32();
  std::uint16_t le16();
  std::uint32_t le32();
  std::uint64_t le64();

 private:
  std::uint64_t number(std::size_t count, bool big_endian);

  std::string_view rest_;
  bool ok_ = true;
};

// For openings.
std::string be16_bytes(std::uint16_t value);
std::string be32_bytes(std::uint32_t value);
std::string le16_bytes(std::uint16_t value);
std::string le32_bytes(std::uint32_t value);

// Text.
// What follows `prefix` at the beginning of `bytes`; nullopt if they begin otherwise.
std::optional<std::string_view> after(std::string_view bytes, std::string_view prefix);
// The text between the first `open` and the next `close`; to the end if there is no `close`; empty without
// `open`.
std::string_view between(std::string_view bytes, std::string_view open, std::string_view close);
// The first line without its CR and LF; all of it if there is no LF.
std::string_view first_line(std::string_view bytes);
// Takes what comes before the first `end` off `text`, and `end` with it; all of `text` if there is no `end`.
std::string_view take_until(std::string_view& text, char end);
// Takes the first word off `text` and the spaces behind it.
std::string_view next_word(std::string_view& text);
bool contains(std::string_view bytes, std::string_view part);
bool contains_no_case(std::string_view bytes, std::string_view part);  // ASCII
std::string lower(std::string_view text);                              // ASCII
std::string_view trimmed(std::string_view text);                       // of spaces, tabs, CR, LF
bool is_number(std::string_view text);                                 // digits only, and not empty
// Printable ASCII, tabs, CR and LF; UTF-8 beyond ASCII counts as text.
bool is_text(std::string_view bytes);

}  // namespace sounder
