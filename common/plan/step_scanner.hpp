#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/plan/plan.hpp"

namespace hangup {

/// One word of a step, bare or quoted.
struct argument {
  std::string text;
  bool quoted = false;
};

/// Splits a list of steps, `send; recv 64; send "bye"`, into steps and their words; `;` and blanks inside
/// quotes belong to the text. Throws plan_error.
class step_scanner {
 public:
  /// `list` is what complaints call it: `plan`.
  step_scanner(std::string_view list, std::string_view text) : list_(list), rest_(text) {}

  /// Of the step that is read, from 1.
  std::size_t number() const { return number_; }
  bool at_end();
  bool at_step_end();
  void next_step();

  /// Precondition: not at_step_end().
  argument word();
  /// The words up to the end of the step, at most `most`.
  std::vector<argument> words(std::size_t most);

  [[noreturn]] void reject(std::string const& reason) const;

 private:
  void skip_blanks();
  std::string quoted();

  std::string_view list_;
  std::string_view rest_;
  std::size_t number_ = 1;
};

/// plan_error about step `number` of `list`.
[[noreturn]] void reject_step(std::string_view list, std::size_t number, std::string const& reason);

}  // namespace hangup
