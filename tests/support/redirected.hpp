#pragma once

#include <ostream>
#include <sstream>
#include <string>

namespace hangup {

/// What is written to a stream (std::cout, std::cerr) as long as this lives.
class redirected {
 public:
  explicit redirected(std::ostream& stream) : stream_(stream), before_(stream.rdbuf(text_.rdbuf())) {}
  ~redirected() { stream_.rdbuf(before_); }
  redirected(redirected const&) = delete;
  redirected& operator=(redirected const&) = delete;

  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::ostream& stream_;
  std::streambuf* before_;
};

}  // namespace hangup
