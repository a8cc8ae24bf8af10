#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hangup {

/// The candidate with the fewest edits (Levenshtein) from `word`, or else the first that contains it; empty
/// when none is close enough to be meant.
std::string_view nearest(std::string_view word, std::span<std::string_view const> candidates);

/// `: did you mean 'send'?`, or, where nothing is near, `: expected one of: send, recv`.
std::string suggestion(std::string_view word, std::span<std::string_view const> candidates);

}  // namespace hangup
