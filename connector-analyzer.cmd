@echo off
rem Starts Connector Trace Analyzer. Builds it first where that has not been done or where its sources have changed
rem since. What counts as a change is told by a mirror of the sources, in which the build takes place as well.
rem
rem Environment: JAVA_HOME (which Java), MAVEN_HOME, CONNECTOR_ANALYZER_OPTS (more options for the JVM).
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "say=>&2 echo connector-analyzer:"

if defined JAVA_HOME (
  set "java=%JAVA_HOME%\bin\java.exe"
) else (
  set "java="
  for %%J in (java.exe) do set "java=%%~$PATH:J"
)
if not defined java (
  %say% no java found: install a JDK 17 or newer, or set JAVA_HOME to one
  exit /b 70
)
if not exist "%java%" (
  %say% JAVA_HOME is "%JAVA_HOME%", but there is no bin\java.exe in it: set it to a JDK 17 or newer, or unset it
  exit /b 70
)
rem Without a release file the version is not known; then Java itself says what it does not like.
set "major=17"
set "version=unknown"
for %%J in ("%java%") do set "bin=%%~dpJ"
if exist "%bin%..\release" for /f tokens^=2^ delims^=^=.^" %%V in ('findstr /b "JAVA_VERSION=" "%bin%..\release"') do set "major=%%V"
if exist "%bin%..\release" for /f tokens^=2^ delims^=^=^" %%V in ('findstr /b "JAVA_VERSION=" "%bin%..\release"') do set "version=%%V"
if %major% lss 17 (
  %say% Java 17 or newer is needed, but "%java%" is Java %major%: set JAVA_HOME to a JDK 17 or newer
  exit /b 70
)

rem What the JVM has to say is no part of a report.
set options=-Xmx512m -Xms48m -XX:NewSize=32m -XX:+UseSerialGC -XX:-UsePerfData -XX:+DisplayVMOutputToStderr -Xlog:disable

rem Where the checkout cannot be written to, the program is kept in the user's own folder.
set "place=%root%target\launcher"
mkdir "%place%" 2>nul
2>nul (type nul >"%place%\writable") || call :use_cache
mkdir "%place%" 2>nul

rem Where the classes of the program are kept as a JVM of this version lays them out in memory (from JDK 25 on: its
rem ahead-of-time cache), which shortens each start. The JVM itself refuses an archive that does not fit.
set "archive=%place%\classes-%version%.jsa"
set "use=-XX:SharedArchiveFile"
if %major% geq 25 set "use=-XX:AOTCache"

rem One start at a time looks after the program: the others cannot open the lock, and wait.
set /a attempts=0
:attempt
set "entered="
set "failed="
call :guarded 3>&2 2>nul
if defined failed exit /b 70
if defined entered goto run
set /a attempts+=1
if %attempts% geq 600 (
  %say% another start has been building the program for ten minutes: end it, or delete "%place%"
  exit /b 70
)
ping -n 2 127.0.0.1 >nul
goto attempt

:run
rem Options that Java does not start with would end in its exit code 1, which is a statement about a capture.
if not defined CONNECTOR_ANALYZER_OPTS goto start
"%java%" %options% %CONNECTOR_ANALYZER_OPTS% -version >nul 2>&1
if errorlevel 1 (
  %say% Java does not start with CONNECTOR_ANALYZER_OPTS="%CONNECTOR_ANALYZER_OPTS%"
  exit /b 70
)
:start
rem An archive left empty says that this JVM makes none.
set preload=
if exist "%archive%" for %%A in ("%archive%") do if %%~zA gtr 0 set preload="%use%=%archive%"
"%java%" %options% %preload% %CONNECTOR_ANALYZER_OPTS% -jar "%place%\connector-analyzer.jar" %*
exit /b %errorlevel%

:use_cache
set "key=%root::=%"
set "key=%key:\=_%"
set "place=%LOCALAPPDATA%\connector-analyzer\%key%"
exit /b

