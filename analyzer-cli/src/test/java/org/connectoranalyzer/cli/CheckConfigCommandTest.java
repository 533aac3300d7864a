package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration files without a capture. */
class CheckConfigCommandTest {
  private static final Charset WINDOWS_31J = Charset.forName("windows-31j");

  @TempDir private Path folder = Path.of("");

  private ConfigurationFiles files() {
    return new ConfigurationFiles(folder);
  }

  /** The command with these arguments behind it. */
  private static Run check(Object... args) {
    return Run.of(Stream.concat(Stream.of("check-config"), Stream.of(args)).toArray());
  }

  @Test
  void filesThatAgreeAreClean() throws IOException {
    Path winhttp = files().write("winhttp.txt", ConfigurationFiles.WINHTTP);
    Path registry = files().write("connector.reg", ConfigurationFiles.REGISTRY);
    Run run = check(files().service(), files().updater(), winhttp, registry);
    run.endsWith(ExitCode.CLEAN);
    assertThat(withoutFolder(run))
        .isEqualTo(
            """
            No fault found in 4 files.

            FILES
              service.exe.config: connector service, recognized by its name
              updater.exe.config: Connector Updater service, recognized by its name
              winhttp.txt: WinHTTP, recognized by its name
              connector.reg: registry export, recognized by its name

            WHO GOES WHICH WAY
              Connector service          through proxy.contoso.local:8080
                  service.exe.config:5
              Connector Updater service  through proxy.contoso.local:8080
                  updater.exe.config:5
              Revocation checks          through proxy.contoso.local:8080
                  winhttp.txt:4
              Requests to applications   through proxy.contoso.local:8080
                  connector.reg:4
                  service.exe.config:5

            FINDINGS  none

            WHAT THE FILES DO NOT SHOW
              - Whether a service was restarted after its file was changed: hold the files against a capture of
                its start with "analyze --config FILE CAPTURE".
            """);
  }

  /** Lines are wrapped at blanks, of which the names of the files have none. */
  private String withoutFolder(Run run) {
    return run.out()
        .replaceAll(":\\s+connector\\s+service", ": connector service")
        .replaceAll(":\\s+Connector\\s+Updater\\s+service", ": Connector Updater service")
        .replaceAll("service,\\s+recognized", "service, recognized")
        .replace(folder + "/", "")
        .replace(ConfigurationFiles.SERVICE, "service.exe.config")
        .replace(ConfigurationFiles.UPDATER, "updater.exe.config");
  }

  @Test
  void inJapaneseAsWell() throws IOException {
    Run run = check("--lang", "ja", files().service()).endsWith(ExitCode.CLEAN);
    assertThat(run.out())
        .startsWith("1 個のファイルに問題は見つかりませんでした。\n\nファイル\n")
        .contains(
            "サービス、名前から判別",
            "\n  コネクタ サービス             proxy.contoso.local:8080 経由\n",
            "\n  証明書の失効確認              これらのファイルからは不明\n",
            "検出事項  なし",
            "ファイルからはわからないこと");
  }

  @Test
  void asciiKeepsToAscii() throws IOException {
    Path file = files().write("構成.config", ConfigurationFiles.proxy("http://proxy:8080"));
    Run run = check("--ascii", "--lang", "ja", file);
    assertThat(run.out()).startsWith("No fault found").contains("\\u69cb\\u6210.config");
    assertThat(run.out().chars()).allMatch(c -> c < 0x80);
  }

  @Test
  void coloursOnlyWhereAsked() throws IOException {
    assertThat(check("--color", "always", files().service()).out())
        .startsWith("\u001b[32mNo fault found in one file.\u001b[0m\n");
    assertThat(check(files().service()).out()).doesNotContain("\u001b");
  }

  @Test
  void faultsAreFindingsWithTheirLine() throws IOException {
    Path service = files().broken(ConfigurationFiles.SERVICE);
    Run run = check(service).endsWith(ExitCode.FINDINGS);
    assertThat(run.out())
        .startsWith("1 error in one file.\n")
        .contains("Connector service          not at all: the setting is in error\n")
        .contains("\nFINDINGS  1 error\n\nERROR  CONFIG-INVALID  service")
        .contains("  Seen        " + service + ":4", "  Remedy      Correct line 4")
        .doesNotContain("Filter", "frame");
    assertThat(check("-f", "json", service).out())
        .contains("\"code\": \"CONFIG-INVALID\"")
        .contains("\"file\": \"" + service + "\",\n      \"line\": 4,")
        .doesNotContain("Filter\"", "\"frame\"");
    assertThat(check("--lang", "ja", service).out())
        .startsWith("1 個のファイルでエラー 1 件を検出しました。\n")
        .contains("\n検出事項  エラー 1 件\n\nエラー  CONFIG-INVALID  service");
  }

