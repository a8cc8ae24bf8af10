#include <winsock2.h>

#include <windows.h>

#include <io.h>
#include <tlhelp32.h>

#include <algorithm>
#include <array>
#include <boost/asio/detail/config.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "common/platform/platform.hpp"

namespace hangup::platform {
namespace {

struct handle_closer {
  void operator()(HANDLE handle) const { ::CloseHandle(handle); }
};
using unique_handle = std::unique_ptr<void, handle_closer>;

/// A function of ntdll.dll that no header declares; nullptr where it does not exist.
template <typename Function>
Function* undocumented(char const* name) {
  auto const address = ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), name);
  return reinterpret_cast<Function*>(reinterpret_cast<void*>(address));
}

/// NtSuspendProcess or NtResumeProcess: what the debuggers use.
void call_with_process(char const* name, HANDLE process) {
  using function = LONG NTAPI(HANDLE);
  if (auto* const call = undocumented<function>(name)) call(process);
}

/// What request_exit() sets in place of a signal. Only processes of this session can name it.
std::wstring exit_event_of(int process) {
  return L"Local\\hangup-exit-" + std::to_wstring(process);
}

void CALLBACK raise_sigterm(void* /*context*/, BOOLEAN /*timed_out*/) {
  std::raise(SIGTERM);
}

/// This process and all that it will start; empty where the system does not allow it.
HANDLE job_of_ours() {
  static HANDLE const job = [] {
    HANDLE const created = ::CreateJobObjectW(nullptr, nullptr);
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    ::SetInformationJobObject(created, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    return ::AssignProcessToJobObject(created, ::GetCurrentProcess()) ? created : nullptr;
  }();
  return job;  // never closed but by the system, at the end of this process, however that comes
}

/// A process of our job other than this one; 0 when there is none.
DWORD another_in(HANDLE job) {
  struct {
    JOBOBJECT_BASIC_PROCESS_ID_LIST head;
    std::array<ULONG_PTR, 1024> more;
  } list{};
  ::QueryInformationJobObject(job, JobObjectBasicProcessIdList, &list, sizeof list, nullptr);
  auto const* const first = &list.head.ProcessIdList[0];
  auto const* const last = first + list.head.NumberOfProcessIdsInList;
  auto const* const found =
      std::find_if(first, last, [](ULONG_PTR id) { return id != ::GetCurrentProcessId(); });
  return found == last ? 0 : static_cast<DWORD>(*found);
}

}  // namespace

code_space system_code_space() {
  return code_space::windows;
}

std::chrono::nanoseconds monotonic_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::steady_clock::now().time_since_epoch());  // QueryPerformanceCounter
}

void end_process(process_end end) {
  switch (end) {
    case process_end::exit: std::_Exit(0);
    case process_end::abort: ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);  // no dialog
#ifdef _MSC_VER  // mingw-w64's C library has neither the function nor a dialog
      ::_set_abort_behavior(0, _WRITE_ABORT_MSG | _CALL_REPORTFAULT);
#endif
      std::abort();
    case process_end::stop: call_with_process("NtSuspendProcess", ::GetCurrentProcess()); return;
    case process_end::kill: break;
  }
  ::TerminateProcess(::GetCurrentProcess(), 1);
  std::_Exit(1);  // not reached
}

std::vector<int> exit_signals() {
  return {SIGINT, SIGTERM, SIGBREAK};
}

std::vector<int> status_signals() {
  return {};
}

void accept_exit_requests() {
  static HANDLE const requested = ::CreateEventW(nullptr, TRUE, FALSE, exit_event_of(process_id()).c_str());
  HANDLE waiting = nullptr;
  ::RegisterWaitForSingleObject(&waiting, requested, raise_sigterm, nullptr, INFINITE, WT_EXECUTEONLYONCE);
}

void request_exit(int process) {
  auto const id = static_cast<DWORD>(process);
  unique_handle const open(::OpenProcess(PROCESS_SUSPEND_RESUME | PROCESS_TERMINATE, FALSE, id));
  if (!open) return;
  unique_handle const event(::OpenEventW(EVENT_MODIFY_STATE, FALSE, exit_event_of(process).c_str()));
  if (!event || !::SetEvent(event.get())) {
    ::TerminateProcess(open.get(), 1);
    return;
  }
  call_with_process("NtResumeProcess", open.get());
}

std::string describe_exit(int wait_status) {
  auto const code = static_cast<unsigned>(wait_status);
  if (code < 0x80000000U) return "exited with status " + std::to_string(code);
  std::array<char, 32> text{};  // an NTSTATUS: it crashed
  std::snprintf(text.data(), text.size(), "exited with status 0x%08X", code);
  return text.data();
}

void tie_children_to_us() {
  job_of_ours();
}

bool die_with_parent(int /*parent*/) {
  return false;  // tie_children_to_us() of the parent does it
}

bool adopt_orphans() {
  return job_of_ours() != nullptr;
}

std::vector<std::string> end_all_children() {
  constexpr DWORD patience = 5000;  // milliseconds for each
  while (DWORD const id = job_of_ours() != nullptr ? another_in(job_of_ours()) : 0) {
    unique_handle const child(::OpenProcess(SYNCHRONIZE | PROCESS_TERMINATE, FALSE, id));
    if (!child) continue;
    ::TerminateProcess(child.get(), 1);
    if (::WaitForSingleObject(child.get(), patience) != WAIT_OBJECT_0) break;
  }
  return {};
}

void inherit_only_standard_streams() {}

int process_id() {
  return static_cast<int>(::GetCurrentProcessId());
}

int parent_process_id() {
  unique_handle const all(::CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  PROCESSENTRY32 entry{};
  entry.dwSize = sizeof entry;
  for (BOOL more = ::Process32First(all.get(), &entry); more; more = ::Process32Next(all.get(), &entry))
    if (entry.th32ProcessID == ::GetCurrentProcessId()) return static_cast<int>(entry.th32ParentProcessID);
  return 0;
}

bool is_terminal_stderr() {
  return ::_isatty(::_fileno(stderr)) != 0;
}

std::filesystem::path this_program() {
  std::wstring path(32768, L'\0');  // the longest there is
  DWORD const size = ::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
  if (size == 0)
    throw std::filesystem::filesystem_error(
        "GetModuleFileName", std::error_code(static_cast<int>(::GetLastError()), std::system_category()));
  path.resize(size);
  return path;
}

/// What Wine shows is never to be taken for what Windows does: the name says which it is.
std::string system_name() {
  RTL_OSVERSIONINFOW version{};
  version.dwOSVersionInfoSize = sizeof version;
  if (auto* const get = undocumented<LONG NTAPI(RTL_OSVERSIONINFOW*)>("RtlGetVersion")) get(&version);
  std::string const windows = "Windows " + std::to_string(version.dwMajorVersion) + '.' +
                              std::to_string(version.dwMinorVersion) + '.' +
                              std::to_string(version.dwBuildNumber);
  auto* const wine_version = undocumented<char const * CDECL()>("wine_get_version");
  return wine_version == nullptr ? windows : std::string("Wine ") + wine_version() + " (as " + windows + ')';
}

}  // namespace hangup::platform
