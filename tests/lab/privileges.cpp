#include "tests/lab/privileges.hpp"

#include <unistd.h>

#include <filesystem>

#include "tests/lab/programs.hpp"

namespace hangup::test {

std::vector<std::string> as_ordinary_user(std::string const& user) {
  if (::geteuid() != 0) return {};
  return {"/usr/bin/setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"};
}

std::string why_no_ordinary_user() {
  auto const by = as_ordinary_user();
  if (!by.empty() && !std::filesystem::exists(by.front())) return "no " + by.front() + " here";
  // Not the lab itself: setpriv may still reach what neither the lab nor its cells can.
  auto command = by;
  command.insert(command.end(), {"/usr/bin/test", "-x", HANGUP_LAB});
  return run(std::move(command)).status == 0 ? "" : "an ordinary user cannot reach the lab in this folder";
}

std::string why_no_cells(std::vector<std::string> const& by) {
  std::string const unshare = "/usr/bin/unshare";
  if (!std::filesystem::exists(unshare)) return "no " + unshare + " here";
  auto command = by;
  command.insert(command.end(), {unshare, "--user", "--map-root-user", "--net", "/bin/true"});
  ended const in_both = run(std::move(command));
  if (in_both.status == 0) return {};
  if (by.empty() && run({unshare, "--net", "/bin/true"}).status == 0) return {};
  return "no network namespaces here: " + in_both.err;
}

}  // namespace hangup::test
