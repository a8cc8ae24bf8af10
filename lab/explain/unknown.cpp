#include "lab/explain/unknown.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <unordered_map>

#include "common/errors/context.hpp"
#include "common/errors/error_names.hpp"
#include "common/errors/numbers_in_text.hpp"
#include "common/errors/systems.hpp"
#include "common/text/ascii.hpp"
#include "common/text/joined.hpp"
#include "common/text/nearest.hpp"
#include "common/text/printable.hpp"
#include "lab/explain/examples.hpp"
#include "server/strategy.hpp"

namespace hangup::lab {
namespace {

constexpr std::size_t most_words = 64;  // of a text that are looked at
constexpr std::size_t shortest_word = 3;

/// The words of all known messages, and in which messages each of them is.
class vocabulary {
 public:
  explicit vocabulary(std::span<message_entry const> entries) : count_(entries.size()) {
    for (std::size_t i = 0; i < entries.size(); ++i)
      for (std::string const& word : words_of(entries[i].pattern)) {
        auto& places = places_[word];
        if (word.size() >= shortest_word && (places.empty() || places.back() != i)) places.push_back(i);
      }
    for (auto const& [word, places] : places_)
      names_.push_back(word);
    std::ranges::sort(names_);
  }

  std::vector<std::size_t> const* messages_with(std::string const& word) const {
    auto const found = places_.find(word);
    return found == places_.end() || found->second.empty() ? nullptr : &found->second;
  }

  /// How much a word tells: more, the fewer messages have it.
  double weight_of(std::vector<std::size_t> const& messages) const {
    return std::log(static_cast<double>(count_) / static_cast<double>(messages.size()));
  }

  /// The known word that differs from `word` in a letter or two; empty where there is none.
  std::string_view nearest(std::string const& word) const {
    constexpr std::size_t least = 5, most = 24;
    if (word.size() < least || word.size() > most) return {};
    std::vector<std::string_view> candidates;
    for (std::string_view const known : names_)
      if (known.size() >= least && known.size() + 1 >= word.size() && known.size() <= word.size() + 1 &&
          known.starts_with(word.substr(0, 2)))
        candidates.push_back(known);
    return hangup::nearest(word, candidates);
  }

