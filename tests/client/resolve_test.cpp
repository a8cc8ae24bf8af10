#include "client/resolve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <future>

#include "common/options/errors.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/thrown.hpp"

namespace hangup::client {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using boost::system::error_code;
using testing::ElementsAre;

endpoints nobody_is_asked(std::string const& host, std::uint16_t, error_code&) {
  ADD_FAILURE() << "an address needs no look-up: " << host;
  return {};
}

TEST(resolve, an_address_is_its_own_answer) {
  EXPECT_THAT(resolve_within("127.0.0.1", 80, 1ns, nobody_is_asked),
              ElementsAre(tcp::endpoint(make_address("127.0.0.1"), 80)));
  EXPECT_THAT(resolve_within("::1", 80, 1ns, nobody_is_asked),
              ElementsAre(tcp::endpoint(make_address("::1"), 80)));
}

// A short form of 127.0.0.1 that only getaddrinfo reads, and for which it needs neither /etc/hosts nor a
// server.
TEST(resolve, the_system_is_asked_for_anything_else) {
  EXPECT_THAT(resolve_within("127.1", 80, test::patience),
              ElementsAre(tcp::endpoint(make_address("127.0.0.1"), 80)));
}

TEST(resolve, all_the_addresses_of_a_name_are_kept_in_their_order) {
  endpoints both{{make_address("::1"), 80}, {make_address("127.0.0.1"), 80}};
  EXPECT_EQ(resolve_within("name", 80, test::patience, [&](auto&&...) { return both; }), both);
}

TEST(resolve, a_name_that_is_not_known_is_an_error_that_names_it) {
  auto const not_known = [](std::string const&, std::uint16_t, error_code& ec) {
    ec = boost::asio::error::host_not_found;
    return endpoints{};
  };
  EXPECT_THAT(thrown_by<setup_error>([&] { resolve_within("fnord.invalid", 80, test::patience, not_known); }),
              testing::AllOf(testing::StartsWith("cannot resolve 'fnord.invalid': "),
                             testing::HasSubstr(describe(value_of(boost::asio::error::host_not_found)))));
}

// The name server answers when the test has seen that nobody waits for it.
TEST(resolve, a_name_server_that_does_not_answer_is_given_up) {
  std::promise<void> answer;
  auto const silent = [answered = answer.get_future().share()](std::string const&, std::uint16_t,
                                                               error_code&) {
    answered.wait();
    return endpoints{};
  };
  EXPECT_EQ(thrown_by<setup_error>([&] { resolve_within("fnord.example", 80, 20ms, silent); }),
            "cannot resolve 'fnord.example': no answer within 20ms (--deadline)");
  answer.set_value();
}

}  // namespace
}  // namespace hangup::client
