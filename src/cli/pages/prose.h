// What the man pages say besides the table of flags. One prose_*.cc each page; texts are English here, and
// translated where they are shown. In a text `backquotes` hold what is typed as it stands.
#pragma once

#include <vector>

namespace sounder::pages {

// The day that these texts last changed: a page says how old it is, and a build says the same on every day.
inline constexpr const char* kDate = "2026-11-26";

struct Entry {
  const char* term;  // a flag, a key, a name: not translated
  const char* text;
};

struct Section {
  const char* title;
  std::vector<const char*> paragraphs;
  std::vector<Entry> entries = {};
};

struct Example {
  const char* what;
  const char* command;
};

struct Prose {
  const char* command;  // of the table; "" for the program's own page
  std::vector<const char*> description;
  std::vector<Entry> flags;        // more about a flag than its line in --help has room for
  std::vector<Section> sections;   // after the flags
  bool ends_by_signal = true;      // with the code for it; a server ends as it does otherwise
  std::vector<Entry> environment;  // besides the language
  std::vector<Section> notes;      // after the exit status
  std::vector<Example> examples;
  std::vector<const char*> see_also;  // "nmap(1)"; our other pages come by themselves
};

const Prose& program_prose();
const Prose& serve_prose();
const Prose& connect_prose();
const Prose& load_prose();
const Prose& scan_prose();

}  // namespace sounder::pages
