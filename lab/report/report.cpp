#include "lab/report/report.hpp"

#include <array>

namespace hangup::lab {
namespace {

constexpr std::array formats = {
    report_format{"text", "tables for people", write_text_report},
    report_format{"json", "one document with every event", write_json_report},
    report_format{"markdown", "tables for a page", write_markdown_report},
    report_format{"summary", "one Markdown table, a row for each experiment", write_summary_report},
    report_format{"html", "a page with the ladder of every cell", write_html_report},
    report_format{"mermaid", "sequence diagrams for a page, the same for each run", write_mermaid_report},
    report_format{"svg", "a picture of one run", write_svg_report},
};

}  // namespace

std::span<report_format const> all_report_formats() {
  return formats;
}

}  // namespace hangup::lab
