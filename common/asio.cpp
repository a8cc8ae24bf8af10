// Everything of Asio that is no template (BOOST_ASIO_SEPARATE_COMPILATION), and for which of its reactors
// that was compiled.

#include <boost/asio/impl/src.hpp>
#ifdef HANGUP_WITH_TLS
#include <boost/asio/ssl/impl/src.hpp>
#endif

#include "common/platform/platform.hpp"

namespace hangup::platform {

std::string_view asio_backend() {
#if defined(BOOST_ASIO_HAS_IOCP)
  return "IOCP";
#elif defined(BOOST_ASIO_HAS_IO_URING_AS_DEFAULT)
  return "io_uring";
#elif defined(BOOST_ASIO_HAS_EPOLL)
  return "epoll";
#elif defined(BOOST_ASIO_HAS_KQUEUE)
  return "kqueue";
#else
  return "select";
#endif
}

}  // namespace hangup::platform
