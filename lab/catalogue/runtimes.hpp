#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/record/ending.hpp"

namespace hangup::lab {

/// How well a client in another language is told what ended its connection.
enum class runtime_answer {
  named,     ///< the words name it
  shared,    ///< the same words also stand for something else
  misnamed,  ///< they name another error
  nothing,   ///< nothing is told
};
std::string_view to_string(runtime_answer answer);

/// A call that each runtime made. Its experiment in the catalogue is made with the same ending.
struct runtime_call {
  std::string call;
  std::string experiment;
  ending ends{};
};

struct runtime_words {
  runtime_answer kind{};
  std::string words;
};

struct runtime {
  std::string name;                 ///< the language, its version, and which sockets
  std::vector<runtime_words> told;  ///< one for each call
  std::string note;                 ///< may be empty
};

/// What clients in other languages were told. It was measured once, with the versions that the names have:
/// no run of the lab makes it anew.
struct measured_runtimes {
  std::string measured;  ///< where
  std::vector<runtime_call> calls;
  std::vector<runtime> runtimes;
};

/// Throws std::invalid_argument that names the member and what was expected of it.
measured_runtimes parse_runtimes(std::string_view json);

/// Those that were built in (lab/catalogue/runtimes.json).
std::string_view built_in_runtimes();

}  // namespace hangup::lab
