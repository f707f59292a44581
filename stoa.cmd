@echo off
rem Runs Stoa's command line, and builds it first when a source has changed.
rem   stoa --help         the subcommands
rem   stoa study [ROW]    the programs that learners start from
rem   stoa bench [NAME]   the benchmarks
rem Java options, such as a larger heap, go into JDK_JAVA_OPTIONS.
setlocal
set java_release=25
set "root=%~dp0"

call :find_jdk
if not defined jdk (
  echo stoa: needs a JDK %java_release% or later and found none: install one from https://adoptium.net or let JAVA_HOME point to it>&2
  exit /b 1
)

"%jdk%\bin\java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "%root%.ci\BuildApp.java" "%root%."
if errorlevel 1 exit /b 1
set /p name=<"%root%target\app\current"
set "app=%root%target\app\%name%"
if "%~1"=="bench" goto bench

rem Java by itself takes at most a quarter of the memory. picocli is optional for users of Stoa as a
rem library, so no module asks for it.
"%jdk%\bin\java" -XX:MaxRAMPercentage=70 -p "%app%\lib" --add-modules info.picocli -m dev.stoa.training/dev.stoa.cli.Stoa %*
exit /b %errorlevel%

:bench
rem What stands behind "bench"; a loop with shift would split "-p threads=2" at its sign.
set rest=%*
set rest=%rest:*bench=%
"%jdk%\bin\java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp "%app%\bench\*" dev.stoa.benchmarks.Bench %rest%
exit /b %errorlevel%

:find_jdk
set jdk=
if defined JAVA_HOME call :try_jdk "%JAVA_HOME%"
for %%j in (java.exe) do if not "%%~$PATH:j"=="" call :try_jdk "%%~dp$PATH:j.."
for %%v in ("Eclipse Adoptium" Java Microsoft "Amazon Corretto" Zulu BellSoft) do (
  for /d %%d in ("%ProgramFiles%\%%~v\*") do call :try_jdk "%%d"
)
for /d %%d in ("%USERPROFILE%\.jdks\*") do call :try_jdk "%%d"
exit /b 0

rem Takes the folder for jdk if it is the home of one that is new enough, and none was found before.
rem Its file "release" tells without starting it.
:try_jdk
if defined jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set version=
for /f "usebackq tokens=1,2 delims==" %%a in ("%~1\release") do if "%%a"=="JAVA_VERSION" set "version=%%~b"
for /f "delims=.-+" %%a in ("%version%") do if %%a geq %java_release% set "jdk=%~1"
exit /b 0
