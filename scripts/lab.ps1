# Runs the lab on Windows, after building what is not built: the whole catalogue, unless told otherwise.
# All arguments are the lab's own: scripts\lab.ps1 explain 10053
# For Windows PowerShell 5.1 and PowerShell 7. No test here runs it: it has not been seen to work on Windows yet.
# To a file with --output FILE: what Windows PowerShell 5.1 redirects becomes UTF-16.

. "$PSScriptRoot\lib.ps1"

$arguments = @($args)
if ($arguments.Count -eq 0) { $arguments = @('run') }
build
& "$bin\hangup-lab.exe" @arguments
exit $LASTEXITCODE
