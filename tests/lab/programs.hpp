#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "lab/catalogue/experiment.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hangup::test {

using namespace lab;

/// Runs the lab with these arguments; `by` is what starts it, such as `setpriv --nnp`.
inline ended lab(std::vector<std::string> arguments, std::vector<std::string> by = {}) {
  by.insert(by.begin(), {"/usr/bin/env", "COLUMNS=1000"});  // no line breaks, unless `by` sets another width
  by.emplace_back(HANGUP_LAB);
  by.insert(by.end(), arguments.begin(), arguments.end());
  return run(std::move(by));
}

/// All records of a JSON report, in its order.
inline std::vector<record> records_in(ended const& said) {
  std::vector<record> all;
  boost::json::value const document = parse_json(said.out);
  for (boost::json::value const& result : json_array(document, "results"))
    for (boost::json::value const& style : json_array(result, "styles"))
      for (boost::json::value const& written : json_array(style, "records"))
        all.push_back(record_from(written));
  return all;
}

/// A catalogue in a file: one experiment of the built-in one, or several, each edited.
class catalogue_file {
 public:
  using edit = std::function<void(boost::json::object&)>;

  catalogue_file(std::string_view name, edit const& change) : catalogue_file({name}, change) {}

  explicit catalogue_file(
      std::initializer_list<std::string_view> names, edit const& change = [](boost::json::object&) {})
      : path_(folder_.file("catalogue.json")) {
    boost::json::value document;
    boost::json::array kept;
    for (std::string_view const text : built_in_catalogue()) {
      document = boost::json::parse(text);
      for (boost::json::value& experiment : document.at("experiments").as_array()) {
        if (std::find(names.begin(), names.end(), experiment.at("name").as_string()) == names.end()) continue;
        change(experiment.as_object());
        kept.push_back(std::move(experiment));
      }
    }
    document.as_object()["experiments"] = std::move(kept);
    std::ofstream(path_) << document;
  }

  std::string const& path() const { return path_; }

 private:
  temporary_directory folder_;
  std::string path_;
};

/// seed-3 with a client that waits for as long as a test may take: the pair is there until it is ended.
inline catalogue_file lasting_experiment() {
  return {"seed-3",
          [](boost::json::object& experiment) { experiment["plan"] = "wait 10m; send; recv; send; recv"; }};
}

}  // namespace hangup::test
