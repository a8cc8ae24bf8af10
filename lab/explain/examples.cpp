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

bool contains(std::vector<condition> const& all, condition error) {
  return std::find(all.begin(), all.end(), error) != all.end();
}

/// `never` and `n/a` are no errors.
std::vector<condition> errors_in(std::string const& outcome) {
  std::istringstream alternatives(outcome);
  std::vector<condition> all;
  for (std::string name; std::getline(alternatives, name, '|');) {
    condition const error = condition_named(name);
    if (error != condition::success && error != condition::unlisted) all.push_back(error);
  }
  return all;
}

std::vector<condition> errors_of(int code) {
  condition const error = condition_of({code_space::windows, code});
  if (error == condition::success || error == condition::unlisted) return {};
  return {error};
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

std::vector<reports> on_linux(experiment const& experiment) {
  std::vector<reports> styles = {{errors_in(experiment.connect)}};
  for (auto const& style : experiment.expected)
    styles.push_back(read_all(style.second, errors_in));
  return styles;
}

std::vector<reports> on_windows(experiment const& experiment) {
  return {read_all(experiment.windows.blocking, errors_in_windows_cell),
          read_all(experiment.windows.overlapped, errors_in_windows_cell),
          read_all(experiment.recorded.codes, errors_of)};
}

bool shows(std::vector<reports> const& styles, condition error) {
  return std::any_of(styles.begin(), styles.end(), [error](reports const& calls) {
    return std::any_of(calls.begin(), calls.end(),
                       [error](auto const& call) { return contains(call, error); });
  });
}

/// Whether in some style no other error comes before it.
bool shows_first(std::vector<reports> const& styles, condition error) {
  return std::any_of(styles.begin(), styles.end(), [error](reports const& calls) {
    auto const failed =
        std::find_if(calls.begin(), calls.end(), [](auto const& call) { return !call.empty(); });
    return failed != calls.end() && contains(*failed, error);
  });
}

/// Whether this ending is known by `error`: EOF, or what Windows says of it.
bool is_own(ending ends, condition error) {
  if (ends == ending::peer_finished) return error == condition::eof;
  windows_code const said = windows_rule(ends);
  return said.kind == answer::code && condition_of({code_space::windows, said.value}) == error;
}

struct candidate {
  lab::experiment const* experiment = nullptr;
  bool first = true;
  bool own = true;
};

/// A strategy comes again when every other has had its turn, an ending of another kind after `own_first` of
/// the error's own.
std::vector<experiment const*> varied(std::vector<candidate> left) {
  constexpr std::size_t own_first = 3;
  std::map<std::string, std::size_t> strategies;
  std::map<ending, std::size_t> endings;
  auto const cost = [&](candidate const& choice) {
    return std::tuple(strategies[choice.experiment->strategy], !choice.first,
                      endings[choice.experiment->ends] + (choice.own ? 0 : own_first));
  };
  std::vector<experiment const*> ordered;
  while (!left.empty()) {
    auto const best = std::min_element(
        left.begin(), left.end(), [&](candidate const& a, candidate const& b) { return cost(a) < cost(b); });
    ++strategies[best->experiment->strategy];
    ++endings[best->experiment->ends];
    ordered.push_back(best->experiment);
    left.erase(best);
  }
  return ordered;
}

std::vector<ending> endings_of(condition error, std::vector<candidate> const& found) {
  std::vector<ending> all;
  auto const add = [&all](ending ends) {
    if (std::find(all.begin(), all.end(), ends) == all.end()) all.push_back(ends);
  };
  for (ending const ends : all_endings())
    if (is_own(ends, error)) add(ends);
  for (bool const first : {true, false})
    for (candidate const& choice : found)
      if (choice.experiment->races == 0 && choice.first == first) add(choice.experiment->ends);
  return all;
}

}  // namespace

examples examples_of(condition error, std::span<experiment const> catalogue) {
  std::vector<candidate> here, windows;
  for (experiment const& entry : catalogue) {
    auto const consider = [&](std::vector<reports> const& styles, std::vector<candidate>& into) {
      if (!shows(styles, error)) return false;
      into.push_back({&entry, shows_first(styles, error), entry.races == 0 && is_own(entry.ends, error)});
      return true;
    };
    if (!consider(on_linux(entry), here)) consider(on_windows(entry), windows);
  }
  std::vector<candidate> both = here;
  both.insert(both.end(), windows.begin(), windows.end());
  return {.here = varied(here), .windows = varied(windows), .endings = endings_of(error, both)};
}

std::vector<experiment const*> examples_of(ending ends, std::span<experiment const> catalogue) {
  std::vector<candidate> found;
  for (experiment const& entry : catalogue)
    if (entry.races == 0 && entry.ends == ends) found.push_back({.experiment = &entry});
  return varied(found);
}

}  // namespace hangup::lab
