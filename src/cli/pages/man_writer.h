// A page of the manual, written piece by piece in man(7), for groff and mandoc. Pure. Texts may have
// `backquotes` around what is typed as it stands; everything else in them is plain and is escaped here.
#pragma once

#include <string>
#include <string_view>

namespace sounder::pages {

struct ManTitle {
  std::string_view name;     // "sounder-scan"
  std::string_view date;     // "2026-11-25"
  std::string_view version;  // "0.1.0"
  std::string_view manual;   // what stands in the middle of the head
};

class ManWriter {
 public:
  explicit ManWriter(const ManTitle& title);

  void section(std::string_view title);
  void paragraph(std::string_view text);
  // A term with its text indented below. In that of a flag, words in capitals are to be replaced, and "a|b"
  // are words to choose from.
  void entry(std::string_view term, std::string_view text);
  void flag(std::string_view term, std::string_view text);
  void more(std::string_view text);  // another paragraph of the entry before
  void example(std::string_view what, std::string_view commands);
  // One of the ways to call the program; each has a line of its own.
  void synopsis(std::string_view usage);

  std::string take() { return std::move(page_); }

 private:
  void text(std::string_view marked);
  bool section_just_begun() const;
  std::string page_;
};

}  // namespace sounder::pages
