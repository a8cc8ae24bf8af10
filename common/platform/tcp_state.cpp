#include "common/platform/tcp_state.hpp"

#include <cctype>
#include <string>

#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

constexpr enum_names<tcp_state::closing> names = {"?",          "ESTABLISHED", "SYN_SENT",  "SYN_RECEIVED",
                                                  "FIN_WAIT_1", "FIN_WAIT_2",  "TIME_WAIT", "CLOSED",
                                                  "CLOSE_WAIT", "LAST_ACK",    "LISTEN",    "CLOSING"};

}  // namespace

std::string_view to_string(tcp_state state) {
  return name_in(names, state);
}

std::optional<tcp_state> tcp_state_named(std::string_view name) {
  std::string wanted;
  for (char const c : name)
    wanted += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return value_in(names, wanted);
}

}  // namespace hangup
