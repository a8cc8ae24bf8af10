#include "common/text/json.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdint>

#include "tests/support/thrown.hpp"

namespace hangup {
namespace {

namespace json = boost::json;

template <typename Call>
std::string error_of(Call call) {
  return thrown_by<std::invalid_argument>(call);
}

json::value const document = {
    {"name", "seed-1"}, {"races", 6}, {"ratio", 1.5}, {"rows", {1, 2}}, {"none", nullptr}};

TEST(json, a_member_is_found_by_its_key) {
  EXPECT_EQ(json_text(document, "name"), "seed-1");
  EXPECT_EQ(json_number<int>(document, "races"), 6);
  EXPECT_EQ(json_array(document, "rows").size(), 2U);
  EXPECT_TRUE(json_member(document, "none").is_null());
}

TEST(json, a_missing_member_is_named) {
  EXPECT_EQ(error_of([] { json_member(document, "title"); }), "'title': expected, but missing");
  EXPECT_EQ(error_of([] { json_text(document, "title"); }), "'title': expected, but missing");
  EXPECT_EQ(error_of([] { json_member(json::value(5), "title"); }), "'title': expected, but missing");
  EXPECT_EQ(json_find(document, "title"), nullptr);
}

TEST(json, a_member_of_another_type_is_named_with_the_type_expected) {
  EXPECT_EQ(error_of([] { json_text(document, "races"); }), "'races': expected a text");
  EXPECT_EQ(error_of([] { json_array(document, "name"); }), "'name': expected an array");
  EXPECT_EQ(error_of([] { json_number<int>(document, "name"); }), "'name': expected a number");
}

TEST(json, a_number_that_does_not_fit_is_rejected) {
  json::value const large = {{"n", 300}, {"below", -1}};
  EXPECT_EQ(json_number<int>(large, "n"), 300);
  EXPECT_EQ(error_of([&] { json_number<std::uint8_t>(large, "n"); }), "'n': expected a number");
  EXPECT_EQ(error_of([&] { json_number<unsigned>(large, "below"); }), "'below': expected a number");
  EXPECT_EQ(error_of([] { json_number<int>(document, "ratio"); }), "'ratio': expected a number");
}

TEST(json, a_default_stands_in_for_a_missing_text_and_not_for_a_wrong_one) {
  EXPECT_EQ(json_text_or(document, "title", "none"), "none");
  EXPECT_EQ(json_text_or(document, "name", "none"), "seed-1");
  EXPECT_EQ(error_of([] { json_text_or(document, "races", "none"); }), "'races': expected a text");
}

TEST(json, a_document_is_read_whatever_its_kind) {
  EXPECT_EQ(parse_json(" {\"a\": [1, 2]}\n").at("a").as_array().size(), 2U);
  EXPECT_EQ(parse_json("12"), json::value(12));
  EXPECT_EQ(parse_json("\"text\""), json::value("text"));
}

TEST(json, an_error_in_a_document_says_in_which_line) {
  EXPECT_TRUE(error_of([] { parse_json("{\n\"a\": 1,\n\"b\": oops\n}"); }).starts_with("line 3: "));
  EXPECT_TRUE(error_of([] { parse_json("oops"); }).starts_with("line 1: "));
  EXPECT_TRUE(error_of([] { parse_json("{\n\"a\": [1,\n"); }).starts_with("line 3: incomplete"));
  EXPECT_TRUE(error_of([] { parse_json(""); }).starts_with("line 1: incomplete"));
}

TEST(json, nothing_may_follow_a_document) {
  std::string const error = error_of([] { parse_json("{}\n{}"); });
  EXPECT_TRUE(error.starts_with("line 2: ") || error.starts_with("line 1: ")) << error;
}

}  // namespace
}  // namespace hangup
