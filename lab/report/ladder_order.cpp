#include <algorithm>
#include <limits>

#include "lab/report/ladder.hpp"

namespace hangup::lab {
namespace {

using kind = ladder_item::kind;
using std::chrono::nanoseconds;

/// How far the time of a segment and that of a call may be apart the wrong way: they come from two clocks.
constexpr auto clock_error = std::chrono::milliseconds(1);

constexpr auto none = std::numeric_limits<std::size_t>::max();

/// What one side did, in its order, between the arrows. `before`: how many arrows come before the next.
class walk {
 public:
  explicit walk(std::vector<ladder_arrow> const& arrows) : arrows_(arrows) {}

  std::size_t before() const { return before_; }

  /// It comes after the first arrow from `first` on that is like this, unless that is of later. Returns
  /// which that is, or `none`.
  template <typename Like>
  std::size_t after(std::size_t first, nanoseconds at, Like like) {
    std::size_t const found = find(first, at, like);
    if (found != none) before_ = std::max(before_, found + 1);
    return found;
  }

  /// It sends the next arrow that is like this. Its place: before that, where there is one.
  template <typename Like>
  std::size_t sends(nanoseconds at, Like like) {
    std::size_t const found = find(before_, at, like);
    if (found == none) return before_;
    before_ = found + 1;
    return found;
  }

  /// It comes after everything that had happened then.
  void after_all_until(nanoseconds at) {
    auto const first_later = std::find_if(arrows_.begin(), arrows_.end(),
                                          [at](ladder_arrow const& arrow) { return arrow.at > at; });
    before_ = std::max(before_, static_cast<std::size_t>(first_later - arrows_.begin()));
  }

 private:
  template <typename Like>
  std::size_t find(std::size_t first, nanoseconds at, Like like) const {
    for (std::size_t i = first; i < arrows_.size() && arrows_[i].at <= at + clock_error; ++i)
      if (like(arrows_[i].carried)) return i;
    return none;
  }

  std::vector<ladder_arrow> const& arrows_;
  std::size_t before_ = 0;
};

/// Segments of one side.
struct from {
  bool server = false;
  bool data(segment const& s) const { return s.from_server == server && s.bytes != 0; }
  bool syn(segment const& s) const { return s.from_server == server && s.syn; }
  bool fin(segment const& s) const { return s.from_server == server && s.fin; }
  bool rst(segment const& s) const { return s.from_server == server && s.rst; }
  bool end(segment const& s) const { return fin(s) || rst(s); }
};

constexpr from of_client{false}, of_server{true};

/// Where the client's calls end.
class client_walk {
 public:
  explicit client_walk(std::vector<ladder_arrow> const& arrows) : walk_(arrows) {}

  std::size_t before() const { return walk_.before(); }

  std::size_t place_of(ladder_call const& call) {
    using enum operation;
    if (call.status == completion::not_available) return walk_.before();
    if (call.status == completion::never_completed) return at_its_time(call);
    if (call.reported != condition::success) return failed(call);
    switch (call.op) {
      case connect: return after(call, [](segment const& s) { return of_server.syn(s); });
      case send:
      case ws_send: return walk_.sends(call.end, [](segment const& s) { return of_client.data(s); });
      case shutdown_send: return walk_.sends(call.end, [](segment const& s) { return of_client.fin(s); });
      case recv: return received(call);
      case await_readable:
        return after(call, [](segment const& s) { return of_server.data(s) || of_server.end(s); });
      case await_state: return state_reached(call);
      case so_error:
      case keepalive:
      case user_timeout:
      case linger:
      case shutdown_receive:
      case expires_after: return walk_.before();
      case wait:
      case recv_all:
      case both:
      case cancel:
      case close:
      case abort_locally:
      case tls:
      case tls_shutdown:
      case http_get:
      case http_post:
      case http_response:
      case ws_connect:
      case ws_recv:
      case ws_close: break;
    }
    return at_its_time(call);
  }

 private:
  std::size_t at_its_time(ladder_call const& call) {
    walk_.after_all_until(call.end);
    return walk_.before();
  }

  template <typename Like>
  std::size_t after(ladder_call const& call, Like like) {
    walk_.after(0, call.end, like);
    return walk_.before();
  }

  /// EOF comes of a FIN, or of what an RST has left; every other error of an RST, or of time.
  std::size_t failed(ladder_call const& call) {
    bool const is_eof = call.reported == condition::eof;
    if (is_eof && walk_.after(0, call.end, [](segment const& s) { return of_server.fin(s); }) != none)
      return walk_.before();
    if (walk_.after(0, call.end, [](segment const& s) { return of_server.rst(s); }) != none)
      return walk_.before();
    return at_its_time(call);
  }

  std::size_t received(ladder_call const& call) {
    auto const found = walk_.after(read_, call.end, [](segment const& s) { return of_server.data(s); });
    if (found != none) read_ = found + 1;
    return walk_.before();
  }