  @Test
  void failsOnWhatIsAskedFor() throws IOException {
    Path service = files().service();
    Path winhttp =
        files().write("winhttp.txt", "\nCurrent WinHTTP proxy settings:\n\n    Direct access.\n");
    check(service, winhttp).endsWith(ExitCode.CLEAN);
    Run warned = check("--fail-on", "warning", service, winhttp).endsWith(ExitCode.FINDINGS);
    assertThat(warned.out())
        .contains("WARNING  CONFIG-WINHTTP-DIFFERS")
        .doesNotContain("capture w");
    Path broken = files().broken(ConfigurationFiles.UPDATER);
    check("--fail-on", "never", broken).endsWith(ExitCode.CLEAN);
    Run errors = check("--min-severity", "error", service, winhttp, broken);
    assertThat(errors.out())
        .startsWith("1 error, 1 warning in 3 files.\n")
        .contains("One finding below severity ERROR not shown.")
        .doesNotContain("WARNING  ");
    Run worst = check(broken, "none.config");
    assertThat(worst.code()).isEqualTo(1);
    assertThat(check(broken, "-o", folder.resolve("none/x")).code()).isEqualTo(4);
  }

  @Test
  void saysTheSameBesideACapture() throws IOException {
    Path broken = files().broken(ConfigurationFiles.UPDATER);
    String alone = check(broken).out();
    String finding =
        alone.substring(alone.indexOf("ERROR  CONFIG-INVALID"), alone.indexOf("\nWHAT THE FILES"));
    Run run = Run.of("--updater-config", broken, Run.HEALTHY).endsWith(ExitCode.FINDINGS);
    assertThat(run.out()).contains(finding);
  }

