# Dot-sourced by lab.ps1 and pair.ps1: builds the programs with Visual Studio 2022 and vcpkg, preset windows-msvc.
# Quiet when there is nothing to do; whatever it has to say goes to stderr. Exit code 4: set-up failed.

$root = Split-Path -Parent $PSScriptRoot
$bin = Join-Path $root 'build\windows-msvc\bin\Release' # the build preset's configuration

function say($text) { [Console]::Error.WriteLine("hangup: $text") }
function give_up($text) { say $text; exit 4 }

# Runs cmake with these arguments; its output is shown only if it fails.
function run_cmake($what, $arguments) {
    $ErrorActionPreference = 'Continue' # in Windows PowerShell 5.1 a line on stderr is an error record
    $output = & cmake @arguments 2>&1
    if ($LASTEXITCODE -ne 0) {
        foreach ($line in $output) { [Console]::Error.WriteLine("$line") }
        give_up $what
    }
}

# Configures when that is due, and builds the three programs.
function build {
    if (-not (Get-Command cmake -CommandType Application -ErrorAction SilentlyContinue)) {
        give_up 'there is no cmake on the PATH: open "Developer PowerShell for VS 2022", or install CMake 3.25 or newer'
    }
    $there = Get-Location
    try {
        Set-Location -LiteralPath $root # where the presets are
        $presets = Join-Path $root 'CMakePresets.json'
        $stamp = Join-Path $root 'build\windows-msvc\CMakeFiles\generate.stamp' # new with every configuration
        if (-not (Test-Path -LiteralPath $stamp) -or
            (Get-Item -LiteralPath $stamp).LastWriteTime -lt (Get-Item -LiteralPath $presets).LastWriteTime) {
            if (-not $env:VCPKG_ROOT) {
                give_up 'VCPKG_ROOT is not set: it has to name a clone of vcpkg (https://github.com/microsoft/vcpkg)'
            }
            if (-not (Test-Path -LiteralPath "$env:VCPKG_ROOT\scripts\buildsystems\vcpkg.cmake")) {
                give_up "VCPKG_ROOT is $env:VCPKG_ROOT, and there is no vcpkg"
            }
            say 'configuring; the first time vcpkg builds the libraries, which takes long'
            run_cmake "the preset 'windows-msvc' could not be configured" @('--preset', 'windows-msvc')
        }
        if (-not (Test-Path -LiteralPath "$bin\hangup-lab.exe")) { say 'building' }
        run_cmake "the preset 'windows-msvc' could not be built" `
            @('--build', '--preset', 'windows-msvc', '--target', 'hangup-lab') # which depends on the other two
    } finally {
        Set-Location -LiteralPath $there.ProviderPath
    }
}
