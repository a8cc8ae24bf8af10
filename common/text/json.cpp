#include "common/text/json.hpp"

#include <algorithm>
#include <boost/json/stream_parser.hpp>

#include "common/text/nearest.hpp"

namespace hangup {

namespace json = boost::json;

json::value const* json_find(json::value const& in, std::string_view key) {
  json::object const* const object = in.if_object();
  return object != nullptr ? object->if_contains(key) : nullptr;
}

json::value const& json_member(json::value const& in, std::string_view key) {
  if (json::value const* const found = json_find(in, key)) return *found;
  throw std::invalid_argument("'" + std::string(key) + "': expected, but missing");
}

void json_expect_members(json::value const& in, std::span<std::string_view const> known) {
  if (!in.is_object()) throw std::invalid_argument("expected an object");
  for (auto const& member : in.get_object())
    if (std::find(known.begin(), known.end(), member.key()) == known.end())
      throw std::invalid_argument("'" + std::string(member.key()) + "'" + suggestion(member.key(), known));
}

std::string json_text(json::value const& in, std::string_view key) {
  if (json::string const* const value = json_member(in, key).if_string()) return std::string(*value);
  throw std::invalid_argument("'" + std::string(key) + "': expected a text");
}

std::string json_text_or(json::value const& in, std::string_view key, std::string_view otherwise) {
  return json_find(in, key) != nullptr ? json_text(in, key) : std::string(otherwise);
}

bool json_flag(json::value const& in, std::string_view key) {
  if (bool const* const value = json_member(in, key).if_bool()) return *value;
  throw std::invalid_argument("'" + std::string(key) + "': expected true or false");
}

json::array const& json_array(json::value const& in, std::string_view key) {
  if (json::array const* const value = json_member(in, key).if_array()) return *value;
  throw std::invalid_argument("'" + std::string(key) + "': expected an array");
}

json::value parse_json(std::string_view text) {
  json::stream_parser parser;
  json::error_code ec;
  std::size_t const used = parser.write_some(text, ec);
  bool const trailing = !ec && text.find_first_not_of(" \t\r\n", used) != std::string_view::npos;
  if (!ec && !trailing) {
    parser.finish(ec);
    if (!ec) return parser.release();
  }
  auto const line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(used), '\n');
  throw std::invalid_argument("line " + std::to_string(line) + ": " +
                              (ec ? ec.message() : "expected the end of the document"));
}

}  // namespace hangup
