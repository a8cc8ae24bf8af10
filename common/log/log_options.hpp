#pragma once

#include <string>

namespace boost::program_options {
class options_description;
}

namespace hangup {

/// --log-level and --color as they were typed.
struct log_options {
  std::string level = "info";
  std::string color = "auto";
};

/// What --color says, then NO_COLOR (no-color.org), then whether the stream shows colours. Throws
/// `usage_error`.
bool wants_colors(std::string const& flag, bool shown);

boost::program_options::options_description log_option_group(log_options& into);

}  // namespace hangup
