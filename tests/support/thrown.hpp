#pragma once

#include <exception>
#include <string>

namespace hangup {

/// The message of the `Exception` that `call()` throws; says so when it throws none or another.
template <typename Exception, typename Call>
std::string thrown_by(Call call) {
  try {
    call();
  } catch (Exception const& problem) {
    return problem.what();
  } catch (std::exception const& problem) {
    return std::string("(of another type) ") + problem.what();
  }
  return "(nothing was thrown)";
}

}  // namespace hangup
