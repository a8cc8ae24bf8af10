#include "common/log/event_writer.hpp"

#include <boost/json/serialize.hpp>

#include "common/options/errors.hpp"
#include "common/record/json.hpp"

namespace hangup {
namespace {

constexpr std::size_t waiting_events = 65536;

}  // namespace

event_writer::event_writer(std::string const& path) : path_(path) {
  if (path.empty()) return;
  if (to_stdout()) {
    lines_ = std::make_unique<line_queue>(platform::standard_output, line_queue::closing::leave_open,
                                          waiting_events);
    return;
  }
  boost::system::error_code ec;
  platform::file_descriptor const file = platform::create_file(path, ec);
  if (ec) throw usage_error("--events: cannot write '" + path + "': " + ec.message());
  lines_ = std::make_unique<line_queue>(file, line_queue::closing::close_file, waiting_events);
}

void event_writer::write(event const& happened) {
  if (lines_ != nullptr) lines_->push(boost::json::serialize(to_json(happened)) + '\n');
}

void event_writer::flush() {
  if (lines_ != nullptr) lines_->flush();
}

void event_writer::finish() {
  flush();
  std::uint64_t const lost = lines_ != nullptr ? lines_->unwritten() : 0;
  if (lost == 0) return;
  boost::system::error_code const ec = lines_->failure();
  std::string const reason = ec ? "cannot be written: " + describe(value_of(ec)) : "was not read in time";
  throw setup_error("--events: '" + path_ + "' " + reason + ", " + std::to_string(lost) +
                    (lost == 1 ? " event lost" : " events lost"));
}

}  // namespace hangup
