#pragma once

#include <cstdint>
#include <memory>
#include <string>

struct ssl_st;  // OpenSSL's SSL
namespace boost::program_options {
class options_description;
}
#ifdef HANGUP_WITH_TLS
namespace boost::asio::ssl {
class context;
template <typename Stream>
class stream;
}  // namespace boost::asio::ssl
#endif

namespace hangup {

class witnessed_socket;

#ifdef HANGUP_WITH_TLS
using tls_context = boost::asio::ssl::context;
using tls_layer = boost::asio::ssl::stream<witnessed_socket&>;  // tls_layer.hpp
#else
struct tls_context;
struct tls_layer;
#endif

/// Whose part this program has in a handshake.
enum class tls_side : std::uint8_t { client, server };

enum class tls_version : std::uint8_t { v1_2, v1_3 };

/// Which version is spoken, and who is believed.
struct tls_options {
  tls_version lowest = tls_version::v1_2;
  tls_version highest = tls_version::v1_3;
  bool verifies = false;       ///< the peer must show a certificate, signed by one of the `authorities`
  std::string authorities{};   ///< a PEM file; empty: those that the system trusts
  std::string certificate{};   ///< a PEM file with the chain; a server without one makes itself one
  std::string key{};           ///< the PEM file of its private key
  std::string secrets_file{};  ///< what Wireshark needs to decrypt is appended here (SSLKEYLOGFILE)
};

/// The options of both programs, as typed: --tls-min, --tls-max, --tls-verify, --tls-ca, --tls-cert,
/// --tls-key, --tls-keylog.
struct typed_tls_options {
  std::string lowest;  ///< empty where it was not given
  std::string highest;
  tls_options read{};  ///< without the two above
};
boost::program_options::options_description tls_option_group(typed_tls_options& into);
/// Throws `usage_error`, also where one was given that would be ignored, as TLS is not spoken: that takes
/// `expected`.
tls_options checked(typed_tls_options const& typed, bool is_spoken, std::string const& expected);

/// Whether this program was built with OpenSSL.
bool tls_is_built_in();

/// Throw `setup_error` when a file cannot be read or does not fit, `unavailable_error` without OpenSSL.
std::shared_ptr<tls_context> client_context(tls_options const& options);
std::shared_ptr<tls_context> server_context(tls_options const& options);

/// What a client tells the server before the handshake: the name it is looking for (SNI), where `host` is one
/// and no address. Where certificates are verified, the server's must be for `host`.
void expect_host(ssl_st* connection, std::string const& host);

}  // namespace hangup
