#include "common/options/command_line.hpp"

#include <algorithm>
#include <boost/asio/version.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/version.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <spdlog/version.h>

#include "common/platform/platform.hpp"
#include "common/text/ascii.hpp"
#include "common/text/nearest.hpp"

namespace hangup {
namespace {

namespace po = boost::program_options;

constexpr unsigned line_width = 80;

std::string unknown_option(std::string const& given, po::options_description const& options) {
  std::vector<std::string> names;
  for (auto const& option : options.options())
    names.push_back("--" + option->long_name());
  std::vector<std::string_view> const candidates(names.begin(), names.end());
  std::string_view const close = nearest(given, candidates);
  return given + ": unknown option" + (close.empty() ? "" : ", did you mean '" + std::string(close) + "'?");
}

/// `PROGRAM help` is what many try first.
std::vector<std::string> with_help_as_option(std::vector<std::string> arguments) {
  if (!arguments.empty() && arguments.front() == "help") arguments.front() = "--help";
  return arguments;
}

/// What Program_options says of it. Its what() puts values into a template by replacing `%value%` until there
/// is none, which never ends if a value contains that: while it does so, values have another character for %.
struct readable_error : po::error_with_option_name {
  static std::string text_of(po::error_with_option_name& problem) {
    constexpr char stand_in = '\x1a';
    for (auto& [name, value] : problem.*(&readable_error::m_substitutions))
      std::replace(value.begin(), value.end(), '%', stand_in);
    std::string text = problem.what();
    std::replace(text.begin(), text.end(), stand_in, '%');
    return text;
  }
};

std::string dashed(std::string const& name) {
  return name.starts_with('-') ? name : "--" + name;
}

/// Takes the next argument for a word where no option looks like it: `-104`, `---> System.IO.IOException:
/// ...`.
std::vector<po::option> take_word(std::vector<std::string>& arguments) {
  std::string const next = arguments.front();
  std::size_t const text = next.find_first_not_of('-');
  if (text == 0 || text == std::string::npos) return {};
  bool const is_number =
      text == 1 && next.size() > 2 && std::all_of(next.begin() + 1, next.end(), ascii::is_digit);
  if (!is_number && ascii::is_word(next[text])) return {};
  arguments.erase(arguments.begin());
  po::option word;
  word.value = word.original_tokens = {next};
  return {word};
}

}  // namespace

po::options_description option_group(std::string const& caption) {
  return po::options_description(caption, line_width, line_width / 2);
}

po::variables_map parse_options(std::vector<std::string> const& arguments,
                                po::options_description const& options,
                                po::positional_options_description const& positional) {
  using style = po::command_line_style::style_t;
  po::variables_map values;
  try {
    po::command_line_parser parser(with_help_as_option(arguments));
    parser.options(options).positional(positional).style(style::default_style & ~style::allow_guessing);
    if (positional.max_total_count() != 0) parser.extra_style_parser(take_word);
    po::store(parser.run(), values);
    po::notify(values);
  } catch (po::unknown_option const& problem) {
    throw usage_error(unknown_option(problem.get_option_name(), options));
  } catch (po::too_many_positional_options_error const&) {
    throw usage_error("expected options only, got an argument without '--'");
  } catch (po::multiple_occurrences const& problem) {
    throw usage_error(dashed(problem.get_option_name()) + ": given more than once, expected once");
  } catch (po::error_with_option_name& problem) {
    throw usage_error(dashed(problem.get_option_name()) + ": " + readable_error::text_of(problem));
  }
  return values;
}

void create_output_file(std::string_view option, std::string const& path) {
  if (path.empty() || path == "-") return;
  if (!std::ofstream(path))
    throw usage_error("--" + std::string(option) + ": cannot write '" + path + "': " + std::strerror(errno));
}

std::string version_text(std::string_view program) {
  return std::string(program) + " " HANGUP_VERSION "\nBoost " + std::to_string(BOOST_VERSION / 100000) + '.' +
         std::to_string(BOOST_VERSION / 100 % 1000) + ", Asio " +
         std::to_string(BOOST_ASIO_VERSION / 100000) + '.' + std::to_string(BOOST_ASIO_VERSION / 100 % 1000) +
         '.' + std::to_string(BOOST_ASIO_VERSION % 100) + " on " + std::string(platform::asio_backend()) +
         ", spdlog " + std::to_string(SPDLOG_VER_MAJOR) + '.' + std::to_string(SPDLOG_VER_MINOR) + '.' +
         std::to_string(SPDLOG_VER_PATCH) + "\n" HANGUP_COMPILER ", " + platform::system_name() + '\n';
}

}  // namespace hangup
