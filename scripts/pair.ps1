# Launches one server and one client and shows both their logs, in order, when the client has ended.
# For Windows PowerShell 5.1 and PowerShell 7. No test here runs it: it has not been seen to work on Windows yet.

. "$PSScriptRoot\lib.ps1"

function usage {
    @'
usage: scripts\pair.ps1 [OPTION...]
Launches one hangup-server and one hangup-client and shows both their logs, in order.

For the server:                                for the client:
  --strategy NAME  how it ends connections       --plan STEPS     what it does, in order
  --when TRIGGER   when it does that             --style STYLE    the API it does it with
  --greet TEXT     what it sends first           --deadline TIME  how long it waits at most

  scripts\pair.ps1 --strategy abortive --plan "send; recv" --deadline "2s"

The exit code is the client's. The two programs' own --help, in build\windows-msvc\bin\Release, has the names and
forms. Quote the values: PowerShell may take 2s for a number.
'@
}

# One argument as the C runtime reads it: backslashes count only before a quotation mark.
function quoted($text) { '"' + ($text -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1') + '"' }

$server_arguments = @()
$client_arguments = @()
for ($i = 0; $i -lt $args.Count; $i++) {
    $option = [string]$args[$i]
    if ($option -eq '--help' -or $option -eq '-h') { usage; exit 0 }
    if ($option -notmatch '=' -and $i + 1 -lt $args.Count) {
        $i++
        $option += '=' + [string]$args[$i]
    }
    if ($option -match '^--(strategy|when|greet)=.') {
        $server_arguments += quoted $option
    } elseif ($option -match '^--(plan|style|deadline)=.') {
        $client_arguments += quoted $option
    } else {
        say "not an option with a value: $(($option -split '=')[0])"
        [Console]::Error.WriteLine((usage))
        exit 2
    }
}

# Starts a program whose two outputs go to NAME.out and NAME.log.
function launch($name, $arguments) {
    $process = Start-Process -FilePath "$bin\hangup-$name.exe" -ArgumentList ($arguments -join ' ') -NoNewWindow `
        -PassThru -RedirectStandardOutput "$directory\$name.out" -RedirectStandardError "$directory\$name.log"
    $null = $process.Handle # without it ExitCode stays empty in Windows PowerShell 5.1
    $process
}

# Asks the server to end, as common/platform/windows.cpp does, and ends it when it does not.
function end_server($process) {
    if ($process.HasExited) { return }
    try {
        $request = [System.Threading.EventWaitHandle]::OpenExisting("Local\hangup-exit-$($process.Id)")
        $null = $request.Set()
        $request.Dispose()
        $null = $process.WaitForExit(2000)
    } catch {
        say "the server could not be asked to end: $($_.Exception.Message)"
    }
    if (-not $process.HasExited) {
        Stop-Process -Id $process.Id -Force -ErrorAction SilentlyContinue # suspended by its strategy, for one
        $null = $process.WaitForExit(2000)
    }
}

# The lines of a file, each with the time stamp it begins with, or the last one before it, and its place.
function lines_of($name) {
    $time = ''
    foreach ($line in @(Get-Content -LiteralPath "$directory\$name.log")) {
        if ($line -match '^[0-9:.]{15}') { $time = $Matches[0] }
        $script:place++ # Sort-Object of Windows PowerShell 5.1 does not keep the order of equals
        [pscustomobject]@{ time = $time; place = $script:place; text = "$name | $line" }
    }
}

function show_output($name) {
    foreach ($line in @(Get-Content -LiteralPath "$directory\$name.out")) { "$name | $line" }
}

function show_logs($names) {
    $script:place = 0
    $names | ForEach-Object { lines_of $_ } | Sort-Object -Property time, place | ForEach-Object { $_.text }
}

build
$ErrorActionPreference = 'Stop'
$directory = Join-Path ([System.IO.Path]::GetTempPath()) ('hangup-' + [System.IO.Path]::GetRandomFileName())
$server = $null
$client = $null
$status = 4
try {
    $null = New-Item -ItemType Directory -Path $directory
    $port_file = Join-Path $directory 'port'
    $server = launch 'server' (@('--listen=127.0.0.1:0', (quoted "--port-file=$port_file"), '--color=never') +
        $server_arguments)
    $port = $null
    while (-not $port -and -not $server.HasExited) {
        Start-Sleep -Milliseconds 20
        $port = Get-Content -LiteralPath $port_file -TotalCount 1 -ErrorAction SilentlyContinue
    }
    if (-not $port) {
        $server.WaitForExit()
        show_output 'server'
        show_logs @('server') # it has said why
        $status = $server.ExitCode
    } else {
        $client = launch 'client' (@("--connect=127.0.0.1:$port", '--color=never') + $client_arguments)
        while (-not $client.HasExited) { Start-Sleep -Milliseconds 50 } # unlike WaitForExit, Ctrl+C ends it
        end_server $server
        show_output 'server'
        show_logs @('server', 'client')
        show_output 'client'
        $status = $client.ExitCode
        "pair   | client: exit code $($client.ExitCode); server: exit code $($server.ExitCode)"
    }
} finally {
    foreach ($each in @($client, $server)) {
        if ($each -and -not $each.HasExited) {
            Stop-Process -Id $each.Id -Force -ErrorAction SilentlyContinue
            $null = $each.WaitForExit(2000) # or its files cannot be removed
        }
    }
    Remove-Item -LiteralPath $directory -Recurse -Force -ErrorAction SilentlyContinue
}
exit $status
