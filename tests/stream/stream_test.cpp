#include "stream/stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/errors/error_names.hpp"
#include "common/options/errors.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

namespace hangup {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

error_code not_yet() {
  return asio::error::in_progress;
}

std::string_view name_of(error_code const& ec) {
  return to_string(condition_of(value_of(ec)));
}

/// Two ends in one thread; with TLS once handshake() was called.
class tls_pair : public testing::Test {
 protected:
  void handshake(tls_options const& of_client = {}, tls_options const& of_server = {}) {
    server_context_ = server_context(of_server);
    shake_hands(of_client, "127.0.0.1");
  }

  void shake_hands(tls_options const& of_client, std::string const& host) {
    client_context_ = client_context(of_client);
    client_.start_tls(*client_context_, host);
    server_.start_tls(*server_context_);
    client_said_ = server_said_ = not_yet();
    client_.async_handshake(tls_side::client, [this](error_code ec) { client_said_ = ec; });
    server_.async_handshake(tls_side::server, [this](error_code ec) { server_said_ = ec; });
    ASSERT_TRUE(
        test::run_until(io_, [this] { return client_said_ != not_yet() && server_said_ != not_yet(); }));
  }

  /// What one read of `from` says; its bytes are in `incoming_`.
  error_code read(stream& from) {
    error_code said = not_yet();
    incoming_.assign(64, '?');
    from.async_read_some(asio::buffer(incoming_), [&](error_code ec, std::size_t bytes) {
      said = ec;
      incoming_.resize(bytes);
    });
    EXPECT_TRUE(test::run_until(io_, [&] { return said != not_yet(); }));
    return said;
  }

  error_code write(stream& to, std::string const& text) {
    error_code said = not_yet();
    to.async_write_some(asio::buffer(text), [&](error_code ec, std::size_t /*bytes*/) { said = ec; });
    EXPECT_TRUE(test::run_until(io_, [&] { return said != not_yet(); }));
    return said;
  }

  /// A close_notify of the server's that waits for no answer.
  void send_close_notify() {
    error_code said = not_yet();
    server_.witness().answer_reads_with({});
    server_.async_shutdown([&](error_code ec) { said = ec; });
    ASSERT_TRUE(test::run_until(io_, [&] { return said != not_yet(); }));
    EXPECT_EQ(said, asio::error::operation_aborted);
  }

  asio::io_context io_;
  test::socket_pair ends_{io_, test::family::ipv4};
  stream client_{std::move(ends_.client)};
  stream server_{std::move(ends_.server)};
  std::shared_ptr<tls_context> client_context_, server_context_;
  error_code client_said_, server_said_;
  std::string incoming_;
};

TEST_F(tls_pair, without_tls_is_tcp_and_nothing_lies_between) {
  EXPECT_FALSE(client_.has_tls());
  EXPECT_EQ(write(client_, "hello"), error_code());
  EXPECT_EQ(read(server_), error_code());
  EXPECT_EQ(incoming_, "hello");
  test::reset(server_.socket());
  EXPECT_EQ(name_of(read(client_)), "connection_reset");
  EXPECT_EQ(client_.take_transport_error(), error_code()) << "the same error is not told twice";
}

TEST_F(tls_pair, carries_what_is_written_in_both_versions) {
  for (tls_version const version : {tls_version::v1_2, tls_version::v1_3}) {
    handshake({.lowest = version, .highest = version});
    EXPECT_EQ(client_said_, error_code());
    EXPECT_EQ(server_said_, error_code());
    EXPECT_EQ(write(client_, "hello"), error_code());
    EXPECT_EQ(read(server_), error_code());
    EXPECT_EQ(incoming_, "hello");
    client_.drop_tls();
    server_.drop_tls();
  }
}

TEST_F(tls_pair, reads_a_close_notify_as_eof_of_which_tcp_knows_nothing) {
  handshake();
  send_close_notify();
  EXPECT_EQ(name_of(read(client_)), "eof");
  EXPECT_EQ(client_.take_transport_error(), error_code());
}

TEST_F(tls_pair, calls_a_fin_alone_a_truncation_and_the_witness_calls_it_eof) {
  handshake();
  server_.socket().close();
  EXPECT_EQ(name_of(read(client_)), "stream_truncated");
  EXPECT_EQ(client_.take_transport_error(), asio::error::eof);
  EXPECT_EQ(client_.take_transport_error(), error_code()) << "told once";
}

TEST_F(tls_pair, passes_on_a_reset_and_the_witness_has_it_too) {
  handshake();
  test::reset(server_.socket());
  EXPECT_EQ(name_of(read(client_)), "connection_reset");
  EXPECT_EQ(client_.take_transport_error(), asio::error::connection_reset);
}

TEST_F(tls_pair, ends_with_the_alert_that_a_damaged_record_is_answered_with) {
  handshake();
  server_.witness().answer_reads_with(std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, '\0'));
  EXPECT_EQ(name_of(read(server_)), "not_tls");
  EXPECT_EQ(name_of(read(client_)), "tls_alert");
  EXPECT_EQ(name_of(read(client_)), "eof") << "an alert is told once";
}

