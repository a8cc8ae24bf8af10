#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/errors/error_value.hpp"
#include "lab/capture/explain_capture.hpp"
#include "lab/judge/compare.hpp"
#include "lab/learn/lesson.hpp"
#include "lab/report/report.hpp"
#include "lab/report/saved_results.hpp"
#include "lab/sweep/sweep_report.hpp"

namespace hangup::lab {

/// What hangup-lab was asked to do, checked.
struct options {
  enum class command : std::uint8_t { run, list, describe, explain, compare, sweep, report, learn };
  command requested = command::run;
  std::vector<std::string> names;   ///< of experiments, of files; or the words to explain, or to look for
  std::vector<std::string> styles;  ///< all of them when none was given
  unsigned repeat = 1;
  bool ipv6 = false;                        ///< over [::1] instead of 127.0.0.1
  bool cells = true;                        ///< false: run on the host's loopback
  std::vector<std::string> server_program;  ///< launched in place of ours, with its first arguments
  std::vector<std::string> client_program;
  std::string captures;  ///< folder for the pcap files; may be empty
  std::vector<experiment> catalogue;
  std::string catalogue_file;        ///< empty for the built-in one
  windows_results measured;          ///< of compare
  std::vector<saved_results> saved;  ///< of report
  report_format const* format = nullptr;
  capture_request capture;  ///< of explain, where it is not about words
  bool is_capture() const { return !capture.file.empty() || !capture.device.empty(); }
  bool brief = false;                ///< of explain
  code_space on = code_space::none;  ///< of explain: whose numbers they are
  std::string color = "auto";
  std::vector<lesson> lessons;           ///< of learn
  lesson const* first_lesson = nullptr;  ///< of learn; null where it was not chosen
  bool from_start = false;               ///< of learn
  sweep_options sweep;                   ///< of sweep
  sweep_format sweep_report = nullptr;
  std::string output;  ///< empty or `-` for stdout
};

/// Throws `usage_error`. Empty when --help or --version was answered on stdout instead.
std::optional<options> read_options(std::vector<std::string> const& arguments);

}  // namespace hangup::lab
