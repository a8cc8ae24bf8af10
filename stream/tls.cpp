#include "stream/tls.hpp"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <iostream>
#include <mutex>

#include "common/options/errors.hpp"
#include "common/platform/files.hpp"

namespace hangup {
namespace {

namespace ssl = boost::asio::ssl;

int number_of(tls_version version) {
  return version == tls_version::v1_2 ? TLS1_2_VERSION : TLS1_3_VERSION;
}

void check(std::string const& doing, boost::system::error_code const& ec) {
  if (ec) throw setup_error("TLS: " + doing + ": " + ec.message());
}

template <typename T, void (*Free)(T*)>
struct freed_by {
  void operator()(T* object) const { Free(object); }
};
using certificate_ptr = std::unique_ptr<X509, freed_by<X509, X509_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY, EVP_PKEY_free>>;

void add_extension(X509* certificate, int id, char const* value) {
  X509V3_CTX signing;
  X509V3_set_ctx(&signing, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &signing, id, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// A certificate for this process alone, for `localhost` and the loopback addresses, signed with its own key.
void use_own_certificate(ssl::context& context) {
  key_ptr const key(EVP_EC_gen("P-256"));
  certificate_ptr const made(X509_new());
  X509* const certificate = made.get();
  constexpr int version_3 = 2;
  constexpr long day = 24L * 60 * 60;
  X509_set_version(certificate, version_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -day);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 30 * day);
  X509_set_pubkey(certificate, key.get());
  X509_NAME* const name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("hangup"), -1,
                             -1, 0);
  X509_set_issuer_name(certificate, name);
  add_extension(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
  bool const usable = X509_sign(certificate, key.get(), EVP_sha256()) != 0 &&
                      SSL_CTX_use_certificate(context.native_handle(), certificate) == 1 &&
                      SSL_CTX_use_PrivateKey(context.native_handle(), key.get()) == 1;
  if (!usable) throw setup_error("TLS: OpenSSL could not make a certificate");
}

/// Where the secrets of all connections of a context go, a line each. The first failure is told, once: a
/// callback of OpenSSL's has nobody to throw at.
class secrets_file {
 public:
  explicit secrets_file(std::string const& path) {
    boost::system::error_code ec;
    file_ = platform::append_to_own_file(path, ec);
    if (ec) throw setup_error("cannot write '" + path + "': " + ec.message());
  }
  ~secrets_file() { platform::close_file(file_); }
  secrets_file(secrets_file const&) = delete;
  secrets_file& operator=(secrets_file const&) = delete;

  void add(char const* line) {
    std::lock_guard const lock(mutex_);  // connections may be in several threads
    if (failed_) return;
    failed_ = platform::write_all(file_, std::string(line) + '\n');
    if (failed_) std::cerr << "TLS: the secrets cannot be written: " << failed_.message() << std::endl;
  }

 private:
  std::mutex mutex_;
  platform::file_descriptor file_ = -1;
  boost::system::error_code failed_;
};

void free_secrets(void* /*parent*/, void* file, CRYPTO_EX_DATA* /*data*/, int /*index*/, long /*argl*/,
                  void* /*argp*/) {
  delete static_cast<secrets_file*>(file);
}

/// Under which number a context keeps its file.
int secrets_index() {
  static int const index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_secrets);
  return index;
}

void keep_secrets(ssl::context& context, std::string const& path) {
  auto file = std::make_unique<secrets_file>(path);
  SSL_CTX_set_ex_data(context.native_handle(), secrets_index(), file.release());
  SSL_CTX_set_keylog_callback(context.native_handle(), [](SSL const* connection, char const* line) {
    static_cast<secrets_file*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), secrets_index()))->add(line);
  });
}

std::shared_ptr<ssl::context> context_of(tls_options const& options, ssl::context::method method) {
  auto made = std::make_shared<ssl::context>(method);
  SSL_CTX_set_min_proto_version(made->native_handle(), number_of(options.lowest));
  SSL_CTX_set_max_proto_version(made->native_handle(), number_of(options.highest));
  boost::system::error_code ec;
  if (options.verifies) {
    bool const by_system = options.authorities.empty();
    by_system ? made->set_default_verify_paths(ec) : made->load_verify_file(options.authorities, ec);
    check(by_system ? "the authorities of this system" : "'" + options.authorities + "'", ec);
    made->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, ec);
    check("verify", ec);
  }
  if (!options.certificate.empty()) {
    made->use_certificate_chain_file(options.certificate, ec);
    check("'" + options.certificate + "'", ec);
    made->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); },
                                ec);
    made->use_private_key_file(options.key, ssl::context::pem, ec);
    check("'" + options.key + "'", ec);
  }
  if (!options.secrets_file.empty()) keep_secrets(*made, options.secrets_file);
  return made;
}

}  // namespace

bool tls_is_built_in() {
  return true;
}

std::shared_ptr<tls_context> client_context(tls_options const& options) {
  return context_of(options, ssl::context::tls_client);
}

std::shared_ptr<tls_context> server_context(tls_options const& options) {
  auto made = context_of(options, ssl::context::tls_server);
  if (options.certificate.empty()) use_own_certificate(*made);
  // No tickets: with TLS 1.3 they would come after the handshake, as bytes that lie unread when we close.
  SSL_CTX_set_num_tickets(made->native_handle(), 0);
  SSL_CTX_set_session_cache_mode(made->native_handle(), SSL_SESS_CACHE_OFF);
  return made;
}

void expect_host(ssl_st* connection, std::string const& host) {
  boost::system::error_code ec;
  boost::asio::ip::make_address(host, ec);
  bool const is_name = static_cast<bool>(ec);
  std::string const address = host.substr(0, host.find('%'));  // without its interface
  bool const taken = is_name
                         ? SSL_set_tlsext_host_name(connection, host.c_str()) == 1 &&
                               SSL_set1_host(connection, host.c_str()) == 1
                         : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), address.c_str()) == 1;
  if (!taken) throw setup_error("TLS: '" + host + "' cannot be the name of a server");
}

}  // namespace hangup