TEST_F(tls_pair, hands_out_nothing_of_half_a_record) {
  handshake();
  server_.witness().keep_back_after(10);
  EXPECT_EQ(write(server_, "a text longer than ten bytes"), error_code());
  server_.socket().close();
  EXPECT_EQ(name_of(read(client_)), "stream_truncated");
  EXPECT_EQ(incoming_, "");
}

TEST_F(tls_pair, can_be_cancelled_in_the_handshake) {
  client_context_ = client_context({});
  client_.start_tls(*client_context_, "127.0.0.1");
  client_said_ = not_yet();
  asio::cancellation_signal cancel;
  client_.async_handshake(tls_side::client, asio::bind_cancellation_slot(
                                                cancel.slot(), [this](error_code ec) { client_said_ = ec; }));
  ASSERT_TRUE(test::run_until(io_, [this] { return server_.socket().available() != 0; })) << "the hello";
  cancel.emit(asio::cancellation_type::terminal);
  ASSERT_TRUE(test::run_until(io_, [this] { return client_said_ != not_yet(); }));
  EXPECT_EQ(client_said_, asio::error::operation_aborted);
  EXPECT_EQ(client_.take_transport_error(), error_code()) << "TCP said nothing";
}

TEST_F(tls_pair, refuses_a_certificate_that_nobody_signed_if_it_is_to_verify) {
  handshake({.verifies = true});
  EXPECT_EQ(name_of(client_said_), "certificate_refused");
  EXPECT_EQ(name_of(server_said_), "tls_alert");
}

TEST_F(tls_pair, takes_a_certificate_that_is_trusted_and_for_the_host_that_was_looked_for) {
  temporary_directory const folder;
  std::string const trusted = folder.file("trusted.pem");
  server_context_ = server_context({});
  std::FILE* const file = std::fopen(trusted.c_str(), "w");
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(PEM_write_X509(file, SSL_CTX_get0_certificate(server_context_->native_handle())), 1);
  std::fclose(file);
  for (auto const& [host, expected] :
       {std::pair("127.0.0.1", "success"), std::pair("localhost", "success"),
        std::pair("127.0.0.2", "certificate_refused"), std::pair("example.org", "certificate_refused")}) {
    test::socket_pair ends(io_, test::family::ipv4);
    client_.socket() = std::move(ends.client);
    server_.socket() = std::move(ends.server);
    shake_hands({.verifies = true, .authorities = trusted}, host);
    EXPECT_EQ(name_of(client_said_), expected) << host;
    client_.drop_tls();
    server_.drop_tls();
  }
}

TEST_F(tls_pair, tells_a_client_without_a_certificate_in_the_handshake_of_tls_1_2) {
  handshake({.highest = tls_version::v1_2}, {.verifies = true});
  EXPECT_EQ(name_of(client_said_), "tls_alert");
}

TEST_F(tls_pair, keeps_the_secrets_that_a_capture_is_decrypted_with) {
  temporary_directory const folder;
  handshake({.secrets_file = folder.file("secrets")});
  std::ifstream file(folder.file("secrets"));
  std::string const text(std::istreambuf_iterator<char>(file), {});
  EXPECT_THAT(text, testing::HasSubstr("CLIENT_HANDSHAKE_TRAFFIC_SECRET "));
  EXPECT_THAT(text, testing::HasSubstr("SERVER_TRAFFIC_SECRET_0 "));
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(folder.file("secrets")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(tls_files, that_cannot_be_used_are_an_error_of_set_up_that_names_them) {
  temporary_directory const folder;
  std::string const text = folder.file("text");
  std::ofstream(text) << "no certificate\n";
  for (std::string const& file : {std::string("/nowhere/file"), text}) {
    auto const error_of = [](tls_options const& options) {
      return thrown_by<setup_error>([&options] { server_context(options); });
    };
    auto const begins = testing::StartsWith("TLS: '" + file + "': ");
    EXPECT_THAT(error_of({.certificate = file, .key = file}), begins);
    EXPECT_THAT(error_of({.verifies = true, .authorities = file}), begins);
  }
  EXPECT_EQ(thrown_by<setup_error>([] { client_context({.secrets_file = "/nowhere/file"}); }),
            "cannot write '/nowhere/file': No such file or directory");
}

}  // namespace
}  // namespace hangup
