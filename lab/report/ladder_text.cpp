#include "lab/report/ladder_text.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <ostream>
#include <sstream>

#include "common/text/joined.hpp"
#include "common/text/printable.hpp"
#include "lab/report/wrap.hpp"

namespace hangup::lab {
namespace {

using kind = ladder_item::kind;

constexpr std::size_t time_width = 11, who_width = 6, gaps = 4, lifelines = 2;
constexpr std::size_t least_inner = 14, most_inner = 60;

/// Of UTF-8; each character counts as one column.
std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  while (times-- > 0)
    out += text;
  return out;
}

/// The words of `text` in lines of so many columns; a longer word has a line to itself.
std::vector<std::string> lines_of(std::string const& text, std::size_t width) {
  std::istringstream words(printable(text));
  std::vector<std::string> lines;
  for (std::string word; words >> word;)
    if (!lines.empty() && columns_of(lines.back()) + 1 + columns_of(word) <= width)
      lines.back() += ' ' + word;
    else
      lines.push_back(word);
  return lines.empty() ? std::vector<std::string>(1) : lines;
}

enum class place : std::uint8_t { left, middle, right };

class writer {
 public:
  writer(std::ostream& out, ladder const& drawn, ladder_text_options options)
      : out_(out), drawn_(drawn), options_(options), wall_(options.ascii ? "|" : "\u2502") {
    std::size_t const page = layout_of(out).width, around = time_width + who_width + gaps + lifelines;
    inner_ = std::clamp(page > around ? page - around : 0, least_inner, most_inner);
  }

  void write();

 private:
  void names();
  void row(ladder_item const& item, ladder_item const* next);
  void line(std::string_view time, std::string_view who, std::string_view inner);
  void text(ladder_item const& item, std::optional<side> where, std::string const& text);
  void arrow(ladder_item const& item, ladder_arrow const& sent);
  void foot();

  std::ostream& out_;
  ladder const& drawn_;
  ladder_text_options options_;
  std::string wall_;
  std::size_t inner_ = 0;
};

void writer::line(std::string_view time, std::string_view who, std::string_view inner) {
  out_ << fmt::format("{:>{}}  {:<{}}  {}{}{}{}\n", time, time_width, who, who_width, wall_, inner,
                      std::string(inner_ - std::min(inner_, columns_of(inner)), ' '), wall_);
}

std::string aligned(std::string const& text, place at, std::size_t width) {
  std::size_t const used = columns_of(text);
  if (used >= width) return text;
  std::size_t const gap = width - used;
  std::size_t const before = at == place::left ? 1 : at == place::right ? gap - 1 : gap / 2;
  return std::string(before, ' ') + text + std::string(gap - before, ' ');
}

void writer::text(ladder_item const& item, std::optional<side> where, std::string const& text) {
  place const at = !where ? place::middle : *where == side::client ? place::left : place::right;
  bool first = true;
  for (std::string const& part : lines_of(text, inner_ - 2)) {
    line(first ? time_text(item.at) : "", first && where ? to_string(*where) : "", aligned(part, at, inner_));
    first = false;
  }
}

std::string label_with_numbers(ladder_arrow const& sent) {
  std::string text = label_of(sent);
  if (sent.packet) text = fmt::format("#{} {}", *sent.packet, text);
  if (auto const& numbers = sent.carried.numbers) {
    text += fmt::format(" seq {}", numbers->sequence);
    if (numbers->acknowledges) text += fmt::format(" ack {}", *numbers->acknowledges);
  }
  if (!sent.note.empty()) text += ", " + sent.note;
  return text + (sent.proves ? " (proof)" : "");
}

void writer::arrow(ladder_item const& item, ladder_arrow const& sent) {
  bool const to_right = sent.from() == side::client;
  std::string const dash = options_.ascii ? "-" : "\u2500";
  std::string const tip = sent.carried.rst ? (options_.ascii ? "x" : "\u00d7")
                          : options_.ascii ? (to_right ? ">" : "<")
                                           : (to_right ? "\u2192" : "\u2190");
  auto const parts = lines_of(label_with_numbers(sent), inner_ - 6);
  std::size_t const used = columns_of(parts.front()) + 5;  // two dashes, two blanks, the tip
  std::string const shaft = repeated(dash, inner_ > used ? inner_ - used : 0);
  line(time_text(item.at), to_string(sent.from()),
       to_right ? dash + dash + ' ' + parts.front() + ' ' + shaft + tip
                : tip + shaft + ' ' + parts.front() + ' ' + dash + dash);
  for (std::size_t i = 1; i < parts.size(); ++i)
    line("", "", aligned("  " + parts[i] + "  ", to_right ? place::left : place::right, inner_));
}

/// `next` is what comes after it: a call in which nothing else happens is one line.
void writer::row(ladder_item const& item, ladder_item const* next) {
  switch (item.what) {
    case kind::arrow: return arrow(item, drawn_.arrows[item.index]);
    case kind::mark: {
      ladder_mark const& made = drawn_.marks[item.index];
      return text(
          item, made.where,
          label_of(made) + (made.detail.empty() ? "" : ": " + made.detail) + (made.proves ? " (proof)" : ""));
    }
    case kind::call_begin: {
      bool const at_once = next != nullptr && next->what == kind::call_end && next->index == item.index;
      ladder_call const& made = drawn_.calls[item.index];
      return at_once ? void() : text(item, made.where, made.name + " begins");
    }
    case kind::call_end: {
      ladder_call const& made = drawn_.calls[item.index];
      return text(
          item, made.where,
          made.name + ": " + (made.status == completion::never_completed ? "never completed" : made.result));
    }
    case kind::state: {
      ladder_state const& seen = drawn_.states[item.index];
      if (options_.states) text(item, seen.where, "is " + label_of(seen));
    }
  }
}

void writer::names() {
  std::string const left = printable(drawn_.client), right = printable(drawn_.server);
  std::size_t const used = columns_of(left) + columns_of(right);
  std::size_t const across = inner_ + lifelines;
  std::string const before(time_width + who_width + gaps, ' ');
  if (used + 1 <= across)
    out_ << before << left << std::string(across - used, ' ') << right << '\n';
  else
    out_ << wrapped("", left + " and " + right);
}

void writer::foot() {
  std::vector<std::string> proving;
  for (ladder_counter const& counter : drawn_.counters)
    if (counter.proves) proving.push_back(fmt::format("{} {}", counter.name, counter.amount));
  if (options_.counters && !proving.empty())
    out_ << wrapped("counted by the kernel (proof): ", joined(proving));
  bool const inferred = std::any_of(drawn_.states.begin(), drawn_.states.end(),
                                    [](ladder_state const& seen) { return seen.inferred; });
  if (options_.states && inferred) out_ << wrapped("", "A state with ? is inferred from the segments.");
  if (!drawn_.missing.empty()) out_ << wrapped("", drawn_.missing);
}

void writer::write() {
  out_ << wrapped("", drawn_.title, paint::heading);
  names();
  auto items = in_order_of_time(drawn_);
  if (!options_.states)
    std::erase_if(items, [](ladder_item const& item) { return item.what == kind::state; });
  for (std::size_t i = 0; i < items.size(); ++i)
    row(items[i], i + 1 < items.size() ? &items[i + 1] : nullptr);
  foot();
}

}  // namespace

void write_ladder_text(std::ostream& out, ladder const& drawn, ladder_text_options options) {
  writer(out, drawn, options).write();
}

}  // namespace hangup::lab
