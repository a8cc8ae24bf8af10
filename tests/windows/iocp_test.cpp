#include <gtest/gtest.h>

#include <winsock2.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <optional>

#include "common/errors/error_names.hpp"
#include "common/errors/error_value.hpp"
#include "tests/support/loopback.hpp"

// One error, two numbers: what a completion port says of an operation, and what Asio makes of it.

namespace hangup {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

TEST(pending_read, that_is_reset_is_64_at_the_completion_port) {
  std::array<char, 16> incoming{};
  HANDLE const port = ::CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
  asio::io_context io;
  asio::ip::tcp::acceptor acceptor(io, test::loopback(test::family::ipv4));
  SOCKET const raw = ::WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
  auto const to = acceptor.local_endpoint();
  ASSERT_EQ(::connect(raw, to.data(), static_cast<int>(to.size())), 0);
  auto peer = acceptor.accept();
  ASSERT_NE(::CreateIoCompletionPort(reinterpret_cast<HANDLE>(raw), port, 0, 0), nullptr);

  WSABUF buffer{.len = static_cast<ULONG>(incoming.size()), .buf = incoming.data()};
  OVERLAPPED operation{};
  DWORD bytes = 0, flags = 0;
  ASSERT_EQ(::WSARecv(raw, &buffer, 1, &bytes, &flags, &operation, nullptr), SOCKET_ERROR);
  ASSERT_EQ(::WSAGetLastError(), WSA_IO_PENDING);
  test::reset(peer);

  ULONG_PTR key = 0;
  OVERLAPPED* completed = nullptr;
  auto const milliseconds = static_cast<DWORD>(std::chrono::milliseconds(test::patience).count());
  EXPECT_FALSE(::GetQueuedCompletionStatus(port, &bytes, &key, &completed, milliseconds));
  error_code const ec(static_cast<int>(::GetLastError()), boost::system::system_category());
  EXPECT_EQ(ec.value(), ERROR_NETNAME_DELETED);
  EXPECT_EQ(condition_of(value_of(ec)), condition::connection_reset);
  ::closesocket(raw);
  ::CloseHandle(port);
}

TEST(pending_read, that_is_reset_is_10054_to_a_handler_of_asio) {
  asio::io_context io;
  test::socket_pair ends(io, test::family::ipv4);
  std::array<char, 16> incoming{};
  std::optional<error_code> failed;
  ends.client.async_read_some(asio::buffer(incoming),
                              [&](error_code const& ec, std::size_t) { failed = ec; });
  test::reset(ends.server);
  ASSERT_TRUE(test::run_until(io, [&] { return failed.has_value(); }));
  EXPECT_EQ(failed->value(), WSAECONNRESET);
  EXPECT_EQ(*failed, asio::error::connection_reset);
}

/// What the completion port says of a connection that our own host ended, which Asio hands on as it is.
TEST(one_error, that_asio_does_not_translate_is_not_its_own_constant_but_the_same_condition) {
  error_code const aborted(ERROR_CONNECTION_ABORTED, boost::system::system_category());
  EXPECT_NE(aborted, asio::error::connection_aborted) << "10053";
  EXPECT_EQ(aborted, boost::system::errc::connection_aborted);
  EXPECT_EQ(condition_of(value_of(aborted)), condition::connection_aborted);
  EXPECT_EQ(condition_of(value_of(asio::error::connection_aborted)), condition::connection_aborted);

  error_code const timed_out(ERROR_SEM_TIMEOUT, boost::system::system_category());
  EXPECT_NE(timed_out, boost::system::errc::timed_out) << "nor is that a condition of Boost.System's";
  EXPECT_EQ(condition_of(value_of(timed_out)), condition::timed_out);
}

}  // namespace
}  // namespace hangup
