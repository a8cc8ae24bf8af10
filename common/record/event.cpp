#include "common/record/event.hpp"

#include <utility>

#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

template <typename Kind>
std::vector<Kind> of_kind(record const& run) {
  std::vector<Kind> found;
  for (event const& happened : run.events)
    if (auto const* const body = std::get_if<Kind>(&happened.body)) found.push_back(*body);
  return found;
}

constexpr enum_names<tls_record::data> names = {"none", "change_cipher_spec", "alert", "handshake", "data"};

}  // namespace

std::string_view to_string(tls_record type) {
  return name_in(names, type);
}
std::optional<tls_record> tls_record_named(std::string_view name) {
  return value_in(names, name);
}

std::string to_string(segment const& s) {
  std::string flags;
  for (auto const& [set, name] : {std::pair(s.syn, "SYN"), std::pair(s.fin, "FIN"), std::pair(s.rst, "RST")})
    if (set) flags += (flags.empty() ? "" : "+") + std::string(name);
  std::string data = s.bytes != 0 ? std::to_string(s.bytes) + "B" : "";
  if (s.tls != tls_record::none) data.append("(").append(to_string(s.tls)).append(")");
  return std::string(s.from_server ? "S:" : "C:") + data + (data.empty() || flags.empty() ? "" : "+") + flags;
}

std::vector<observation> observations_of(record const& run) {
  return of_kind<observation>(run);
}
std::vector<segment> segments_of(record const& run) {
  return of_kind<segment>(run);
}

}  // namespace hangup
