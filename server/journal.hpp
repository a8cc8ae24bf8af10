#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "common/record/event.hpp"
#include "server/tally.hpp"

namespace hangup::server {

/// Notes what a host and its connections did. Each action is stamped now and reported when the io_context is
/// idle again: between accept() and the end of a connection nothing is formatted, so that looking does not
/// change who wins a race.
class journal : public std::enable_shared_from_this<journal> {
 public:
  using reporter = std::function<void(event const&)>;

  /// Without a reporter, actions are counted and nothing else.
  journal(boost::asio::any_io_executor executor, reporter report);
  journal(journal const&) = delete;
  journal& operator=(journal const&) = delete;

  bool tells() const { return report_ != nullptr; }

  /// `connection` is 0 for what the host itself did.
  void record_action(std::uint64_t connection, std::string_view name, boost::system::error_code const& ec,
                     std::uint64_t bytes = 0, std::string_view detail = {});

  /// Reports what was noted, now.
  void write_out();

  tally counts;

 private:
  boost::asio::any_io_executor executor_;
  reporter report_;
  std::vector<event> noted_;  // not reported yet
};

}  // namespace hangup::server
