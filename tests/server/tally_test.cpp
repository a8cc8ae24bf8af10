#include "server/tally.hpp"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace hangup::server {
namespace {

TEST(tally, counts_failures_by_action_and_error) {
  tally counts;
  for (boost::system::error_code const ec :
       {boost::asio::error::no_descriptors, boost::asio::error::no_memory,
        boost::asio::error::no_descriptors})
    counts.add_failure("accept", value_of(ec));
  counts.add_failure("close", value_of(boost::asio::error::no_memory));
  ASSERT_EQ(counts.failures.size(), 3U);
  EXPECT_EQ(counts.failures.front(),
            (failure_count{"accept", value_of(boost::asio::error::no_descriptors), 2}));
}

TEST(tally, is_summed_up_in_one_line_that_leaves_out_what_there_was_none_of) {
  EXPECT_EQ(summary({.accepted = 1, .hung_up = 1}, "close"), "1 connection hung up with close");
  EXPECT_EQ(summary({.accepted = 5, .hung_up = 2, .client_ended_first = 1, .gave_up = 2}, "close"),
            "2 connections hung up with close, 1 ended by the client first, 2 given up");
}

TEST(tally, is_told_in_full_as_text_and_as_json) {
  tally counts{.accepted = 5, .hung_up = 2, .client_ended_first = 1, .gave_up = 2};
  EXPECT_EQ(to_string(counts, "hold"),
            "5 accepted, 2 hung up with hold, 1 ended by the client first, 2 given up");
  counts.add_failure("accept", value_of(boost::asio::error::no_descriptors));
  EXPECT_NE(to_string(counts, "hold").find("; accept "), std::string::npos);
  auto const written = to_json(counts, "hold");
  EXPECT_EQ(written.at("strategy"), "hold");
  EXPECT_EQ(written.at("hung_up"), 2);
  EXPECT_EQ(written.at("failures").at(0).at("what"), "accept");
  EXPECT_EQ(written.at("failures").at(0).at("times"), 1);
}

}  // namespace
}  // namespace hangup::server
