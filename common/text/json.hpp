#pragma once

#include <boost/json/value.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hangup {

/// Reading JSON that a person may have written: each throws std::invalid_argument that names the member and
/// what was expected of it.
boost::json::value const& json_member(boost::json::value const& in, std::string_view key);
/// That `in` is an object, and has no member that is not known.
void json_expect_members(boost::json::value const& in, std::span<std::string_view const> known);

std::string json_text(boost::json::value const& in, std::string_view key);
std::string json_text_or(boost::json::value const& in, std::string_view key, std::string_view otherwise);
bool json_flag(boost::json::value const& in, std::string_view key);
boost::json::array const& json_array(boost::json::value const& in, std::string_view key);

/// The number `value`, of the member or below the member `key`: exactly, or not at all.
template <typename Number>
Number json_number_of(boost::json::value const& value, std::string_view key) {
  boost::json::error_code ec;
  auto const number = value.to_number<Number>(ec);
  if (ec) throw std::invalid_argument("'" + std::string(key) + "': expected a number");
  return number;
}

template <typename Number>
Number json_number(boost::json::value const& in, std::string_view key) {
  return json_number_of<Number>(json_member(in, key), key);
}

/// Null when `in` has no such member.
boost::json::value const* json_find(boost::json::value const& in, std::string_view key);

/// Parses a document; the message of the std::invalid_argument says at which line it stops making sense.
boost::json::value parse_json(std::string_view text);

}  // namespace hangup
