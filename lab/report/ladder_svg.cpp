// Own code, because what draws sequence diagrams (Mermaid, PlantUML, mscgen) needs a browser or Java, or
// knows neither spans without an end nor an axis of time; what is needed of SVG is lines, rectangles and
// text.

#include "lab/report/ladder_svg.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>

#include "common/text/printable.hpp"
#include "lab/report/ladder_style.hpp"
#include "lab/report/markup.hpp"

namespace hangup::lab {
namespace {

using kind = ladder_item::kind;
using std::chrono::nanoseconds;

// In CSS pixels, across.
constexpr int width = 1000;
constexpr int time_edge = 8;
constexpr int call_text_end = 254;
constexpr int call_bar = 260, bar_width = 9, bar_step = 13, most_tracks = 3;
constexpr int lane_width = 104;
constexpr int client_lane = 302, client_line = client_lane + lane_width + 4;
constexpr int server_line = 690, server_lane = server_line + 4;
constexpr int mark_text = server_lane + lane_width + 6;
constexpr int middle = (client_line + server_line) / 2, half_lane = lane_width / 2;
// And down.
constexpr double row = 24, head = 64, text_line = 16;

/// At most so many characters; the rest is in the `<title>`.
std::string shortened(std::string_view text, std::size_t most) {
  std::string plain = printable(text);
  std::size_t characters = 0;
  for (std::size_t i = 0; i < plain.size(); ++i)
    if ((static_cast<unsigned char>(plain[i]) & 0xC0U) != 0x80U && ++characters > most)
      return plain.substr(0, i) + "\u2026";
  return plain;
}

class writer {
 public:
  writer(ladder const& drawn, svg_options options) : drawn_(drawn), options_(options) {}

  std::string write();

 private:
  void place_rows();
  void begin();
  void lifeline(side where);
  void foot();
  void states();
  void calls();
  void arrow(std::size_t index);
  void mark(std::size_t index);
  void state(std::size_t index, double end);
  void call(std::size_t index, int track);

  double y_of(kind what, std::size_t index) const { return rows_[static_cast<std::size_t>(what)][index]; }

  void open(std::string_view list, std::size_t index, std::string const& classes, std::string_view title) {
    out_ += fmt::format("<g class=\"{}\" data-item=\"{}-{}\"><title>{}</title>", classes, list, index,
                        markup(title));
  }
  void close() { out_ += "</g>\n"; }
  void text(double x, double y, std::string_view anchor, std::string_view classes, std::string_view content,
            std::size_t most) {
    out_ += fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}\">{}</text>", x, y, anchor,
                        classes, markup(shortened(content, most)));
  }
  void rectangle(int x, double y, int across, double down) {
    out_ += fmt::format("<rect x=\"{}\" y=\"{:.1f}\" width=\"{}\" height=\"{:.1f}\"/>", x, y, across, down);
  }

  ladder const& drawn_;
  svg_options options_;
  std::vector<ladder_item> items_{};
  std::array<std::vector<double>, 5> rows_{};  // by kind and index
  double bottom_ = head;                       // of the lifelines
  std::vector<std::string> foot_{};
  std::string out_{};
};

/// Words in lines of the picture's width.
void append_lines(std::vector<std::string>& lines, std::string_view first,
                  std::vector<std::string> const& words) {
  constexpr std::size_t most = 140;
  if (words.empty()) return;
  lines.emplace_back(first);
  for (std::string const& word : words) {
    if (lines.back().size() + 2 + word.size() > most) lines.emplace_back("  ");
    lines.back() += ' ' + word + (&word == &words.back() ? "" : ",");
  }
}

std::vector<std::string> foot_of(ladder const& drawn) {
  std::vector<std::string> lines, proving, others;
  for (ladder_counter const& counter : drawn.counters)
    (counter.proves ? proving : others).push_back(fmt::format("{} {}", counter.name, counter.amount));
  if (!drawn.missing.empty()) lines.push_back(drawn.missing);
  append_lines(lines, "counted by the kernel, part of the proof:", proving);
  append_lines(lines, "counted by the kernel:", others);
  if (std::any_of(drawn.states.begin(), drawn.states.end(), [](ladder_state const& s) { return s.inferred; }))
    lines.emplace_back("? behind a state: inferred from the segments");
  return lines;
}

