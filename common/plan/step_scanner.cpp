#include "common/plan/step_scanner.hpp"

#include <algorithm>

#include "common/text/escapes.hpp"

namespace hangup {

void reject_step(std::string_view list, std::size_t number, std::string const& reason) {
  throw plan_error(std::string(list) + ": step " + std::to_string(number) + ": " + reason);
}

void step_scanner::reject(std::string const& reason) const {
  reject_step(list_, number_, reason);
}

bool step_scanner::at_end() {
  skip_blanks();
  return rest_.empty();
}

bool step_scanner::at_step_end() {
  return at_end() || rest_.front() == ';';
}

void step_scanner::next_step() {
  if (!rest_.empty() && rest_.front() == ';') rest_.remove_prefix(1);
  ++number_;
}

argument step_scanner::word() {
  skip_blanks();
  if (rest_.front() == '"') return {quoted(), true};
  auto const end = std::min(rest_.find_first_of(" \t\n;\""), rest_.size());
  argument result{std::string(rest_.substr(0, end)), false};
  rest_.remove_prefix(end);
  return result;
}

std::vector<argument> step_scanner::words(std::size_t most) {
  std::vector<argument> result;
  while (!at_step_end() && result.size() < most)
    result.push_back(word());
  return result;
}

void step_scanner::skip_blanks() {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size()));
}

std::string step_scanner::quoted() {
  std::size_t end = 1;
  while (end < rest_.size() && rest_[end] != '"')
    end += rest_[end] == '\\' ? 2 : 1;
  if (end >= rest_.size()) reject("a text without its closing '\"'");
  std::string_view const inside = rest_.substr(1, end - 1);
  rest_.remove_prefix(end + 1);
  try {
    return unescape(inside);
  } catch (std::invalid_argument const& problem) {
    reject(problem.what());
  }
}

}  // namespace hangup
