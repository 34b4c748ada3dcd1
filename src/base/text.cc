#include "base/text.h"

#include <langinfo.h>

#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/catalogue.h"

namespace sounder {
namespace {

// Of the language of this run; none for English. Written before threads start, read by all of them.
std::optional<Catalogue> catalogue;

unsigned russian_form(unsigned long count) {
  // The formula of po/ru.po.
  if (count % 10 == 1 && count % 100 != 11) return 0;
  return count % 10 >= 2 && count % 10 <= 4 && (count % 100 < 10 || count % 100 >= 20) ? 1 : 2;
}

Catalogue::PluralForm plural_form(std::string_view language) {
  return language == "ru" ? russian_form : nullptr;
}

// "ru_RU.UTF-8" -> "ru"
std::string_view language_of(std::string_view locale) {
  return locale.substr(0, locale.find_first_of("_.@"));
}

std::optional<std::string_view> known(std::string_view locale) {
  for (const std::string_view language : languages())
    if (language_of(locale) == language) return language;
  return std::nullopt;
}

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

}  // namespace

const std::vector<std::string_view>& languages() {
  static const std::vector<std::string_view> kLanguages{"en", "ru"};
  return kLanguages;
}

std::string choose_language(std::optional<std::string_view> flag) {
  if (flag) return std::string(*flag);
  std::string_view locale;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    locale = environment(name);
    if (!locale.empty()) break;
  }
  // gettext: LANGUAGE is a list of wishes, ignored in the C locale.
  if (locale.empty() || locale == "C" || locale == "POSIX") return "en";
  std::string_view wishes = environment("LANGUAGE");
  while (!wishes.empty()) {
    const std::size_t colon = wishes.find(':');
    if (const auto language = known(wishes.substr(0, colon))) return std::string(*language);
    wishes = colon == std::string_view::npos ? std::string_view{} : wishes.substr(colon + 1);
  }
  return std::string(known(locale).value_or("en"));
}

void set_language(const std::string& language, const std::string& folder) {
  // An environment may name a locale that was never generated: names and lines are UTF-8 all the same.
  if (std::setlocale(LC_ALL, "") == nullptr || std::strcmp(nl_langinfo(CODESET), "ANSI_X3.4-1968") == 0)
    std::setlocale(LC_CTYPE, "C.UTF-8");
  std::setlocale(LC_NUMERIC, "C");            // numbers in results are data, read by other programs
  ::setenv("LANGUAGE", language.c_str(), 1);  // for libc's own messages
  catalogue.reset();
  const auto form = plural_form(language);
  if (form == nullptr) return;
  std::ifstream file(folder + "/" + language + "/LC_MESSAGES/sounder.mo", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  catalogue = Catalogue::parse(bytes, form);
}

const char* tr(const char* english) {
  const char* translation = catalogue ? catalogue->find(english) : nullptr;
  return translation == nullptr ? english : translation;
}

const char* trn(const char* one, const char* many, unsigned long count) {
  const char* translation = catalogue ? catalogue->find(one, count) : nullptr;
  if (translation != nullptr) return translation;
  return count == 1 ? one : many;
}

std::string describe_errno(int code) {
  // Common errors, in our own words: libc's translations are in a package that few machines have.
  switch (code) {
    case EACCES:
    case EPERM:
      return tr("permission denied");
    case EADDRINUSE:
      return tr("the address is already in use");
    case EADDRNOTAVAIL:
      return tr("this machine has no such address");
    case EAFNOSUPPORT:
      return tr("this machine does not support this address family");
    case ECONNREFUSED:
      return tr("connection refused");
    case ECONNRESET:
      return tr("connection reset by the other side");
    case EHOSTUNREACH:
      return tr("no route to the host");
    case EISDIR:
      return tr("it is a directory, not a file");
    case EMFILE:
    case ENFILE:
      return tr("too many open files");
    case ENETUNREACH:
      return tr("no route to the network");
    case ENOENT:
      return tr("no such file or directory");
    case ENOSPC:
    case EDQUOT:
      return tr("no space left on the disk");
    case ENOTDIR:
      return tr("part of the path is a file, not a directory");
    case EPIPE:
      return tr("broken pipe: its reader has ended");
    case EROFS:
      return tr("the disk is read-only");
    case ETIMEDOUT:
      return tr("no answer in time");
    default:
      break;
  }
  // strerror_r of glibc: thread-safe, and the returned pointer may be static text.
  char buffer[128];
  return ::strerror_r(code, buffer, sizeof buffer);
}

}  // namespace sounder