void writer::place_rows() {
  items_ = in_order_of_time(drawn_);
  for (auto const& [what, count] :
       {std::pair(kind::mark, drawn_.marks.size()), std::pair(kind::call_begin, drawn_.calls.size()),
        std::pair(kind::arrow, drawn_.arrows.size()), std::pair(kind::call_end, drawn_.calls.size()),
        std::pair(kind::state, drawn_.states.size())})
    rows_[static_cast<std::size_t>(what)].resize(count);
  std::vector<nanoseconds> times;
  for (ladder_item const& item : items_)
    times.push_back(item.at);
  auto const positions = row_positions(times, options_.axis, row);
  for (std::size_t i = 0; i < items_.size(); ++i)
    rows_[static_cast<std::size_t>(items_[i].what)][items_[i].index] = head + row + positions[i];
  bottom_ = head + row + (positions.empty() ? 0 : positions.back()) + row;
}

void writer::begin() {
  double const height = bottom_ + text_line * (static_cast<double>(foot_.size()) + 1);
  std::string const title = markup(drawn_.title);
  out_ += fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"hangup-ladder\" role=\"img\" aria-label=\"{}\" "
      "viewBox=\"0 0 {} {:.0f}\" width=\"{}\" height=\"{:.0f}\">\n<title>{}</title>\n",
      title, width, height, width, height, title);
  out_ += fmt::format(
      "<desc>Sequence diagram: {} segments between {} and {}, {} calls, {} marks; time from top to "
      "bottom, axis: {}.</desc>\n",
      drawn_.arrows.size(), markup(drawn_.client), markup(drawn_.server), drawn_.calls.size(),
      drawn_.marks.size(), to_string(options_.axis));
  if (options_.standalone) out_.append("<style>").append(ladder_style()).append("</style>\n");
  out_ += fmt::format("<rect class=\"paper\" width=\"{}\" height=\"{:.0f}\"/>\n", width, height);
  text(time_edge, 20, "start", "name", drawn_.title, 120);
  out_ += '\n';
}

void writer::lifeline(side where) {
  int const x = where == side::client ? client_line : server_line;
  text(x, head - 10, "middle", "name", drawn_.name_of(where), 40);
  out_ += fmt::format("<line class=\"lifeline\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{:.1f}\"/>\n", x, head, x,
                      bottom_);
}

void writer::states() {
  std::array<double, 2> below = {bottom_, bottom_};  // where the state after it begins
  for (std::size_t i = drawn_.states.size(); i-- > 0;) {
    double& end = below[static_cast<std::size_t>(drawn_.states[i].where)];
    state(i, end);
    end = y_of(kind::state, i) - row / 2;
  }
}

void writer::state(std::size_t index, double end) {
  ladder_state const& seen = drawn_.states[index];
  int const x = seen.where == side::client ? client_lane : server_lane;
  double const y = y_of(kind::state, index);
  std::string const classes =
      "state " + std::string(state_class(seen.state)) + (seen.inferred ? " inferred" : "");
  open("state", index, classes,
       fmt::format("{} {}: {}{}", time_text(seen.at), to_string(seen.where), to_string(seen.state),
                   seen.inferred ? ", inferred from the segments" : ", as its kernel said"));
  rectangle(x, y - row / 2, lane_width, end - y + row / 2);
  text(x + half_lane, y + 4, "middle", "", label_of(seen), 16);
  close();
}

void writer::calls() {
  std::array<nanoseconds, most_tracks> busy{};
  busy.fill(nanoseconds::min());
  for (std::size_t i = 0; i < drawn_.calls.size(); ++i) {
    auto const free = std::find_if(busy.begin(), busy.end(),
                                   [&](nanoseconds until) { return until <= drawn_.calls[i].begin; });
    auto const track = free == busy.end() ? busy.end() - 1 : free;
    *track = drawn_.calls[i].end;
    call(i, static_cast<int>(track - busy.begin()));
  }
}