 private:
  std::size_t count_;
  std::unordered_map<std::string, std::vector<std::size_t>> places_;
  std::vector<std::string_view> names_;
};

vocabulary const& known_words() {
  static vocabulary const words(built_in_messages().entries());
  return words;
}

/// A word of the text, and the known word that it is taken for.
struct word_taken {
  std::string word, taken_for;
};

/// Each once, without what is too short to tell anything.
std::vector<word_taken> words_taken(std::string_view text) {
  std::vector<word_taken> all;
  std::set<std::string> seen;
  for (std::string const& word : words_of(text)) {
    if (seen.size() == most_words) break;
    if (word.size() < shortest_word || !seen.insert(word).second) continue;
    bool const is_known = known_words().messages_with(word) != nullptr;
    std::string const close = is_known ? word : std::string(known_words().nearest(word));
    if (!close.empty()) all.push_back({.word = word, .taken_for = close});
  }
  return all;
}

/// What the words of a message weigh together.
double weight_of(message_entry const& message) {
  double whole = 0;
  for (std::string const& word : words_of(message.pattern))
    if (auto const* const messages = known_words().messages_with(word))
      whole += known_words().weight_of(*messages);
  return whole;
}

message_entry const* nearest_to(std::vector<word_taken> const& words) {
  constexpr double least = 0.6;  // of what the words of the message weigh
  struct part {
    double weight = 0;
    unsigned words = 0;
  };
  auto const entries = built_in_messages().entries();
  std::vector<part> shared(entries.size());
  for (word_taken const& word : words)
    if (auto const* const messages = known_words().messages_with(word.taken_for))
      for (std::size_t const number : *messages) {
        shared[number].weight += known_words().weight_of(*messages);
        ++shared[number].words;
      }
  message_entry const* best = nullptr;
  double most = 0;
  for (std::size_t number = 0; number < entries.size(); ++number) {
    if (shared[number].words < 2) continue;
    double const share = shared[number].weight / weight_of(entries[number]);
    double const score = shared[number].weight * share;
    if (share < least || score <= most) continue;
    most = score;
    best = &entries[number];
  }
  return best;
}

/// `10.0.0.1:443`, `[::1]:80`, `db.example:5432`
std::string host_and_port_in(std::string_view text) {
  auto const is_of_host = [](char c) { return ascii::is_word(c) || c == '-' || c == '.'; };
  for (std::size_t colon = text.find(':'); colon != text.npos; colon = text.find(':', colon + 1)) {
    std::size_t begin = colon, end = colon + 1;
    while (end < text.size() && ascii::is_digit(text[end]))
      ++end;
    while (begin > 0 && is_of_host(text[begin - 1]))
      --begin;
    if (text.substr(0, colon).ends_with(']')) begin = std::min(text.rfind('[', colon), colon);
    std::string_view const host = text.substr(begin, colon - begin);
    bool const is_host = host.find('.') != host.npos || host == "localhost" || host.ends_with(']');
    bool const has_port = end - colon > 1 && (end == text.size() || !ascii::is_word(text[end]));
    if (is_host && has_port) return std::string(text.substr(begin, end - begin));
  }
  return {};
}

bool is_part_of_something(std::string_view text, number_in_text const& number) {
  constexpr std::string_view joints = ".:/-,";
  return (number.begin > 0 && joints.find(text[number.begin - 1]) != joints.npos) ||
         (number.end + 1 < text.size() && joints.find(text[number.end]) != joints.npos &&
          ascii::is_digit(text[number.end + 1]));
}

/// The first number that would be an error's if the text said so.
std::string number_in(std::string_view text, code_space on) {
  for (number_in_text const& number : numbers_in(text)) {
    if (number.value > 20'000 || is_part_of_something(text, number)) continue;
    std::string names;
    for (number_on_system const& one : systems_of(static_cast<int>(number.value)))
      if (one.id != condition::unlisted && (on == code_space::none || one.system == on))
        names.append(names.empty() ? "" : ", ")
            .append(one.symbol)
            .append(" on ")
            .append(title_of_system(one.system));
    if (!names.empty())
      return std::to_string(number.value) + ", a number without a category: as an error it would be " + names;
  }
  return {};
}

/// A word of the text that is the name of a program in the title of a family.
std::string family_in(std::string_view text) {
  constexpr std::array<std::string_view, 26> ordinary = {
      "and",   "any",     "balancers", "client", "clients",   "cloud",   "core",  "fetch", "further",
      "http",  "load",    "languages", "mail",   "libraries", "net",     "other", "own",   "pages",
      "pools", "program", "server",    "socket", "sockets",   "windows", "tls",   "words"};
  std::vector<std::string> const words = words_of(text);
  std::string_view last;
  for (message_entry const& entry : built_in_messages().entries()) {
    if (entry.family == last) continue;
    last = entry.family;
    for (std::string const& name : words_of(entry.family))
      if (name.size() >= shortest_word && !ascii::is_one_of(ordinary, name) &&
          std::ranges::find(words, name) != words.end())
        return "'" + name + "', of " + entry.family;
  }
  return {};
}

std::vector<std::string> understood_parts(std::string const& text, std::vector<word_taken> const& words,
                                          code_space on) {
  std::vector<std::string> parts;
  auto const add = [&parts](std::string part) {
    if (!part.empty()) parts.push_back(std::move(part));
  };
  add(number_in(text, on));
  if (std::string const place = host_and_port_in(text); !place.empty()) add(place + ", a host and a port");
  add(family_in(text));
  std::size_t told = 0;
  for (word_taken const& word : words)
    if (word.word != word.taken_for && ++told <= 3)
      add("'" + word.word + "' is near '" + word.taken_for + "'");
  return parts;
}

/// The experiment whose ending comes as that of the message does.
experiment const* example_of(message_entry const& message, std::span<experiment const> catalogue) {
  for (ending const ends : message.endings)
    if (auto const all = examples_of(ends, catalogue); !all.empty()) return all.front();
  for (condition const error : message.errors)
    if (auto const all = examples_of(error, catalogue).here; !all.empty()) return all.front();
  return nullptr;
}

/// `hangup-server --strategy abortive --when read:14`, for any program; and for our own client.
std::string how_to_reproduce(message_entry const* message, std::span<experiment const> catalogue) {
  if (message == nullptr || (message->endings.empty() && message->errors.empty()))
    return "hangup-server --strategy NAME, and point the program at it: hold for silence, close for FIN, "
           "abortive for RST";
  experiment const* const example = example_of(*message, catalogue);
  if (example == nullptr) return "no experiment has it here; hangup-lab list";
  std::string run = "hangup-lab run " + example->name;
  server::strategy const* const strategy = server::find_strategy(example->strategy);
  bool const is_for_anybody = strategy != nullptr && !strategy->about.needs_own_network &&
                              !strategy->about.needs_tls && strategy->about.listens &&
                              example->network == network_setup::unchanged && example->answer.empty();
  if (!is_for_anybody) return run;
  return "hangup-server --strategy " + example->strategy + " --when " + example->when +
         ", and point the program at it; here: " + run;
}

std::string first_line(std::string const& text, code_space on) {
  bool const is_number = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  auto const systems =
      is_number && text.size() < 6 ? systems_of(std::stoi(text)) : std::vector<number_on_system>();
  if (!systems.empty()) {
    std::string const named = on == code_space::none ? "" : " on " + std::string(title_of_system(on));
    std::string all;
    for (number_on_system const& one : systems)
      all.append(all.empty() ? "" : ", ")
          .append(one.symbol)
          .append(" on ")
          .append(title_of_system(one.system));
    return "'" + text + "' tells of no connection" + named + "; it is " + all;
  }
  if (is_number)
    return "'" + text +
           "' is no number that is known without its category; expected one such as 10053, system:104 or "
           "asio.misc:2";
  std::string const unknown = "'" + text + "' is no code, name or message that is known";
  if (std::string_view const close = nearest_explained(text); !close.empty())
    return unknown + ": did you mean '" + std::string(close) + "'?";
  return unknown + "; expected one such as 10053, ECONNRESET or peer_reset";
}

}  // namespace

std::string_view nearest_explained(std::string_view text) {
  constexpr std::size_t longest_name = 64;
  if (text.size() > longest_name) return {};
  std::vector<std::string_view> names;
  for (ending const ending : all_endings())
    names.push_back(to_string(ending));
  for (error_row const& row : error_table())
    for (std::string_view const name : {row.name, row.posix.symbol, row.winsock.symbol, row.win32.symbol})
      if (!name.empty()) names.push_back(name);
  return nearest(text, names);
}

message_entry const* nearest_message(std::string_view text) {
  return nearest_to(words_taken(text));
}

std::vector<std::string> about_unknown(std::string const& text, std::span<experiment const> catalogue,
                                       code_space on) {
  constexpr std::size_t longest = 4096;  // the rest of a log tells no more
  std::vector<std::string> lines = {
      first_line(text.size() <= longest ? text : text.substr(0, 100) + "...", on)};
  std::string const looked_at = text.substr(0, longest);
  auto const words = words_taken(looked_at);
  auto const parts = understood_parts(looked_at, words, on);
  message_entry const* const closest = nearest_to(words);
  if (!parts.empty()) lines.push_back("understood  " + joined(parts, "; "));
  if (closest != nullptr)
    lines.push_back("nearest     " + closest->lines.front() + " (" + closest->family +
                    "): " + closest->happened);
  if (!parts.empty() || closest != nullptr)
    lines.push_back("reproduce   " + how_to_reproduce(closest, catalogue));
  return lines;
}

}  // namespace hangup::lab
