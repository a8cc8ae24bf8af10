#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "common/options/errors.hpp"
#include "common/options/run_program.hpp"

namespace hangup {

/// A group of options as --help prints it, 80 columns wide.
boost::program_options::options_description option_group(std::string const& caption);

/// Parses without guessing abbreviated names; `help` as the first word is --help. Where words are taken, so
/// is what no option looks like: `-104`, `---> System.IO.IOException`. Throws `usage_error`, with
/// the nearest option where one is unknown.
boost::program_options::variables_map parse_options(
    std::vector<std::string> const& arguments, boost::program_options::options_description const& options,
    boost::program_options::positional_options_description const& positional = {});

/// Calls `read(text)` and turns std::invalid_argument into a `usage_error` that begins with `--option: `.
template <typename Read>
auto read_option(std::string_view option, std::string const& text, Read read) {
  try {
    return read(text);
  } catch (std::invalid_argument const& problem) {
    throw usage_error("--" + std::string(option) + ": " + problem.what());
  }
}

/// Throws `usage_error` when `path` (a file, not `-`) cannot be opened for writing; creates or truncates it.
void create_output_file(std::string_view option, std::string const& path);

/// First line `program x.y.z`, then what it was built with and runs on.
std::string version_text(std::string_view program);

}  // namespace hangup
