#include "lab/judge/compare.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/lab/hand_made.hpp"
#include "tests/support/thrown.hpp"

namespace hangup::lab {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(relate, a_code_agrees_with_itself_and_with_what_asio_makes_of_it) {
  EXPECT_EQ(relate("10054", "10054"), relation::agrees);
  EXPECT_EQ(relate("64", "10054"), relation::agrees);
  EXPECT_EQ(relate("blocks", "blocks"), relation::agrees);
}

TEST(relate, a_number_that_asio_does_not_translate_differs_from_the_other_of_its_condition) {
  EXPECT_EQ(relate("1236", "10053"), relation::differs);
  EXPECT_EQ(relate("10054", "64"), relation::differs) << "Asio translates one way only";
  EXPECT_EQ(relate("0", "10054"), relation::differs);
  EXPECT_EQ(relate("blocks", "0"), relation::differs);
}

TEST(relate, what_nobody_had_recorded_is_settled_by_any_code) {
  EXPECT_EQ(relate("?", "64"), relation::settles);
  EXPECT_EQ(relate("?", "n/a"), relation::not_known) << "no call, no answer";
  EXPECT_EQ(relate("n/a", "0"), relation::not_known);
}

/// Results of `hand-made`, in two styles.
std::string document(std::string_view system, int second_code, int pending_code) {
  std::ostringstream out;
  auto const step = [&](std::string_view outcome, std::string_view space, int value) {
    out << R"({"outcome": ")" << outcome << R"(", "error": )";
    if (value == 0)
      out << "null}";
    else
      out << R"({"space": ")" << space << R"(", "value": )" << value << "}}";
  };
  out << R"({"schema": 1, "system": ")" << system
      << R"(", "results": [{"experiment": "hand-made", "styles": [{"style": "native", "outcomes": [{"steps": [)";
  step("ok", "windows", 0);
  out << ',';
  step("connection_reset", "windows", second_code);
  out << ',';
  step("never", "windows", 0);
  out << ',';
  step("eof", "asio.misc", 2);
  out << R"(]}]}, {"style": "handlers", "outcomes": [{"steps": [)";
  step("ok", "windows", 0);
  out << ',';
  step("connection_reset", "windows", pending_code);
  out << ',';
  step("n/a", "windows", 0);
  out << ',';
  step("connection_aborted", "windows", 1236);
  out << R"(]}, {"steps": []}]}]}]})";
  return out.str();
}

constexpr std::string_view windows = "Windows 10.0.22631 x86_64";

struct comparison {
  bool agrees;
  std::string text;
};

comparison compare_with(windows_results const& measured) {
  experiment expected = test::reset_experiment();
  expected.windows = {.blocking = {"0", "10054", "blocks", "0"},
                      .overlapped = {"0", "64", "0", "?"},
                      .known = evidence::recorded,
                      .source = "a page"};
  experiment other = expected;
  other.name = "not-in-the-file";
  std::ostringstream out;
  bool const agrees = compare(out, std::vector<experiment const*>{&expected, &other}, measured);
  return {agrees, out.str()};
}

TEST(compare, puts_recorded_predicted_and_measured_rows_below_each_other) {
  auto const [agrees, text] = compare_with(read_windows_results(document(windows, 10054, 10054)));
  EXPECT_TRUE(agrees) << text;
  for (std::string_view const part :
       {"measured on Windows 10.0.22631 x86_64\n", "  recorded ", "  Windows, blocking ", "  Windows, IOCP ",
        "  Windows, native ", "  Windows, handlers (most) ", "  Linux, native ", "  Linux, coroutines ",
        "recorded: a page", "  why: ", "nobody had recorded: handlers, result 4: 1236", "=> agrees\n",
        "6 codes agree, 0 differ, 1 were not recorded before; 1 experiments were not measured\n"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(text, Not(HasSubstr("not-in-the-file")));
}

TEST(compare, names_every_code_that_differs) {
  auto const [agrees, text] = compare_with(read_windows_results(document(windows, 10053, 995)));
  EXPECT_FALSE(agrees);
  EXPECT_THAT(text, HasSubstr("DIFFERS: handlers, result 2: predicted 64, measured 995; native, result 2: "
                              "predicted 10054,"));
  EXPECT_THAT(text, HasSubstr("4 codes agree, 2 differ"));
}

TEST(compare, calls_what_wine_measured_wine) {
  auto const [agrees, text] =
      compare_with(read_windows_results(document("Wine 8.0 (as Windows 10)", 10054, 10054)));
  EXPECT_TRUE(agrees);
  EXPECT_THAT(text, HasSubstr("  Wine, native "));
  EXPECT_THAT(text, Not(HasSubstr("Windows, native")));
  EXPECT_THAT(text, HasSubstr("Wine is not Windows"));
  EXPECT_THAT(text, Not(HasSubstr("nobody had recorded"))) << "only Windows settles that";
  EXPECT_THAT(text, HasSubstr("0 were not recorded before"));
}

std::string error_of(std::string const& text) {
  return thrown_by<std::invalid_argument>([&] { read_windows_results(text); });
}

TEST(windows_results, are_refused_with_the_place_and_what_was_expected) {
  EXPECT_EQ(error_of(document("Linux 6.1.0 x86_64", 10054, 10054)),
            "'system': 'Linux 6.1.0 x86_64': expected the results of a Windows machine");
  EXPECT_EQ(error_of(R"({"schema": 3})"), "'schema': expected 1 or 2");
  EXPECT_EQ(error_of(R"({"schema": 1})"), "'system': expected, but missing");
  EXPECT_EQ(error_of(R"({"schema": 1, "system": "Windows 10"})"), "'results': expected, but missing");
  EXPECT_TRUE(error_of("{\n]").starts_with("line 2: "));
}

/// What is wrong with the rows of the file for a catalogue that has `hand-made` alone.
std::string error_of_rows(std::string text, std::string_view from, std::string_view to) {
  auto const at = text.find(from);
  if (at == std::string::npos) return "the text does not have it";
  text.replace(at, from.size(), to);
  std::vector const catalogue = {test::reset_experiment()};
  return thrown_by<std::invalid_argument>([&] { expect_rows_of(catalogue, read_windows_results(text)); });
}

TEST(windows_results, have_one_step_for_each_result_of_the_plan_and_only_our_styles) {
  std::vector const catalogue = {test::reset_experiment()};
  std::string const text = document(windows, 10054, 10054);
  EXPECT_NO_THROW(expect_rows_of(catalogue, read_windows_results(text)));
  std::string_view const step = R"({"outcome": "ok", "error": null})";
  std::string const more = std::string(step) + ',' + std::string(step);
  EXPECT_EQ(error_of_rows(text, step, more),
            "experiment 'hand-made': style 'native': 5 steps, expected one for each result of the plan, 4");
  EXPECT_EQ(error_of_rows(text, std::string(step) + ',', ""),
            "experiment 'hand-made': style 'native': 3 steps, expected one for each result of the plan, 4");
  EXPECT_EQ(error_of_rows(text, R"("native")", R"("natif")"),
            "experiment 'hand-made': style 'natif': did you mean 'native'?");
}

TEST(windows_results, have_an_experiment_once) {
  std::string text = document(windows, 10054, 10054);
  std::string const result = text.substr(text.find(R"({"experiment")"));
  text.erase(text.size() - 2);
  EXPECT_EQ(error_of(text + ',' + result), "'results': experiment 'hand-made' is there twice");
}

}  // namespace
}  // namespace hangup::lab
