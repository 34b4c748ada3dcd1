#include "cli/pages/value_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "cli/choices.h"

namespace sounder::pages {
namespace {

struct Kind {
  std::string_view type_name;
  ValueKind kind;
};

constexpr std::array kKinds{
    Kind{"FILE", ValueKind::kFile},       Kind{"TARGET", ValueKind::kHost},
    Kind{"TARGETS", ValueKind::kHost},    Kind{"HOST", ValueKind::kHost},
    Kind{"NAME", ValueKind::kInterface},  Kind{"PORTS", ValueKind::kService},
    Kind{"COMMAND", ValueKind::kCommand}, Kind{"ADDR:PORT", ValueKind::kUnknown},
    Kind{"ADDR", ValueKind::kUnknown},    Kind{"ADDRS", ValueKind::kUnknown},
    Kind{"N", ValueKind::kUnknown},       Kind{"PER_S", ValueKind::kUnknown},
    Kind{"DUR", ValueKind::kUnknown},     Kind{"BYTES", ValueKind::kUnknown},
    Kind{"PORT", ValueKind::kUnknown},
};

}  // namespace

ValueKind kind_of(std::string_view type_name) {
  if (!words_of_type_name(type_name).empty()) return ValueKind::kWords;
  const auto* const found = std::ranges::find(kKinds, type_name, &Kind::type_name);
  if (found == kKinds.end())
    throw std::logic_error(fmt::format("no completion is known for a value of the type {}", type_name));
  return found->kind;
}

}  // namespace sounder::pages
