#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <regex>

#include "common/text/json.hpp"
#include "lab/catalogue/experiment.hpp"
#include "tests/support/thrown.hpp"

// lab/catalogue/catalogue.schema.json, which editors use, against the parser, which decides.

namespace hangup::lab {
namespace {

namespace json = boost::json;

json::value const& schema() {
  static json::value const document = [] {
    std::ifstream file(HANGUP_CATALOGUE_SCHEMA);
    return parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
  }();
  return document;
}

bool has_type(json::value const& in, std::string_view type) {
  return (type == "object" && in.is_object()) || (type == "array" && in.is_array()) ||
         (type == "string" && in.is_string()) || (type == "boolean" && in.is_bool()) ||
         (type == "integer" && (in.is_int64() || in.is_uint64()));
}

bool conforms(json::value const& in, json::value const& rule);

bool members_conform(json::object const& in, json::value const& rule) {
  json::value const* const further = json_find(rule, "additionalProperties");
  json::value const* const known = json_find(rule, "properties");
  for (auto const& member : in) {
    json::value const* const own = known != nullptr ? json_find(*known, member.key()) : nullptr;
    if (own == nullptr && further != nullptr && further->is_bool()) return false;
    if (!conforms(member.value(), own != nullptr ? *own : *further)) return false;
  }
  json::value const* const required = json_find(rule, "required");
  return required == nullptr || std::ranges::all_of(required->as_array(), [&](json::value const& name) {
           return in.contains(name.as_string());
         });
}

/// The part of JSON Schema that our schema uses.
bool conforms(json::value const& in, json::value const& rule) {
  if (auto const* const reference = json_find(rule, "$ref"))
    return conforms(in, schema().at_pointer(reference->as_string().subview(1)));
  if (auto const* const all = json_find(rule, "enum"))
    return std::ranges::find(all->as_array(), in) != all->as_array().end();
  if (!has_type(in, rule.at("type").as_string())) return false;
  if (auto const* const pattern = json_find(rule, "pattern"))
    return std::regex_match(std::string(in.as_string()), std::regex(std::string(pattern->as_string())));
  if (auto const* const least = json_find(rule, "minimum");
      least != nullptr && in.as_int64() < least->as_int64())
    return false;
  if (auto const* const most = json_find(rule, "maximum");
      most != nullptr && in.as_int64() > most->as_int64())
    return false;
  if (in.is_object()) return members_conform(in.get_object(), rule);
  if (!in.is_array()) return true;
  auto const* const least = json_find(rule, "minItems");
  return (least == nullptr || !in.get_array().empty()) &&
         std::ranges::all_of(in.get_array(),
                             [&](json::value const& item) { return conforms(item, rule.at("items")); });
}

TEST(catalogue_schema, accepts_what_is_built_in) {
  for (std::string_view const text : built_in_catalogue())
    EXPECT_TRUE(conforms(json::parse(text), schema())) << text.substr(0, 120);
}

TEST(catalogue_schema, rejects_what_the_parser_rejects) {
  for (auto const& [member, value] :
       {std::pair("name", json::value("../up")), std::pair("titel", json::value("t")),
        std::pair("races", json::value(10001)), std::pair("title", json::value(1)),
        std::pair("windows", json::value{{"blocking", "0"}}),
        std::pair("proof", json::value{{"wire", "RST"}}),
        std::pair("recorded", json::value{{"codes", {4294977350}}, {"source", "s"}})}) {
    json::value document = json::parse(built_in_catalogue().front());
    document.at("experiments").at(0).as_object()[member] = value;
    EXPECT_FALSE(conforms(document, schema())) << member;
    EXPECT_THROW(parse_catalogue(json::serialize(document)), std::invalid_argument) << member;
  }
}

/// The parser's complaint about a member that is null names the member alone if it does not know it.
TEST(catalogue_schema, has_the_members_that_the_parser_has) {
  json::object const& members = schema().at("$defs").at("experiment").at("properties").as_object();
  json::value document = json::parse(built_in_catalogue().front());
  json::object& experiment = document.at("experiments").at(0).as_object();
  experiment["no such member"] = nullptr;
  std::string const all =
      thrown_by<std::invalid_argument>([&] { parse_catalogue(json::serialize(document)); });
  for (auto const& member : members)
    EXPECT_NE((all + ',').find(' ' + std::string(member.key()) + ','), std::string::npos) << member.key();
  auto const named = all.substr(all.find("expected one of: "));
  EXPECT_EQ(static_cast<std::size_t>(std::count(named.begin(), named.end(), ',')) + 1, members.size())
      << named;
}

}  // namespace
}  // namespace hangup::lab
