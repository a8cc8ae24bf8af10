#pragma once

#include <string>
#include <vector>

#include "server/connection.hpp"

namespace hangup::test {

using namespace server;

/// A world in which what the server did is kept, and in which ending the process is only written down.
class fake_world {
 public:
  fake_world() { ends().clear(); }

  server_world make() {
    return {.report =
                [this](event const& happened) { actions_.push_back(std::get<server_action>(happened.body)); },
            .end_process = [](platform::process_end end) { ends().push_back(end); },
            .before_end = [this] { reported_before_end_ = actions_.size(); }};
  }

  std::vector<server_action> const& actions() const { return actions_; }

  /// What was done with one connection, in order: `accepted`, `close`, ...
  std::vector<std::string> calls_on(std::uint64_t connection) const {
    std::vector<std::string> names;
    for (server_action const& action : actions_)
      if (action.connection == connection) names.push_back(action.name);
    return names;
  }

  /// The first action of that name, or null.
  server_action const* find(std::string_view name) const {
    for (server_action const& action : actions_)
      if (action.name == name) return &action;
    return nullptr;
  }

  /// The ways in which the process would have ended since this world was made.
  static std::vector<platform::process_end>& ends() {
    static std::vector<platform::process_end> all;
    return all;
  }
  /// How much had been reported when before_end was called.
  std::size_t reported_before_end() const { return reported_before_end_; }

 private:
  std::vector<server_action> actions_;
  std::size_t reported_before_end_ = 0;
};

}  // namespace hangup::test
