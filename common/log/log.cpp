#include "common/log/log.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <cstdlib>
#include <future>

#include <spdlog/async.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "common/options/command_line.hpp"
#include "common/text/nearest.hpp"

namespace hangup {
namespace {

constexpr std::array<std::string_view, 6> levels = {"trace", "debug", "info", "warning", "error", "off"};
constexpr std::array<std::string_view, 3> colors = {"auto", "always", "never"};
constexpr std::size_t queued_lines = 8192;

void expect_one_of(std::string_view option, std::string const& given,
                   std::span<std::string_view const> names) {
  for (std::string_view const name : names)
    if (name == given) return;
  throw usage_error("--" + std::string(option) + ": '" + given + "'" + suggestion(given, names));
}

/// The flag comes first, then NO_COLOR (no-color.org), then whether stderr is a terminal.
spdlog::color_mode color_mode_for(std::string const& flag) {
  char const* const no_color = std::getenv("NO_COLOR");
  if (flag == "always") return spdlog::color_mode::always;
  bool const refused = no_color != nullptr && *no_color != '\0';
  return flag == "never" || refused ? spdlog::color_mode::never : spdlog::color_mode::automatic;
}

/// A sink to which nothing is written: it says when the one thread that writes has come so far.
class barrier final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  std::future<void> reached() { return reached_.get_future(); }

 private:
  void sink_it_(spdlog::details::log_msg const& /*unused*/) override {}
  void flush_() override { reached_.set_value(); }

  std::promise<void> reached_;
};

std::shared_ptr<spdlog::logger> asynchronous(std::string name, spdlog::sink_ptr sink,
                                             std::string const& pattern) {
  auto logger = std::make_shared<spdlog::async_logger>(
      std::move(name), std::move(sink), spdlog::thread_pool(), spdlog::async_overflow_policy::block);
  logger->set_pattern(pattern);
  logger->flush_on(spdlog::level::trace);
  return logger;
}

}  // namespace

boost::program_options::options_description log_option_group(log_options& into) {
  namespace po = boost::program_options;
  auto group = option_group("Logging (to stderr)");
  group.add_options()("log-level", po::value(&into.level)->value_name("LEVEL")->default_value(into.level),
                      "trace, debug, info, warning, error or off");
  group.add_options()("color", po::value(&into.color)->value_name("WHEN")->default_value(into.color),
                      "auto, always or never");
  return group;
}

void start_logging(log_options const& options) {
  expect_one_of("log-level", options.level, levels);
  expect_one_of("color", options.color, colors);
  spdlog::init_thread_pool(queued_lines, 1);
  auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(color_mode_for(options.color));
  auto logger = asynchronous("log", std::move(sink), "%H:%M:%S.%f %^%-7l%$ %v");
  logger->set_level(spdlog::level::from_str(options.level));
  spdlog::set_default_logger(std::move(logger));
}

void flush_logging() {
  auto const end = std::make_shared<barrier>();
  auto const reached = end->reached();
  std::make_shared<spdlog::async_logger>("flush", end, spdlog::thread_pool())->flush();
  reached.wait();
}

void stop_logging() {
  spdlog::shutdown();
}

event_writer::event_writer(std::string const& path) : to_stdout_(path == "-") {
  if (path.empty()) return;
  spdlog::sink_ptr sink;
  if (to_stdout_) {
    sink = std::make_shared<spdlog::sinks::stdout_sink_mt>();
  } else {
    create_output_file("events", path);
    sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path, true);
  }
  lines_ = asynchronous("events", std::move(sink), "%v");
}

void event_writer::write(event const& happened) {
  if (lines_ != nullptr) lines_->info(boost::json::serialize(to_json(happened)));
}

}  // namespace hangup