:guarded
9>"%place%\lock" call :prepare 2>&3
exit /b

:prepare
set "entered=1"
set "changed="
robocopy "%root%." "%place%\sources" /MIR /A-:R /XD target .git .ci .idea .vscode analyzer-benchmarks samples docs test /XF *.md connector-analyzer* /R:1 /W:1 /NFL /NDL /NJH /NJS /NP >nul
if errorlevel 8 (
  set "failed=1"
  %say% cannot copy the sources to "%place%\sources"
  exit /b
)
if errorlevel 1 type nul >"%place%\changed"
if exist "%place%\changed" set "changed=1"
if not exist "%place%\connector-analyzer.jar" set "changed=1"
if not defined changed goto archive

set "mvn="
if defined MAVEN_HOME set "mvn=%MAVEN_HOME%\bin\mvn.cmd"
if not defined mvn for %%M in (mvn.cmd) do set "mvn=%%~$PATH:M"
if not defined mvn (
  set "failed=1"
  %say% Apache Maven 3.8.7 or newer is needed to build the program the first time, and no mvn was found: install it, or set MAVEN_HOME
  exit /b
)
if not exist "%bin%javac.exe" (
  set "failed=1"
  %say% a JDK is needed to build the program the first time, but "%java%" comes without a compiler: set JAVA_HOME to a JDK 17 or newer
  exit /b
)
%say% building the program from its sources; this happens once and takes about half a minute
pushd "%place%\sources"
call "%mvn%" -B -q -Dquick -Dmaven.test.skip=true -Dflatten.skip=true -pl analyzer-cli -am package <nul >"%place%\build.log" 2>&1
if errorlevel 1 set "failed=1"
popd
if defined failed (
  type "%place%\build.log" >&2
  %say% the build failed; its whole output is in "%place%\build.log"
  exit /b
)
for %%P in ("%place%\sources\analyzer-cli\target\analyzer-cli-*-all.jar") do move /y "%%P" "%place%\connector-analyzer.jar" >nul || set "failed=1"
if defined failed (
  %say% cannot replace "%place%\connector-analyzer.jar": another run is still using it
  exit /b
)
for /d %%M in ("%place%\sources\analyzer-*") do rd /s /q "%%M\target" 2>nul
del "%place%\changed" 2>nul
del /f "%place%\classes-*.jsa" 2>nul

:archive
if not exist "%archive%" call :make_archive <nul >nul 2>&1
exit /b

rem Makes the archive from what a run over some samples uses, aside, tries it, and puts it in place in one step. Says
rem nothing and fails nothing: without it a start only takes longer. A JVM writes archives read-only, hence del /f.
:make_archive
set "program=%place%\connector-analyzer.jar"
set "new=%place%\new"
set "samples=%root%samples"
set work="%samples%\direct-healthy" "%samples%\proxy-407" "%samples%\tls-inspection" -f text -f "json:%new%.json"
if not exist "%samples%\direct-healthy" set work=--help
del /f "%new%.*"
if %major% geq 25 goto make_cache
rem In two steps, for what a JVM archives at the end of a run leaves out classes of old compilers.
"%java%" %options% "-XX:DumpLoadedClassList=%new%.classes" -jar "%program%" %work%
"%java%" %options% -Xshare:dump "-XX:SharedClassListFile=%new%.classes" "-XX:SharedArchiveFile=%new%.jsa" -cp "%program%"
goto try_archive
:make_cache
"%java%" %options% "-XX:AOTCacheOutput=%new%.jsa" -jar "%program%" %work%
:try_archive
if exist "%new%.jsa" "%java%" %options% "%use%=%new%.jsa" -jar "%program%" --version || del /f "%new%.jsa"
if not exist "%new%.jsa" type nul >"%new%.jsa"
move /y "%new%.jsa" "%archive%"
del /f "%new%.*"
exit /b
