#pragma once

#include <filesystem>
#include <random>
#include <string>

namespace hangup {

/// An empty directory of its own, removed with all that is in it.
class temporary_directory {
 public:
  temporary_directory() {
    std::random_device random;
    do
      path_ = std::filesystem::temp_directory_path() / ("hangup-test-" + std::to_string(random()));
    while (!std::filesystem::create_directory(path_));
  }
  ~temporary_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temporary_directory(temporary_directory const&) = delete;
  temporary_directory& operator=(temporary_directory const&) = delete;

  /// The path of a file in it, which need not exist.
  std::string file(std::string const& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace hangup
