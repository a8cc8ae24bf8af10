#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/errors/error_value.hpp"
#include "lab/catalogue/experiment.hpp"
#include "lab/explain/message_book.hpp"

namespace hangup::lab {

/// The name of an error or an ending that may have been meant by a text that explain() does not know; empty
/// when none is near.
std::string_view nearest_explained(std::string_view text);

/// The known message that has most of its words in common with `text`, rare words above all; null where it is
/// no more than a few ordinary ones. A word may be misspelt.
message_entry const* nearest_message(std::string_view text);

/// What can be said of a text that explain() does not know: in the first line that it is unknown, then what
/// in it was understood all the same, the nearest message, and how to get an ending of its kind here.
std::vector<std::string> about_unknown(std::string const& text, std::span<experiment const> catalogue,
                                       code_space on = code_space::none);

}  // namespace hangup::lab
