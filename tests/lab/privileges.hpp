#pragma once

#include <string>
#include <vector>

/// Who the lab is started as. Linux.
namespace hangup::test {

/// What makes a program run as an ordinary user (`setpriv ...`): nothing where we are one ourselves.
std::vector<std::string> as_ordinary_user(std::string const& user = "65534");

/// Why the lab cannot be started so, or empty.
std::string why_no_ordinary_user();

/// Why a program started by `by` cannot have a network of its own (unshare(1) is asked, not the lab), or
/// empty.
std::string why_no_cells(std::vector<std::string> const& by = {});

}  // namespace hangup::test
