#include "lab/learn/lesson_progress.hpp"

#include <fstream>
#include <sstream>

#include "common/platform/files.hpp"

namespace hangup::lab {

lesson_progress::lesson_progress(std::filesystem::path file, bool from_start) : file_(std::move(file)) {
  if (file_.empty()) {
    not_kept_ = "the environment names no folder for it (XDG_STATE_HOME, HOME; on Windows LOCALAPPDATA)";
    return;
  }
  if (!from_start) read();
  if (not_kept_.empty()) write();
}

void lesson_progress::add(std::string const& name, bool right) {
  right_[name] = right;
  if (not_kept_.empty()) write();
}

void lesson_progress::read() {
  std::error_code none;
  if (!std::filesystem::exists(file_, none) && !none) return;
  std::ifstream in(file_);
  if (!in || std::filesystem::is_directory(file_, none)) {
    not_kept_ = "cannot read '" + file_.string() + "'";
    return;
  }
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name, result, more;
    ++number;
    if (words >> name >> result && !(words >> more) && (result == "right" || result == "wrong")) {
      right_[name] = result == "right";
      continue;
    }
    right_.clear();
    not_kept_ = "'" + file_.string() + "', line " + std::to_string(number) +
                ": expected the name of a lesson, and right or wrong; --from-start begins a new file";
    return;
  }
}

/// A new file in place of the old one, so that whoever ends us leaves one of the two.
void lesson_progress::write() {
  std::string text;
  for (auto const& [name, right] : right_)
    text += name + (right ? " right\n" : " wrong\n");
  std::filesystem::path const unfinished = file_.string() + ".new";
  std::error_code problem;
  std::filesystem::create_directories(file_.parent_path(), problem);
  boost::system::error_code ec;
  if (!problem) {
    auto const file = platform::create_file(unfinished.string(), ec);
    if (!ec) {
      ec = platform::write_all(file, text);
      platform::close_file(file);
    }
  }
  if (!problem && !ec) std::filesystem::rename(unfinished, file_, problem);
  if (!problem && !ec) return;
  not_kept_ = "cannot write '" + file_.string() + "': " + (ec ? ec.message() : problem.message());
  std::filesystem::remove(unfinished, problem);
}

std::filesystem::path lesson_progress_file() {
  std::filesystem::path const folder = platform::state_folder();
  return folder.empty() ? folder : folder / "hangup" / "lessons";
}

}  // namespace hangup::lab