  std::size_t state_reached(ladder_call const& call) {
    if (call.after == tcp_state::close_wait)
      return after(call, [](segment const& s) { return of_server.fin(s); });
    if (call.after == tcp_state::closed)
      return after(call, [](segment const& s) { return of_server.rst(s); });
    return at_its_time(call);
  }

  walk walk_;
  std::size_t read_ = 0;  // the arrows before it have been read
};

/// Where the server's actions are. Each is noted when it is done, but for the end of its process.
class server_walk {
 public:
  explicit server_walk(std::vector<ladder_arrow> const& arrows) : walk_(arrows) {}

  std::size_t before() const { return walk_.before(); }

  std::size_t place_of(ladder_mark const& action) {
    if (action.text == "listening") return walk_.before();
    if (action.text == "accepted") {
      walk_.after(0, action.at, [](segment const& s) { return of_server.syn(s); });
    } else if (action.text == "sent") {
      return walk_.sends(action.at, [](segment const& s) { return of_server.data(s); });
    } else if (action.text == "read" || action.text == "unread") {
      walk_.after(0, action.at, [](segment const& s) { return of_client.data(s); });
    } else if (action.text == "drained") {
      walk_.after(0, action.at, [](segment const& s) { return of_client.end(s); });
    } else if (action.text == "close" || action.text == "shutdown_send" || action.text == "destroy") {
      return walk_.sends(action.at, [](segment const& s) { return of_server.end(s); });
    } else if (action.text == "_exit" || action.text == "abort" || action.text == "SIGKILL") {
      constexpr auto dump_of_memory = std::chrono::seconds(1);
      return walk_.sends(action.at + dump_of_memory, [](segment const& s) { return of_server.end(s); });
    } else if (action.text != "set_linger") {
      walk_.after_all_until(action.at);
    }
    return walk_.before();
  }

 private:
  walk walk_;
};

nanoseconds time_of(ladder const& drawn, kind what, std::size_t index) {
  switch (what) {
    case kind::mark: return drawn.marks[index].at;
    case kind::call_begin: return drawn.calls[index].begin;
    case kind::arrow: return drawn.arrows[index].at;
    case kind::call_end: return drawn.calls[index].end;
    case kind::state: return drawn.states[index].at;
  }
  return {};
}

std::vector<ladder_item> items_of(ladder const& drawn, kind what, std::size_t count) {
  std::vector<ladder_item> items;
  for (std::size_t i = 0; i < count; ++i)
    items.push_back({.what = what, .index = i, .at = time_of(drawn, what, i)});
  return items;
}

}  // namespace

std::vector<ladder_item> in_order_of_time(ladder const& drawn) {
  std::vector<ladder_item> all;
  for (auto const& [what, count] :
       {std::pair(kind::mark, drawn.marks.size()), std::pair(kind::call_begin, drawn.calls.size()),
        std::pair(kind::arrow, drawn.arrows.size()), std::pair(kind::call_end, drawn.calls.size()),
        std::pair(kind::state, drawn.states.size())}) {
    auto const items = items_of(drawn, what, count);
    all.insert(all.end(), items.begin(), items.end());
  }
  std::stable_sort(all.begin(), all.end(),
                   [](ladder_item const& a, ladder_item const& b) { return a.at < b.at; });
  return all;
}

std::vector<ladder_item> in_order_of_cause(ladder const& drawn) {
  struct items_before {
    std::vector<ladder_item> idle;     // that have nothing to do with the arrow
    std::vector<ladder_item> sending;  // that it is of
  };
  std::vector<items_before> arrows(drawn.arrows.size() + 1);
  auto const put = [&arrows](ladder_item const& item, std::size_t place, std::size_t next) {
    (place < next ? arrows[place].sending : arrows[place].idle).push_back(item);
  };
  client_walk calls(drawn.arrows);
  for (ladder_item const& item : items_of(drawn, kind::call_end, drawn.calls.size())) {
    std::size_t const place = calls.place_of(drawn.calls[item.index]);
    put(item, place, calls.before());
  }
  server_walk actions(drawn.arrows);
  for (ladder_item const& item : items_of(drawn, kind::mark, drawn.marks.size())) {
    std::size_t const place = actions.place_of(drawn.marks[item.index]);
    put(item, place, actions.before());
  }
  std::vector<ladder_item> all;
  for (std::size_t place = 0; place <= drawn.arrows.size(); ++place) {
    for (auto const* const part : {&arrows[place].idle, &arrows[place].sending})
      all.insert(all.end(), part->begin(), part->end());
    if (place < drawn.arrows.size())
      all.push_back({.what = kind::arrow, .index = place, .at = drawn.arrows[place].at});
  }
  return all;
}

}  // namespace hangup::lab
