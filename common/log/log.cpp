#include "common/log/log.hpp"

#include <array>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <cstdlib>
#include <mutex>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include "common/log/line_queue.hpp"
#include "common/options/command_line.hpp"
#include "common/text/nearest.hpp"
#include "common/text/printable.hpp"

namespace hangup {
namespace {

constexpr std::array<std::string_view, 6> levels = {"trace", "debug", "info", "warning", "error", "off"};
constexpr std::array<std::string_view, 3> colors = {"auto", "always", "never"};
constexpr std::size_t waiting_lines = 8192;

void expect_one_of(std::string_view option, std::string const& given,
                   std::span<std::string_view const> names) {
  for (std::string_view const name : names)
    if (name == given) return;
  throw usage_error("--" + std::string(option) + ": '" + given + "'" + suggestion(given, names));
}

/// The colours that spdlog's own sinks use.
std::string_view color_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace: return "\033[37m";
    case spdlog::level::debug: return "\033[36m";
    case spdlog::level::info: return "\033[32m";
    case spdlog::level::warn: return "\033[33m\033[1m";
    case spdlog::level::err:
    case spdlog::level::critical: return "\033[31m\033[1m";
    case spdlog::level::off:
    case spdlog::level::n_levels: break;
  }
  return {};
}

std::string lost_lines(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " line lost" : " lines lost") +
         ": the log was not read fast enough\n";
}

/// Formats a line, makes what others wrote in it printable, colours its level, and leaves the writing to the
/// queue.
class stderr_queue final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit stderr_queue(bool colored)
      : colored_(colored),
        lines_(platform::standard_error, line_queue::closing::leave_open, waiting_lines, lost_lines) {}

 private:
  void sink_it_(spdlog::details::log_msg const& original) override {
    constexpr std::string_view plain = "\033[m";
    std::string const text = printable(std::string_view(original.payload.data(), original.payload.size()));
    spdlog::details::log_msg message = original;
    message.payload = text;
    spdlog::memory_buf_t formatted;
    formatter_->format(message, formatted);
    std::string line(formatted.data(), formatted.size());
    if (colored_ && message.color_range_end > message.color_range_start) {
      line.insert(message.color_range_end, plain);
      line.insert(message.color_range_start, color_of(message.level));
    }
    lines_.push(std::move(line));
  }
  void flush_() override { lines_.flush(); }

  bool colored_;
  line_queue lines_;
};

}  // namespace

bool wants_colors(std::string const& flag, bool shown) {
  expect_one_of("color", flag, colors);
  char const* const no_color = std::getenv("NO_COLOR");
  bool const refused = no_color != nullptr && *no_color != '\0';
  return flag == "always" || (flag == "auto" && !refused && shown);
}

boost::program_options::options_description log_option_group(log_options& into) {
  namespace po = boost::program_options;
  auto group = option_group("Logging (to stderr)");
  group.add_options()("log-level", po::value(&into.level)->value_name("LEVEL")->default_value(into.level),
                      "trace, debug, info, warning, error or off");
  group.add_options()("color", po::value(&into.color)->value_name("WHEN")->default_value(into.color),
                      "auto, always or never");
  return group;
}

std::shared_ptr<spdlog::logger> make_log(log_options const& options) {
  expect_one_of("log-level", options.level, levels);
  bool const colored = wants_colors(options.color, platform::stderr_shows_colors());
  auto log = std::make_shared<spdlog::logger>("log");
  if (options.level != "off") log->sinks().push_back(std::make_shared<stderr_queue>(colored));
  log->set_formatter(std::make_unique<spdlog::pattern_formatter>("%H:%M:%S.%f %^%-7l%$ %v",
                                                                 spdlog::pattern_time_type::local, "\n"));
  log->set_level(spdlog::level::from_str(options.level));
  return log;
}

}  // namespace hangup
