#pragma once

#include <boost/json.hpp>
#include <fstream>
#include <functional>
#include <string>

#include "lab/experiment.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hangup::test {

/// A catalogue in a file: one experiment of the built-in one, edited.
class catalogue_file {
 public:
  catalogue_file(std::string_view name, std::function<void(boost::json::object&)> const& edit)
      : path_(folder_.file("catalogue.json")) {
    boost::json::value document = boost::json::parse(built_in_catalogue());
    boost::json::array kept;
    for (boost::json::value& each : document.at("experiments").as_array())
      if (each.at("name").as_string() == name) kept.push_back(std::move(each));
    edit(kept.at(0).as_object());
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
  return {"seed-3", [](boost::json::object& what) { what["plan"] = "wait 10m; send; recv; send; recv"; }};
}

}  // namespace hangup::test
