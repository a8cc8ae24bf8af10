#include "lab/report/ladder_mermaid.hpp"

#include "common/text/ascii.hpp"
#include "common/text/printable.hpp"

namespace hangup::lab {
namespace {

using kind = ladder_item::kind;

/// `text` where Mermaid expects one, whoever wrote it: everything that could end a statement, begin a comment
/// or be markup becomes one of its entity codes (mermaid.js.org, "Entity codes to escape characters").
std::string mermaid_text(std::string_view text) {
  constexpr std::string_view harmless = " .,:()/+-_";
  std::string out;
  for (char const c : printable(text)) {
    bool const plain = static_cast<unsigned char>(c) >= 0x80 || ascii::is_letter(c) || ascii::is_digit(c) ||
                       harmless.find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : '#' + std::to_string(static_cast<int>(c)) + ';';
  }
  return out;
}

char id_of(side where) {
  return where == side::client ? 'C' : 'S';
}

class writer {
 public:
  writer(ladder const& drawn, bool times) : drawn_(drawn), times_(times) {}

  std::string write() {
    out_ = "sequenceDiagram\n";
    line("accTitle: " + mermaid_text(drawn_.title));
    for (side const where : {side::client, side::server})
      line(std::string("participant ") + id_of(where) + " as " + mermaid_text(drawn_.name_of(where)));
    for (ladder_item const& item : times_ ? in_order_of_time(drawn_) : in_order_of_cause(drawn_))
      write(item);
    if (!drawn_.missing.empty()) note("C,S", drawn_.missing);
    std::string counted;
    for (ladder_counter const& counter : drawn_.counters)
      if (counter.proves) counted += (counted.empty() ? "" : ", ") + counter.name;
    if (!counted.empty()) note("C,S", "counted by the kernel (proof): " + counted);
    return out_;
  }

 private:
  void line(std::string const& text) { out_ += "    " + text + '\n'; }

  void note(std::string const& over, std::string const& text) {
    line("Note over " + over + ": " + mermaid_text(text));
  }

  std::string stamp(ladder_item const& item) const {
    return times_ ? time_text(item.at) + ' ' : std::string();
  }

  void write(ladder_item const& item) {
    switch (item.what) {
      case kind::arrow: return write(drawn_.arrows[item.index], stamp(item));
      case kind::mark: return write(drawn_.marks[item.index], stamp(item));
      case kind::state: return write(drawn_.states[item.index], stamp(item));
      case kind::call_begin: return;
      case kind::call_end: {
        ladder_call const& call = drawn_.calls[item.index];
        return note(std::string(1, id_of(call.where)), stamp(item) + call.name + ": " + call.result);
      }
    }
  }

  void write(ladder_arrow const& arrow, std::string const& at) {
    char const from = id_of(arrow.from()), to = from == 'C' ? 'S' : 'C';
    ladder_arrow shown = arrow;
    if (!times_ && shown.carried.tls != tls_record::none)
      shown.carried.bytes = 0;  // a signature's length varies
    std::string text = at + label_of(shown);
    if (!arrow.note.empty()) text += ", " + arrow.note;
    if (arrow.proves) text += " (proof)";
    line(from + std::string(arrow.carried.rst ? "-x" : "->>") + to + ": " + mermaid_text(text));
  }

  void write(ladder_mark const& mark, std::string const& at) {
    std::string text = at + label_of(mark);
    if (times_ && !mark.detail.empty()) text += ", " + mark.detail;
    if (mark.proves) text += " (proof)";
    note(mark.where ? std::string(1, id_of(*mark.where)) : "C,S", text);
  }

  void write(ladder_state const& state, std::string const& at) {
    note(std::string(1, id_of(state.where)), at + label_of(state));
  }

  ladder const& drawn_;
  bool times_;
  std::string out_{};
};

}  // namespace

std::string ladder_mermaid(ladder const& drawn, bool times) {
  return writer(drawn, times).write();
}

}  // namespace hangup::lab
