#include "cli/pages/man_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <vector>

namespace sounder::pages {
namespace {

// Bytes of a line of source: mandoc's own checker asks for no more.
constexpr std::size_t kLineBytes = 80;

// What groff would read as markup, or print as a typographer's quote, dash or accent (groff_char(7)).
std::string escaped(char c) {
  switch (c) {
    case '\\':
      return "\\e";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '"':
      return "\\(dq";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    default:
      return {c};
  }
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += escaped(c);
  return out;
}

std::string marked_up(std::string_view text) {
  std::string out;
  bool typed = false;
  for (const char c : text) {
    if (c == '`') {
      typed = !typed;
      out += typed ? "\\fB" : "\\fR";
    } else {
      out += escaped(c);
    }
  }
  return out;
}

bool is_placeholder(std::string_view word) {
  if (word.starts_with('[')) return true;
  return std::ranges::any_of(word, [](char c) { return c >= 'A' && c <= 'Z'; }) &&
         std::ranges::none_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

// "--model", "FILE", "open|all"; commas and brackets around a word stay as they are.
std::string term_word(std::string_view word) {
  const bool typed = word.size() > 1 && word.front() == '-';
  const bool choice = word.contains('|');
  if (typed || choice || !is_placeholder(word)) {
    std::string out = "\\fB";
    for (const char c : word) out += (c == '|' || c == ',') ? fmt::format("\\fR{}\\fB", c) : escaped(c);
    return out + "\\fR";
  }
  std::string out = "\\fI";
  for (const char c : word)
    out += std::string_view(",:[].").contains(c) ? fmt::format("\\fR{}\\fI", c) : escaped(c);
  return out + "\\fR";
}

std::string term_of(std::string_view term) {
  std::vector<std::string> words;
  for (const auto word : std::views::split(term, ' '))
    words.push_back(term_word(std::string_view(word.begin(), word.end())));
  return fmt::format("{}", fmt::join(words, " "));
}

// Each sentence begins a line of source, so that groff sets the same space between all of them.
bool ends_sentence(std::string_view text) { return text.ends_with('.') || text.ends_with('?'); }

// A line that begins with one of these would be a request.
bool begins_request(std::string_view word) { return word.starts_with('.') || word.starts_with('\''); }

}  // namespace

ManWriter::ManWriter(const ManTitle& title) {
  std::string name(title.name);
  std::ranges::transform(name, name.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
  page_ = fmt::format(".TH {} 1 {} \"sounder {}\" \"{}\"\n", name, title.date, title.version,
                      escaped(title.manual));
}

void ManWriter::section(std::string_view title) { page_ += fmt::format(".SH \"{}\"\n", escaped(title)); }

void ManWriter::text(std::string_view marked) {
  const std::string whole = marked_up(marked);
  std::size_t column = 0;
  for (const auto part : std::views::split(whole, ' ')) {
    const std::string_view word(part.begin(), part.end());
    const bool fits = column + 1 + word.size() <= kLineBytes;
    if (column > 0 && fits && !ends_sentence(page_)) {
      page_ += ' ';
      ++column;
    } else if (column > 0) {
      page_ += '\n';
      column = 0;
    }
    if (column == 0 && begins_request(word)) page_ += "\\&";
    page_ += word;
    column += word.size();
  }
  page_ += '\n';
}

void ManWriter::paragraph(std::string_view marked) {
  if (!section_just_begun()) page_ += ".PP\n";
  text(marked);
}

void ManWriter::entry(std::string_view term, std::string_view marked) {
  page_ += fmt::format(".TP\n\\fB{}\\fR\n", escaped(term));
  text(marked);
}

void ManWriter::flag(std::string_view term, std::string_view marked) {
  page_ += fmt::format(".TP\n{}\n", term_of(term));
  text(marked);
}

void ManWriter::more(std::string_view marked) {
  page_ += ".IP\n";
  text(marked);
}

void ManWriter::example(std::string_view what, std::string_view commands) {
  paragraph(what);
  page_ += ".PP\n.RS 4\n.nf\n";
  for (const auto part : std::views::split(commands, '\n'))
    page_ += escaped(std::string_view(part.begin(), part.end())) + "\n";
  page_ += ".fi\n.RE\n";
}

void ManWriter::synopsis(std::string_view usage) {
  if (!section_just_begun()) page_ += ".br\n";
  page_ += term_of(usage) + "\n";
}

bool ManWriter::section_just_begun() const {
  return std::string_view(page_).substr(page_.rfind('\n', page_.size() - 2) + 1).starts_with(".SH");
}

}  // namespace sounder::pages
