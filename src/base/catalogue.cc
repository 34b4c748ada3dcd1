#include "base/catalogue.h"

#include <algorithm>
#include <span>

namespace sounder {
namespace {

// A header of seven words: magic, revision, number of messages, where the tables of messages and of
// translations begin. A table has two words a message: length without the final '\0', offset.
constexpr std::uint32_t kMagic = 0x950412de;
constexpr std::size_t kWord = 4;
constexpr std::size_t kRow = 2 * kWord;
constexpr std::size_t kCountAt = 2 * kWord;
constexpr std::size_t kMessagesAt = 3 * kWord;
constexpr std::size_t kTranslationsAt = 4 * kWord;
constexpr std::size_t kHeader = 7 * kWord;

class MoFile {
 public:
  explicit MoFile(std::span<const char> bytes) : bytes_(bytes) {}

  // The byte order is its writer's: the magic number tells it.
  bool has_header() {
    if (bytes_.size() < kHeader) return false;
    if (word(0) == kMagic) return true;
    big_endian_ = true;
    return word(0) == kMagic;
  }

  // `offset` + 4 is within the file.
  std::uint32_t word(std::size_t offset) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < kWord; ++i) {
      const auto byte = static_cast<unsigned char>(bytes_[offset + i]);
      value |= std::uint32_t{byte} << (8 * (big_endian_ ? kWord - 1 - i : i));
    }
    return value;
  }

  bool holds_table(std::size_t offset, std::size_t rows) const {
    return offset <= bytes_.size() && rows <= (bytes_.size() - offset) / kRow;
  }

  // The string of a row, nullopt if it is not in the file with its '\0'.
  std::optional<std::string_view> string(std::size_t row) const {
    const std::size_t size = word(row);
    const std::size_t offset = word(row + kWord);
    if (offset >= bytes_.size() || size >= bytes_.size() - offset || bytes_[offset + size] != '\0')
      return std::nullopt;
    return std::string_view(bytes_.data() + offset, size);
  }

 private:
  std::span<const char> bytes_;
  bool big_endian_ = false;
};

}  // namespace

std::optional<Catalogue> Catalogue::parse(std::string_view file, PluralForm plural_form) {
  Catalogue catalogue;
  catalogue.file_.assign(file.begin(), file.end());
  catalogue.plural_form_ = plural_form;
  MoFile mo(catalogue.file_);
  if (!mo.has_header()) return std::nullopt;
  const std::size_t count = mo.word(kCountAt);
  const std::size_t messages = mo.word(kMessagesAt);
  const std::size_t translations = mo.word(kTranslationsAt);
  if (!mo.holds_table(messages, count) || !mo.holds_table(translations, count)) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    const auto message = mo.string(messages + i * kRow);
    const auto translation = mo.string(translations + i * kRow);
    if (!message || !translation) return std::nullopt;
    catalogue.entries_.push_back({message->substr(0, message->find('\0')), *translation});
  }
  // msgfmt has sorted them; a stranger's file might not be.
  std::ranges::sort(catalogue.entries_, {}, &Entry::message);
  return catalogue;
}

const Catalogue::Entry* Catalogue::entry(std::string_view message) const {
  const auto found = std::ranges::lower_bound(entries_, message, {}, &Entry::message);
  return found != entries_.end() && found->message == message ? &*found : nullptr;
}

const char* Catalogue::find(std::string_view message) const {
  const Entry* found = entry(message);
  return found == nullptr ? nullptr : found->translation.data();
}

const char* Catalogue::find(std::string_view message, unsigned long count) const {
  const Entry* found = entry(message);
  if (found == nullptr) return nullptr;
  std::string_view forms = found->translation;
  for (unsigned form = plural_form_(count); form > 0; --form) {
    const std::size_t end = forms.find('\0');
    if (end == std::string_view::npos) return nullptr;
    forms.remove_prefix(end + 1);
  }
  return forms.data();
}

}  // namespace sounder
