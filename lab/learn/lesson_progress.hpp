#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace hangup::lab {

/// Which lessons were done, and whether the predictions came true. Kept in a file, where that is possible: a
/// line for each, `fin-and-eof right`.
class lesson_progress {
 public:
  /// Reads `file` unless it is to be begun anew, and makes sure that it can be written; an empty path:
  /// nothing can be kept.
  lesson_progress(std::filesystem::path file, bool from_start);

  /// Why nothing is kept; empty where it is.
  std::string const& not_kept() const { return not_kept_; }

  bool is_done(std::string const& name) const { return right_.contains(name); }
  /// Of a lesson that was done.
  bool was_predicted(std::string const& name) const { return right_.at(name); }
  void add(std::string const& name, bool right);

 private:
  void read();
  void write();

  std::filesystem::path file_;
  std::map<std::string, bool> right_;  ///< name to whether it was predicted
  std::string not_kept_;
};

/// Where it is kept for this user (platform::state_folder()); empty where there is no such place.
std::filesystem::path lesson_progress_file();

}  // namespace hangup::lab
