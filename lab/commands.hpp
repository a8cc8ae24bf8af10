#pragma once

#include <filesystem>

#include "common/options/errors.hpp"
#include "lab/options.hpp"

namespace hangup::lab {

/// Does what the lab was asked to do. `this_program` is where the lab itself is: the pair is looked for
/// beside it.
exit_code run(options const& options, std::filesystem::path const& this_program);

}  // namespace hangup::lab
