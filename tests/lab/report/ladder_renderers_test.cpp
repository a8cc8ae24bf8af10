#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "lab/report/ladder_mermaid.hpp"
#include "lab/report/ladder_style.hpp"
#include "lab/report/ladder_svg.hpp"
#include "lab/report/ladder_text.hpp"
#include "lab/report/wrap.hpp"
#include "tests/lab/hand_made.hpp"
#include "tests/lab/report/well_formed.hpp"

namespace hangup::lab {
namespace {

using namespace std::chrono_literals;
using namespace test;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

/// A capture, as no record has it.
ladder captured() {
  segment reset = server_reset;
  reset.numbers = {.sequence = 1, .acknowledges = 15, .window = 0};
  return {.title = "a capture",
          .client = "10.0.0.1:40000",
          .server = "[2001:db8::1]:443",
          .arrows = {{.at = 0ms, .carried = client_data, .packet = 4},
                     {.at = 1ms, .carried = {.from_server = true}, .packet = 5},
                     {.at = 2s, .carried = reset, .packet = 6, .proves = true, .note = "late"}},
          .calls = {{.begin = 1ms,
                     .end = 3s,
                     .status = completion::never_completed,
                     .name = "recv",
                     .result = "never"}},
          .states = {{.where = side::server, .at = 2s, .state = tcp_state::closed, .inferred = true}},
          .marks = {{.at = 1500ms, .text = "1.9 s of silence"}},
          .counters = {{.name = "OutRsts", .amount = 1, .proves = true}}};
}

std::string_view const hostile = "</text><script>a\"'&;#\n%%\x1b[2J\xff\u202e` -->> end";

ladder hostile_ladder() {
  ladder drawn = captured();
  std::string const text(hostile);
  drawn.title = drawn.client = drawn.server = drawn.missing = text;
  drawn.arrows[0].note = drawn.calls[0].name = drawn.calls[0].result = drawn.calls[0].detail = text;
  drawn.marks[0].text = drawn.marks[0].detail = drawn.counters[0].name = text;
  return drawn;
}

std::vector<std::string> text_lines(ladder const& drawn, std::size_t width,
                                    ladder_text_options options = {}) {
  std::ostringstream out;
  set_layout(out, {.width = width});
  write_ladder_text(out, drawn, options);
  std::istringstream in(out.str());
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

std::size_t count_of(std::string_view part, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

TEST(ladder_svg, has_everything_with_its_fields_and_is_well_formed) {
  for (time_axis const axis : {time_axis::order, time_axis::linear, time_axis::logarithmic}) {
    std::string const svg = ladder_svg(captured(), {.axis = axis});
    EXPECT_EQ(why_not_well_formed(svg), "");
    EXPECT_THAT(svg, testing::StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    for (std::string const item : {"arrow-0", "arrow-1", "arrow-2", "call-0", "state-0", "mark-0"})
      EXPECT_EQ(count_of("data-item=\"" + item + '"', svg), 1U) << item;
    EXPECT_THAT(svg, HasSubstr("<title>2.000 s: RST from the server, sequence 1, acknowledges 15, window 0, "
                               "packet 6, late, part of the proof</title>"));
    EXPECT_THAT(svg, HasSubstr("class=\"call never\""));
    EXPECT_THAT(svg, HasSubstr(">CLOSED?</text>")) << "a state is never its colour alone";
    EXPECT_THAT(svg, HasSubstr("prefers-color-scheme:dark"));
  }
}

TEST(ladder_svg, in_a_page_leaves_the_style_to_the_page) {
  EXPECT_THAT(ladder_svg(captured(), {.standalone = false}), Not(HasSubstr("<style>")));
  EXPECT_THAT(std::string(ladder_style()), HasSubstr(".hangup-ladder"));
}

TEST(ladder_svg, of_nothing_is_a_picture_that_says_so) {
  std::string const svg = ladder_svg({.title = "close, native", .missing = "not available here"});
  EXPECT_EQ(why_not_well_formed(svg), "");
  EXPECT_THAT(svg, HasSubstr(">not available here</text>"));
}

TEST(ladder_svg, shows_foreign_text_without_obeying_it) {
  std::string const svg = ladder_svg(hostile_ladder());
  EXPECT_EQ(why_not_well_formed(svg), "");
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, HasSubstr("&lt;/text&gt;&lt;script&gt;a&quot;&#39;&amp;;#\\n%%\\x1b[2J\\xff\\u202e"));
}

TEST(ladder_mermaid, is_a_sequence_diagram_of_everything) {
  EXPECT_EQ(ladder_mermaid(captured(), true),
            "sequenceDiagram\n"
            "    accTitle: a capture\n"
            "    participant C as 10.0.0.1:40000\n"
            "    participant S as #91;2001:db8::1#93;:443\n"
            "    C->>S: 0.000 ms 14 B\n"
            "    S->>C: 1.000 ms ACK\n"
            "    Note over C,S: 1.500 s 1.9 s of silence\n"
            "    S-xC: 2.000 s RST, late (proof)\n"
            "    Note over S: 2.000 s CLOSED#63;\n"
            "    Note over C: 3.000 s recv: never\n"
            "    Note over C,S: counted by the kernel (proof): OutRsts\n");
}

TEST(ladder_mermaid, without_times_is_the_same_for_each_run_that_came_out_the_same) {
  record run = witnessed(reset_run("native"), {client_syn, server_syn, client_data}, {server_reset});
  std::string const first = ladder_mermaid(ladder_of(run));
  for (event& happened : run.events) {
    happened.at += 7ms;
    if (auto* const seen = std::get_if<observation>(&happened.body)) seen->at += 7ms;
  }
  run.counters = {{"InSegs", 5}};
  EXPECT_EQ(ladder_mermaid(ladder_of(run)), first);
  EXPECT_THAT(first, Not(HasSubstr(" ms")));
}

TEST(ladder_mermaid, shows_foreign_text_without_obeying_it) {
  for (bool const times : {false, true}) {
    std::string const text = ladder_mermaid(hostile_ladder(), times);
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    std::regex const known("    (accTitle:|participant . as|Note over .*:|.->>.:|.-x.:) .*");
    while (std::getline(lines, line)) {
      EXPECT_TRUE(std::regex_match(line, known)) << line;
      EXPECT_EQ(line.find_first_of("<>\"&`%", line.find(' ', 4)), std::string::npos) << line;
    }
    EXPECT_THAT(text, HasSubstr("#60;/text#62;#60;script#62;a#34;#39;#38;#59;#35;#92;n#37;#37;"));
  }
}

TEST(ladder_text, begins_each_line_with_the_time_and_who) {
  EXPECT_THAT(
      text_lines(captured(), 66),
      testing::ElementsAre("a capture", "                     10.0.0.1:40000              [2001:db8::1]:443",
                           "   0.000 ms  client  │── #4 14 B ───────────────────────────────→│",
                           "   1.000 ms  client  │ recv begins                               │",
                           "   1.000 ms  server  │←──────────────────────────────── #5 ACK ──│",
                           "    1.500 s          │             1.9 s of silence              │",
                           "    2.000 s  server  │×───── #6 RST seq 1 ack 15, late (proof) ──│",
                           "    2.000 s  server  │                                is CLOSED? │",
                           "    3.000 s  client  │ recv: never completed                     │",
                           "counted by the kernel (proof): OutRsts 1",
                           "A state with ? is inferred from the segments."));
}

TEST(ladder_text, fits_the_width_and_has_a_variant_in_ascii) {
  for (std::size_t const width : {40U, 60U, 200U}) {
    for (std::string const& line : text_lines(captured(), width, {.ascii = true})) {
      EXPECT_LE(line.size(), width) << line;
      EXPECT_THAT(std::vector<char>(line.begin(), line.end()),
                  Each(testing::AllOf(testing::Ge(' '), testing::Le('~'))));
    }
  }
}

TEST(ladder_text, shows_foreign_text_without_obeying_it) {
  for (std::string const& line : text_lines(hostile_ladder(), 80))
    EXPECT_THAT(line,
                testing::AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\u202e")), Not(HasSubstr("\xff"))));
}

}  // namespace
}  // namespace hangup::lab
