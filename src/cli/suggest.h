// "did you mean ...?"
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sounder {

// The candidate that is nearest to `word` by edit distance (insert, delete, replace, swap of neighbours), if
// it is near enough to be a typo: at most a third of its letters, at least one.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace sounder
