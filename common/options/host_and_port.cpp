#include "common/options/host_and_port.hpp"

#include <charconv>
#include <utility>

#include "common/options/errors.hpp"

namespace hangup {

host_and_port parse_host_and_port(std::string_view option, std::string const& text) {
  auto const reject = [&](std::string_view expected) {
    throw usage_error("--" + std::string(option) + ": '" + text + "': expected " + std::string(expected));
  };
  auto const colon = text.rfind(':');
  std::string const digits = colon == std::string::npos ? text : text.substr(colon + 1);
  std::string host = colon == std::string::npos ? "" : text.substr(0, colon);
  std::uint16_t port = 0;
  auto const [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || rest != digits.data() + digits.size() || host == "[]")
    reject("HOST:PORT such as 127.0.0.1:9999 or [::1]:9999, or a PORT of this host");
  if (host.empty()) return {"127.0.0.1", port};
  if (host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string::npos)
    reject("an IPv6 address in brackets, such as [::1]:9999");
  return {std::move(host), port};
}

}  // namespace hangup
