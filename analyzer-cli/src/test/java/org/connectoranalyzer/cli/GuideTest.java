package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.ConfigurationReader;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.connector.configuration.ProxySetting;
import org.connectoranalyzer.connector.configuration.ProxySetting.Kind;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.StandardDetectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the user guide shows is what there is, and the same in both languages. */
class GuideTest {
  static final Path GUIDE = Path.of("../docs/guide");
  private static final Path PROXY_SETTINGS = GUIDE.resolve("proxy-settings.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```\\w+\n.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("(?<=`)[A-Z]{2,}\\d*(-[A-Z0-9]{2,})+(?=`)");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");

  /** What this program is called with: other programs have options of their own. */
  private static final Pattern CALL =
      Pattern.compile("(?m)`--[^`\n]+`|`connector-analyzer [^`\n]+`|^\\./connector-analyzer .*$");

  /** All pages but the index, by name. */
  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(GUIDE)) {
      return files
          .filter(file -> file.toString().endsWith(".md") && !file.endsWith("README.md"))
          .sorted()
          .toList();
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> all(Pattern pattern, Path page) {
    return pattern.matcher(text(page)).results().map(MatchResult::group).toList();
  }

  /** What stands in the fenced blocks of one language. */
  static List<String> blocks(String language, Path page) {
    String fence = "```" + language + "\n";
    return all(BLOCK, page).stream()
        .filter(block -> block.startsWith(fence))
        .map(block -> block.substring(fence.length(), block.length() - "```".length()))
        .toList();
  }

  /** Blocks that are the same in every language: all but what the program prints. */
  private static List<String> examples(Path page) {
    return all(BLOCK, page).stream().filter(block -> !block.startsWith("```text\n")).toList();
  }

  /** A file that holds what the guide adds to it. */
  private static String configuration(String section) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<configuration>\n"
        + section
        + "  <runtime>\n    <gcServer enabled=\"true\"/>\n  </runtime>\n</configuration>\n";
  }

  @Test
  void everyPageIsInTheIndexAndInBothLanguages() throws IOException {
    assertThat(pages()).isNotEmpty();
    String index = text(GUIDE.resolve("README.md"));
    for (Path page : pages()) {
      String name = page.getFileName().toString();
      String twin =
          name.endsWith(".ja.md")
              ? name.replace(".ja.md", ".md")
              : name.replaceFirst("\\.md$", ".ja.md");
      assertThat(index).contains("(" + name + ")");
      assertThat(text(page)).contains("(" + twin + ")");
      assertThat(GUIDE.resolve(twin)).exists();
    }
  }

  @Test
  void bothLanguagesShowTheSameExamplesAndCodes() throws IOException {
    for (Path page : pages()) {
      String name = page.getFileName().toString();
      Path english = GUIDE.resolve(name.replace(".ja.md", ".md"));
      assertThat(examples(page)).as(name).isNotEmpty().isEqualTo(examples(english));
      assertThat(all(CODE, page)).as(name).isEqualTo(all(CODE, english));
    }
  }

  @Test
  void namesCodesThatThereAre() throws IOException {
    Set<String> codes =
        StandardDetectors.all().stream()
            .flatMap(detector -> detector.diagnoses().stream())
            .map(Diagnosis::code)
            .collect(Collectors.toCollection(TreeSet::new));
    for (Path page : pages()) {
      assertThat(codes).as("%s", page).containsAll(all(CODE, page));
    }
  }

  @Test
  void namesOptionsThatThereAre() throws IOException {
    Set<String> options = new TreeSet<>();
    for (String command : Commands.NAMES) {
      String help = Run.of(command, "--help").out();
      OPTION.matcher(help).results().map(MatchResult::group).forEach(options::add);
    }
    for (Path page : pages()) {
      String calls = String.join("\n", all(CALL, page));
      List<String> used = OPTION.matcher(calls).results().map(MatchResult::group).toList();
      assertThat(options).as("%s", page).containsAll(used);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"SERVICE", "UPDATER", "MACHINE"})
  void itsConfigurationMeansWhatItSays(Role role) throws IOException {
    List<ProxySetting> settings = new ArrayList<>();
    for (String section : blocks("xml", PROXY_SETTINGS)) {
      byte[] bytes = configuration(section).getBytes(UTF_8);
      ConfigurationFile file =
          ConfigurationReader.read(new ByteArrayInputStream(bytes), "example", role);
      assertThat(file.faults()).as(section).isEmpty();
      settings.add(file.proxy());
    }
    assertThat(settings)
        .extracting(ProxySetting::kind)
        .containsExactly(Kind.NONE, Kind.FIXED, Kind.FIXED);
    assertThat(settings.subList(1, 3))
        .extracting(ProxySetting::proxy)
        .containsOnly(new HostPort("proxy.contoso.local", 8080));
    assertThat(settings.get(1).bypassed()).isEmpty();
    assertThat(settings.get(2).bypassed()).singleElement().asString().contains("contoso");
  }

  /**
   * Files as the guide has them collected and set, beside a capture of a connector that uses them.
   */
  @Test
  void itsCommandLinesRun(@TempDir Path folder) throws IOException {
    String proxy = configuration(blocks("xml", PROXY_SETTINGS).get(1));
    String program = "MicrosoftEntraPrivateNetworkConnector";
    Files.writeString(folder.resolve(program + "Service.exe.config"), proxy);
    Files.writeString(folder.resolve(program + "UpdaterService.exe.config"), proxy);
    Files.writeString(folder.resolve("machine.config"), configuration(""));
    Files.writeString(
        folder.resolve("winhttp.txt"),
        """

        Current WinHTTP proxy settings:

            Proxy Server(s) :  proxy.contoso.local:8080
            Bypass List     :  <local>;*.contoso.local

        """);
    Path direct =
        Files.writeString(
            folder.resolve("direct.txt"),
            "\nCurrent WinHTTP proxy settings:\n\n    Direct access (no proxy server).\n\n");
    Files.writeString(
        folder.resolve("connector.reg"),
        """
        Windows Registry Editor Version 5.00

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Microsoft Entra private network connector]
        "UseDefaultProxyForBackendRequests"=dword:00000000

        """);
    Files.copy(Path.of(Run.sample("proxy-healthy")), folder.resolve("start.pcapng"));
    List<String> lines = blocks("sh", PROXY_SETTINGS).stream().flatMap(String::lines).toList();
    assertThat(lines).hasSize(2);
    for (String line : lines) {
      List<String> words = List.of(line.split(" "));
      assertThat(words.get(0)).isEqualTo("./" + Console.NAME);
      List<Object> args = new ArrayList<>();
      for (String word : words.subList(1, words.size())) {
        Path file = folder.resolve(word);
        args.add(Files.exists(file) ? file : word);
      }
      assertThat(args).filteredOn(Path.class::isInstance).hasSizeGreaterThan(4);
      args.addAll(List.of("--fail-on", "warning"));
      Run.of(args.toArray()).endsWith(ExitCode.CLEAN);
      // Without the proxy in WinHTTP the same line finds what the guide says of that.
      int winHttp = args.indexOf(folder.resolve("winhttp.txt"));
      args.set(winHttp, direct);
      Run found = Run.of(args.toArray());
      assertThat(found.code()).isEqualTo(ExitCode.FINDINGS.number());
      assertThat(found.out()).contains("WARNING  CONFIG-WINHTTP-DIFFERS");
    }
  }
}