  @Test
  void oneBadFileLeavesTheOthers() throws IOException {
    Path notes = files().write("notes.txt", "hello\n");
    Run run = check(notes, "none.config", folder, files().service(), "-f", "json");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out())
        .contains("\"code\": \"unrecognizedConfiguration\"")
        .contains("\"code\": \"missing\"")
        .contains("\"code\": \"configurationFolder\"")
        .contains("\"status\": \"checked\"")
        .contains("\"proxy\": \"proxy.contoso.local:8080\"");
    assertThat(run.err().lines()).hasSize(3);
    assertThat(run.err()).contains(notes + "\" is not recognized", "--winhttp", "There is no file");
  }

  @Test
  void textSaysWhatCouldNotBeChecked() throws IOException {
    Path notes = files().write("notes.txt", "hello\n");
    assertThat(check(notes, files().service()).out())
        .startsWith("No fault found in one file. One more file could not be checked.\n")
        .contains("  UNREADABLE  \"");
    Run nothing = check("--fail-on", "never", notes);
    assertThat(nothing.out()).startsWith("No file could be checked.\n");
    assertThat(nothing.code()).isEqualTo(3);
  }

  /** A stream of which nothing can be read. */
  private static final class Broken extends InputStream {
    private final Exception failure;

    Broken(Exception failure) {
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      if (failure instanceof IOException e) {
        throw e;
      }
      throw new IllegalStateException(failure);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return read();
    }
  }

  @Test
  void aDefectIsSaidInOneLine() {
    InputStream in = new Broken(new ArithmeticException("boom"));
    Run run = Run.on(Terminal.NONE, in, "check-config", "-");
    assertThat(run.code()).isEqualTo(70);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("Internal error", "boom");
  }

  @Test
  void aStreamThatBreaksOffCannotBeChecked() {
    InputStream in = new Broken(new IOException("disk error"));
    Run run = Run.on(Terminal.NONE, in, "check-config", "--winhttp", "-", "-f", "json");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).contains("\"role\": \"winhttp\"", "\"code\": \"unreadable\"");
  }

  @Test
  void theOptionTellsWhatAFileIs() throws IOException {
    Path file = files().write("a.txt", ConfigurationFiles.proxy("http://proxy.contoso.local:8080"));
    assertThat(check(file).out()).contains("connector service, recognized by its content");
    assertThat(check("--machine-config", file, "-f", "json").out())
        .contains("\"role\": \"machine\",\n    \"recognizedBy\": \"option\"");
    assertThat(check("--updater-config", file).out())
        .contains("Connector Updater service, as told by its option");
  }

  @Test
  void standardInputIsAFileToo() {
    Run told =
        Run.with(ConfigurationFiles.WINHTTP.getBytes(UTF_8), "check-config", "--winhttp", "-");
    assertThat(told.endsWith(ExitCode.CLEAN).out()).contains("  -: WinHTTP", "      -:4\n");
    Run shape = Run.with(ConfigurationFiles.WINHTTP.getBytes(UTF_8), "check-config", "-");
    assertThat(shape.endsWith(ExitCode.CLEAN).out()).contains("recognized by its content");
    check("-", "--config", "-").isRefusedWith("read only once");
  }

  @Test
  void filesOfAnyEncoding() throws IOException {
    String text = ConfigurationFiles.proxy("http://proxy.contoso.local:8080");
    Path utf16 =
        files()
            .write(
                ConfigurationFiles.SERVICE, "\ufeff" + text.replace("utf-8", "utf-16"), UTF_16LE);
    Path marked = files().write(ConfigurationFiles.UPDATER, "\ufeff" + text);
    Path winhttp =
        files()
            .write(
                "winhttp.txt",
                "\n現在の WinHTTP プロキシ設定:\n\n    直接アクセス (プロキシ サーバーなし)。\n\n",
                WINDOWS_31J);
    Run run = check(utf16, marked, winhttp);
    assertThat(run.out())
        .contains("Connector service          through proxy.contoso.local:8080")
        .contains("Connector Updater service  through proxy.contoso.local:8080")
        .contains("Revocation checks          WinHTTP has no proxy");
  }

  @Test
  void writesWhereItIsAsked() throws IOException {
    Path json = folder.resolve("out.json");
    Run run = check(files().service(), "-f", "text", "-f", "json:" + json);
    assertThat(run.endsWith(ExitCode.CLEAN).out()).startsWith("No fault found");
    assertThat(Files.readString(json))
        .isEqualTo(check(files().service(), "-f", "json").out())
        .startsWith("{\n  \"schemaVersion\": \"1.0\",");
    Path text = folder.resolve("out.txt");
    assertThat(check(files().service(), "-o", text).endsWith(ExitCode.CLEAN).out()).isEmpty();
    assertThat(Files.readString(text)).isEqualTo(run.out());
    Run none = check(files().service(), "-o", folder.resolve("none/out.txt"));
    assertThat(none.code()).isEqualTo(4);
    assertThat(none.err()).contains("no such folder");
  }

  @Test
  void whatIsReadIsNotWrittenOver() throws IOException {
    Path service = files().service();
    String before = Files.readString(service);
    check(service, "-o", folder.resolve("x/../" + ConfigurationFiles.SERVICE))
        .isRefusedWith("not written over");
    check("--config", service, "-f", "json:" + service).isRefusedWith("not written over");
    assertThat(Files.readString(service)).isEqualTo(before);
  }

  @Test
  void wrongUsageIsRefused() throws IOException {
    check().isRefusedWith("configuration file is missing");
    check("-f", "json").isRefusedWith("configuration file is missing");
    check("").isRefusedWith("name of a configuration file is empty");
    check("--config", "").isRefusedWith("name of a configuration file is empty");
    check("--config").isRefusedWith("--config");
    check("a\u0000b").isRefusedWith("cannot be the name of a file");
    check(files().service(), "--client", "10.0.0.1").isRefusedWith("Unknown option: '--client'");
    check(files().service(), "-v", "-q").isRefusedWith("mutually exclusive");
    check("--config", files().service(), "--config", files().updater()).isRefusedWith("--config");
  }

  @ParameterizedTest
  @ValueSource(strings = {"html", "csv", ""})
  void itsFormatsAreTextAndJson(String format) throws IOException {
    check("-f", format, files().service())
        .isRefusedWith("'" + format + "' is not one of text, json");
  }

  @Test
  void aCommandIsAFileWhereAFileIsWanted() throws IOException {
    assertThat(check("check-config", "explain").code()).isEqualTo(3);
    Run capture = Run.of("analyze", "check-config");
    assertThat(capture.code()).isEqualTo(3);
    assertThat(capture.out()).contains("\"check-config\"");
  }

  @Test
  void helpNamesItsOptions() {
    assertThat(check("--help").endsWith(ExitCode.CLEAN).out())
        .contains("--config", "--updater-config", "--machine-config", "--winhttp", "--registry")
        .doesNotContain("--tz", "--client");
    assertThat(Run.of("--help").out()).contains("check-config");
  }

  @Test
  void namesOfFilesAreMadeHarmless() throws IOException {
    Path odd = files().write("a\u001b[31m\n\u202e.exe.config", ConfigurationFiles.proxy("x"));
    Run run = check(odd, folder.resolve("none\u001b[2J"), "-v");
    assertThat(run.out() + run.err()).doesNotContain("\u001b", "\u202e");
    assertThat(run.out()).contains("a\\x1b[31m\\x0a\\u202e.exe.config");
  }

  /** In the address, in a script's address, in the bypass list's neighbourhood, with any fault. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://alice:s3cret@proxy.contoso.local:8080",
        "http://alice:s3cret@proxy.contoso.local",
        "https://alice:s3cret@proxy.contoso.local:8080",
        "alice:s3cret@proxy.contoso.local:8080",
        "http://alice:s3cret@:8080",
        "http://alice:s3cret@proxy.contoso.local:99999",
        "http:// alice:s3cret@proxy contoso local:8080",
        "http://alice:s3cret/s3cret@proxy.contoso.local:8080"
      })
  void credentialsOfAnAddressAreNowhere(String address) throws IOException {
    Path service = files().write(ConfigurationFiles.SERVICE, ConfigurationFiles.proxy(address));
    Path script =
        files()
            .write(
                ConfigurationFiles.UPDATER,
                ConfigurationFiles.section(
                    "<defaultProxy><proxy scriptLocation=\"" + address + "\" /></defaultProxy>"));
    for (String format : new String[] {"text", "json"}) {
      Run run = check("-v", "-f", format, service, script);
      assertThat(run.out() + run.err()).doesNotContain("s3cret", "alice");
      Run capture =
          Run.of("-v", "-f", format, "--config", service, "--updater-config", script, Run.HEALTHY);
      assertThat(capture.out() + capture.err()).doesNotContain("s3cret", "alice");
    }
  }
}
