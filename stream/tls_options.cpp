#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <stdexcept>

#include "common/options/command_line.hpp"
#include "common/text/nearest.hpp"
#include "stream/tls.hpp"

namespace hangup {
namespace {

tls_version parse_tls_version(std::string const& text) {
  if (text == "1.2") return tls_version::v1_2;
  if (text == "1.3") return tls_version::v1_3;
  constexpr std::array<std::string_view, 2> names = {"1.2", "1.3"};
  throw std::invalid_argument("'" + text + "'" + suggestion(text, names));
}

}  // namespace

boost::program_options::options_description tls_option_group(typed_tls_options& into) {
  namespace po = boost::program_options;
  auto group = option_group("TLS");
  group.add_options()("tls-min", po::value(&into.lowest)->value_name("VERSION"),
                      "the lowest version to speak: 1.2 (default) or 1.3");
  group.add_options()("tls-max", po::value(&into.highest)->value_name("VERSION"),
                      "the highest: 1.2 or 1.3 (default)");
  group.add_options()("tls-verify", po::bool_switch(&into.read.verifies),
                      "the peer must show a certificate that the system trusts, or that --tls-ca does");
  group.add_options()("tls-ca", po::value(&into.read.authorities)->value_name("FILE"),
                      "verify, and trust those alone in FILE (PEM)");
  group.add_options()("tls-cert", po::value(&into.read.certificate)->value_name("FILE"),
                      "show the certificate in FILE (PEM, with its chain)");
  group.add_options()("tls-key", po::value(&into.read.key)->value_name("FILE"), "its private key (PEM)");
  group.add_options()("tls-keylog", po::value(&into.read.secrets_file)->value_name("FILE"),
                      "append to FILE what Wireshark needs to decrypt; whoever reads it can, too");
  return group;
}

tls_options checked(typed_tls_options const& typed, bool is_spoken, std::string const& expected) {
  tls_options read = typed.read;
  for (auto const& [option, is_given] :
       {std::pair("tls-min", !typed.lowest.empty()), std::pair("tls-max", !typed.highest.empty()),
        std::pair("tls-verify", read.verifies), std::pair("tls-ca", !read.authorities.empty()),
        std::pair("tls-cert", !read.certificate.empty()), std::pair("tls-key", !read.key.empty()),
        std::pair("tls-keylog", !read.secrets_file.empty())})
    if (is_given && !is_spoken)
      throw usage_error(std::string("--") + option + ": expected " + expected + " as well");
  read.verifies = read.verifies || !read.authorities.empty();
  if (!typed.lowest.empty()) read.lowest = read_option("tls-min", typed.lowest, parse_tls_version);
  if (!typed.highest.empty()) read.highest = read_option("tls-max", typed.highest, parse_tls_version);
  if (read.lowest > read.highest)
    throw usage_error("--tls-min: '" + typed.lowest + "': expected no more than --tls-max " + typed.highest);
  if (read.certificate.empty() != read.key.empty())
    throw usage_error(read.key.empty() ? "--tls-cert: expected --tls-key as well"
                                       : "--tls-key: expected --tls-cert as well");
  return read;
}

}  // namespace hangup
