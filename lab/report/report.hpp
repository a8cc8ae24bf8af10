#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "lab/judge/result.hpp"

namespace hangup::lab {

/// A result in one format. `--format NAME` selects it.
struct report_format {
  std::string_view name;
  std::string_view summary;
  void (*write)(std::ostream& out, std::span<experiment_result const> results) = nullptr;
};

std::span<report_format const> all_report_formats();

void write_text_report(std::ostream& out, std::span<experiment_result const> results);
void write_json_report(std::ostream& out, std::span<experiment_result const> results);
void write_markdown_report(std::ostream& out, std::span<experiment_result const> results);
void write_summary_report(std::ostream& out, std::span<experiment_result const> results);
void write_html_report(std::ostream& out, std::span<experiment_result const> results);
/// Ladders, one for each style: of its first run with the commonest outcome.
void write_mermaid_report(std::ostream& out, std::span<experiment_result const> results);
void write_svg_report(std::ostream& out, std::span<experiment_result const> results);

}  // namespace hangup::lab