/// A span without an end is not closed below: it fades into an arrow that points on.
void writer::call(std::size_t index, int track) {
  ladder_call const& made = drawn_.calls[index];
  bool const never = made.status == completion::never_completed;
  bool const at_client = made.where == side::client;
  int const x = at_client ? call_bar + bar_step * track : mark_text + bar_step * track;
  double const from = y_of(kind::call_begin, index) - 6, to = y_of(kind::call_end, index) + 4;
  open("call", index, never ? "call never" : "call",
       fmt::format("{} to {}: {}: {}", time_text(made.begin), time_text(made.end), made.name,
                   made.detail.empty() ? made.result : made.detail));
  rectangle(x, from, bar_width, to - from);
  if (never)
    out_ += fmt::format(
        "<path stroke-dasharray=\"3 3\" d=\"M{0} {1:.1f}V{2:.1f}M{3} {1:.1f}V{2:.1f}\"/>"
        "<path d=\"M{0} {1:.1f}H{3}M{4} {5:.1f}L{6} {2:.1f}L{7} {5:.1f}\"/>",
        x, from, to, x + bar_width, x - 1, to - 6, x + bar_width / 2, x + bar_width + 1);
  int const text_x = at_client ? call_text_end : mark_text + bar_step * most_tracks;
  std::string_view const anchor = at_client ? "end" : "start";
  text(text_x, y_of(kind::call_begin, index) + 4, anchor, "", made.name, 24);
  text(text_x, y_of(kind::call_end, index) + 4, anchor, "", std::string("\u2192 ") + made.result, 26);
  close();
}

void writer::arrow(std::size_t index) {
  ladder_arrow const& sent = drawn_.arrows[index];
  bool const to_right = sent.from() == side::client;
  int const tail = to_right ? client_line : server_line, tip = to_right ? server_line : client_line;
  int const back = to_right ? -10 : 10;
  double const y = y_of(kind::arrow, index);
  std::string const classes =
      std::string("arrow") + (sent.carried.rst ? " rst" : "") + (sent.proves ? " proof" : "");
  std::string label = label_of(sent);
  if (auto const& numbers = sent.carried.numbers) {
    label += fmt::format(", seq {}", numbers->sequence);
    if (numbers->acknowledges) label += fmt::format(", ack {}", *numbers->acknowledges);
  }
  if (sent.packet) label = fmt::format("#{} {}", *sent.packet, label);
  if (!sent.note.empty()) label += ", " + sent.note;
  if (sent.proves) label += " (proof)";
  open("arrow", index, classes, time_text(sent.at) + ": " + fields_of(sent));
  out_ += fmt::format("<line x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\"/>", tail, y, tip, y);
  if (sent.carried.rst)  // a cross before the lifeline
    out_ += fmt::format("<path stroke-width=\"2\" d=\"M{0} {1:.1f}L{2} {3:.1f}M{0} {3:.1f}L{2} {1:.1f}\"/>",
                        tip + back, y - 5, tip + back * 2, y + 5);
  out_ += fmt::format("<path class=\"head\" d=\"M{0} {1:.1f}L{2} {3:.1f}L{2} {4:.1f}Z\"/>", tip, y,
                      tip + back, y - 4, y + 4);
  text(middle, y - 5, "middle", "", label, 44);
  close();
}

void writer::mark(std::size_t index) {
  ladder_mark const& made = drawn_.marks[index];
  std::string const where = made.where ? std::string(to_string(*made.where)) + " " : "";
  std::string const title = time_text(made.at) + " " + where + label_of(made) +
                            (made.detail.empty() ? "" : ": " + made.detail) +
                            (made.proves ? ", part of the proof" : "");
  open("mark", index, made.proves ? "mark proof" : "mark", title);
  std::string const label = label_of(made) + (made.proves ? " (proof)" : "");
  double const y = y_of(kind::mark, index) + 4;
  if (!made.where)
    text(middle, y, "middle", "", label, 44);
  else if (*made.where == side::client)
    text(call_text_end, y, "end", "", label, 26);
  else
    text(mark_text, y, "start", "", label, 28);
  close();
}

void writer::foot() {
  double y = bottom_;
  for (std::string const& line : foot_) {
    text(time_edge, y += text_line, "start", "foot", line, 160);
    out_ += '\n';
  }
}

std::string writer::write() {
  place_rows();
  foot_ = foot_of(drawn_);
  begin();
  states();
  lifeline(side::client);
  lifeline(side::server);
  calls();
  for (std::size_t i = 0; i < drawn_.arrows.size(); ++i)
    arrow(i);
  for (std::size_t i = 0; i < drawn_.marks.size(); ++i)
    mark(i);
  for (ladder_item const& item : items_) {
    text(time_edge, y_of(item.what, item.index) + 4, "start", "time", time_text(item.at), 16);
    out_ += '\n';
  }
  foot();
  return out_ + "</svg>\n";
}

}  // namespace

std::string ladder_svg(ladder const& drawn, svg_options options) {
  return writer(drawn, options).write();
}

}  // namespace hangup::lab
