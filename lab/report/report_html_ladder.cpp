// Not the picture of ladder_svg.hpp: 700 of those would be 7 MB, and none fits a telephone. This is a list
// that reads in order, and its style draws the lines.

#include <set>

#include <spdlog/fmt/fmt.h>

#include "lab/report/markup.hpp"
#include "lab/report/report_html.hpp"

namespace hangup::lab {
namespace {

using kind = ladder_item::kind;

class list_writer {
 public:
  explicit list_writer(ladder const& drawn) : drawn_(drawn) {}

  std::string write() {
    out_ = "<ol class=ladder>";
    for (ladder_item const& item : in_order_of_time(drawn_))
      row(item);
    return out_ + "</ol>\n";
  }

 private:
  /// Of the classes in report.css: `o` is beside a call that is under way, `n` beside one that never ended.
  void begin(std::string classes, ladder_item const& item) {
    if (!open_.empty())
      classes += drawn_.calls[*open_.rbegin()].status == completion::never_completed ? " n" : " o";
    out_ += fmt::format("<li class=\"{}\"><i>{:.3f}</i>", classes,
                        std::chrono::duration<double, std::milli>(item.at).count());
  }
  void label(std::string_view text) { out_ += "<b>" + markup(text) + "</b>"; }
  void detail(std::string_view text) {
    if (!text.empty()) out_ += " <small>" + markup(text) + "</small>";
  }
  static std::string side_class(side where) { return where == side::server ? "s" : "c"; }

  void row(ladder_item const& item) {
    switch (item.what) {
      case kind::arrow: return arrow(item, drawn_.arrows[item.index]);
      case kind::mark: return mark(item, drawn_.marks[item.index]);
      case kind::state: return state(item, drawn_.states[item.index]);
      case kind::call_begin: return call_begin(item, drawn_.calls[item.index]);
      case kind::call_end: return call_end(item, drawn_.calls[item.index]);
    }
  }

  void arrow(ladder_item const& item, ladder_arrow const& sent) {
    bool const to_server = sent.from() == side::client;
    begin(
        fmt::format("a {}{}{}", to_server ? "r" : "l", sent.carried.rst ? " x" : "", sent.proves ? " p" : ""),
        item);
    std::string text = (to_server ? "" : "\u2190 ") + label_of(sent);
    if (sent.proves) text += " \u2605";
    label(to_server ? text + " \u2192" : text);
    std::string fields;
    if (auto const& numbers = sent.carried.numbers) {
      fields = fmt::format("seq {}", numbers->sequence);
      if (numbers->acknowledges) fields += fmt::format(", ack {}", *numbers->acknowledges);
      fields += fmt::format(", window {}", numbers->window);
    }
    if (sent.packet) fields += fmt::format(", packet {}", *sent.packet);
    if (!sent.note.empty()) fields += (fields.empty() ? "" : ", ") + sent.note;
    detail(fields);
  }

  void mark(ladder_item const& item, ladder_mark const& made) {
    begin((made.where ? side_class(*made.where) : "w") + (made.proves ? " p" : ""), item);
    label(label_of(made) + (made.proves ? " \u2605" : ""));
    detail(made.detail);
  }

  void state(ladder_item const& item, ladder_state const& seen) {
    begin(side_class(seen.where) + " k", item);
    label(label_of(seen));
  }

  void call_begin(ladder_item const& item, ladder_call const& made) {
    open_.insert(item.index);
    begin(side_class(made.where), item);
    label(made.name);
  }

  void call_end(ladder_item const& item, ladder_call const& made) {
    begin(side_class(made.where), item);
    open_.erase(item.index);
    label(made.name + ": " + made.result);
    detail(made.detail);
  }

  ladder const& drawn_;
  std::set<std::size_t> open_{};  // calls
  std::string out_{};
};

}  // namespace

std::string html_ladder(ladder const& drawn) {
  return list_writer(drawn).write();
}

}  // namespace hangup::lab
