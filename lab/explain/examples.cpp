#include "lab/explain/examples.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <sstream>
#include <tuple>

namespace hangup::lab {
namespace {

/// What one style reports, call after call: for each the errors that it may be, none where it succeeds.
using reports = std::vector<std::vector<condition>>;

bool contains(std::vector<condition> const& all, condition what) {
  return std::find(all.begin(), all.end(), what) != all.end();
}

/// `never` and `n/a` are no errors.
std::vector<condition> errors_in(std::string const& outcome) {
  std::istringstream alternatives(outcome);
  std::vector<condition> all;
  for (std::string each; std::getline(alternatives, each, '|');) {
    condition const what = condition_named(each);
    if (what != condition::success && what != condition::unlisted) all.push_back(what);
  }
  return all;
}

std::vector<condition> errors_of(int code) {
  condition const what = condition_of({code_space::windows, code});
  if (what == condition::success || what == condition::unlisted) return {};
  return {what};
}

/// `blocks` and `?` are no numbers.
std::vector<condition> errors_in_windows_cell(std::string const& cell) {
  int code = 0;
  auto const [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), code);
  return error == std::errc() && end == cell.data() + cell.size() ? errors_of(code)
                                                                  : std::vector<condition>{};
}

template <typename Cells, typename Read>
reports read_all(Cells const& cells, Read read) {
  reports calls;
  std::transform(cells.begin(), cells.end(), std::back_inserter(calls), read);
  return calls;
}

std::vector<reports> on_linux(experiment const& what) {
  std::vector<reports> styles = {{errors_in(what.connect)}};
  for (auto const& style : what.expected)
    styles.push_back(read_all(style.second, errors_in));
  return styles;
}

std::vector<reports> on_windows(experiment const& what) {
  return {read_all(what.windows.blocking, errors_in_windows_cell),
          read_all(what.windows.overlapped, errors_in_windows_cell),
          read_all(what.recorded.codes, errors_of)};
}

bool shows(std::vector<reports> const& styles, condition what) {
  return std::any_of(styles.begin(), styles.end(), [what](reports const& calls) {
    return std::any_of(calls.begin(), calls.end(), [what](auto const& call) { return contains(call, what); });
  });
}

/// Whether in some style no other error comes before it.
bool shows_first(std::vector<reports> const& styles, condition what) {
  return std::any_of(styles.begin(), styles.end(), [what](reports const& calls) {
    auto const failed =
        std::find_if(calls.begin(), calls.end(), [](auto const& call) { return !call.empty(); });
    return failed != calls.end() && contains(*failed, what);
  });
}

/// Whether `what` is the error that this ending is known by: EOF, or what Windows says of it.
bool is_own(ending how, condition what) {
  if (how == ending::peer_finished) return what == condition::eof;
  windows_code const said = windows_rule(how);
  return said.kind == answer::code && condition_of({code_space::windows, said.value}) == what;
}

struct candidate {
  experiment const* what = nullptr;
  bool first = true;
  bool own = true;
};

/// A strategy comes again when every other has had its turn, an ending of another kind after `own_first` of
/// the error's own.
std::vector<experiment const*> varied(std::vector<candidate> left) {
  constexpr std::size_t own_first = 3;
  std::map<std::string, std::size_t> strategies;
  std::map<ending, std::size_t> endings;
  auto const cost = [&](candidate const& each) {
    return std::tuple(strategies[each.what->strategy], !each.first,
                      endings[each.what->ends] + (each.own ? 0 : own_first));
  };
  std::vector<experiment const*> ordered;
  while (!left.empty()) {
    auto const best = std::min_element(
        left.begin(), left.end(), [&](candidate const& a, candidate const& b) { return cost(a) < cost(b); });
    ++strategies[best->what->strategy];
    ++endings[best->what->ends];
    ordered.push_back(best->what);
    left.erase(best);
  }
  return ordered;
}

std::vector<ending> endings_of(condition what, std::vector<candidate> const& found) {
  std::vector<ending> all;
  auto const add = [&all](ending how) {
    if (std::find(all.begin(), all.end(), how) == all.end()) all.push_back(how);
  };
  for (ending const how : all_endings())
    if (is_own(how, what)) add(how);
  for (bool const first : {true, false})
    for (candidate const& each : found)
      if (each.what->races == 0 && each.first == first) add(each.what->ends);
  return all;
}

}  // namespace

examples examples_of(condition what, std::span<experiment const> catalogue) {
  std::vector<candidate> here, windows;
  for (experiment const& each : catalogue) {
    auto const consider = [&](std::vector<reports> const& styles, std::vector<candidate>& into) {
      if (!shows(styles, what)) return false;
      into.push_back({&each, shows_first(styles, what), each.races == 0 && is_own(each.ends, what)});
      return true;
    };
    if (!consider(on_linux(each), here)) consider(on_windows(each), windows);
  }
  std::vector<candidate> both = here;
  both.insert(both.end(), windows.begin(), windows.end());
  return {.here = varied(here), .windows = varied(windows), .endings = endings_of(what, both)};
}

std::vector<experiment const*> examples_of(ending how, std::span<experiment const> catalogue) {
  std::vector<candidate> found;
  for (experiment const& each : catalogue)
    if (each.races == 0 && each.ends == how) found.push_back({.what = &each});
  return varied(found);
}

}  // namespace hangup::lab
