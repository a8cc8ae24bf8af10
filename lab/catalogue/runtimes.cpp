#include "lab/catalogue/runtimes.hpp"

#include <array>
#include <boost/json.hpp>

#include "common/text/json.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> answer_names = {"named", "shared", "misnamed", "nothing"};

runtime_answer answer_named(std::string const& name) {
  for (std::size_t i = 0; i < answer_names.size(); ++i)
    if (answer_names.at(i) == name) return static_cast<runtime_answer>(i);
  throw std::invalid_argument("'kind': '" + name + "': expected named, shared, misnamed or nothing");
}

runtime_call read_call(json::value const& in) {
  json_expect_members(in, std::array<std::string_view, 3>{"call", "experiment", "ending"});
  std::string const name = json_text(in, "ending");
  auto const ends = ending_named(name);
  if (!ends) throw std::invalid_argument("'ending': '" + name + "': expected the name of an ending");
  return {.call = json_text(in, "call"), .experiment = json_text(in, "experiment"), .ends = *ends};
}

runtime read_runtime(json::value const& in, std::size_t calls) {
  json_expect_members(in, std::array<std::string_view, 3>{"name", "told", "note"});
  runtime read{.name = json_text(in, "name"), .told = {}, .note = json_text_or(in, "note", "")};
  for (json::value const& words : json_array(in, "told")) {
    json_expect_members(words, std::array<std::string_view, 2>{"kind", "words"});
    read.told.push_back({.kind = answer_named(json_text(words, "kind")), .words = json_text(words, "words")});
  }
  if (read.told.size() != calls)
    throw std::invalid_argument("'told' of " + read.name + ": expected one for each call");
  return read;
}

}  // namespace

std::string_view to_string(runtime_answer answer) {
  return answer_names.at(static_cast<std::size_t>(answer));
}

measured_runtimes parse_runtimes(std::string_view text) {
  json::value const document = parse_json(text);
  json_expect_members(document, std::array<std::string_view, 4>{"schema", "measured", "calls", "runtimes"});
  if (json_number<int>(document, "schema") != 1) throw std::invalid_argument("'schema': expected 1");
  measured_runtimes read{.measured = json_text(document, "measured"), .calls = {}, .runtimes = {}};
  for (json::value const& in : json_array(document, "calls"))
    read.calls.push_back(read_call(in));
  for (json::value const& in : json_array(document, "runtimes"))
    read.runtimes.push_back(read_runtime(in, read.calls.size()));
  return read;
}

}  // namespace hangup::lab
