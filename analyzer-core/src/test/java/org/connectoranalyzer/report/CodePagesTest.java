package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.connector.configuration.ConfigurationInput;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.StandardDetectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/codes} has the words of the program, a page a code and language. {@code
 * -Dgolden.update=true} writes them and fails: the difference is to be reviewed.
 */
class CodePagesTest {
  private static final Path FOLDER = Path.of("../docs/codes");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");

  private static final Map<String, String> FILES = new TreeMap<>();

  private static List<Diagnosis> diagnoses() {
    return StandardDetectors.all().stream()
        .flatMap(d -> d.diagnoses().stream())
        .distinct()
        .toList();
  }

  @BeforeAll
  static void write() throws IOException {
    Map<String, List<CodePages.Shown>> samples = new TreeMap<>();
    for (Path sample : Samples.all().toList()) {
      CodePages.Shown shown = shown(sample);
      for (String code : codes(sample)) {
        samples.computeIfAbsent(code, c -> new ArrayList<>()).add(shown);
      }
    }
    configuration(samples);
    for (String language : List.of("en", "ja")) {
      FILES.putAll(new CodePages(Messages.load(language)).all(diagnoses(), samples));
    }
  }

  private static Set<String> codes(Path sample) throws IOException {
    Set<String> codes = new TreeSet<>();
    try (InputStream in = Files.newInputStream(sample.resolve("expected.json"))) {
      for (CaptureReport capture : JsonReader.read(in).captures()) {
        Objects.requireNonNull(capture.analysis()).findings().forEach(f -> codes.add(f.code()));
      }
    }
    return codes;
  }

  /** Codes of configuration files, by what checking a folder of them finds. */
  private static void configuration(Map<String, List<CodePages.Shown>> samples) throws IOException {
    Path all = Path.of("../samples/configuration");
    try (Stream<Path> folders = Files.list(all)) {
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        String command = "connector-analyzer check-config samples/configuration/%s/*";
        CodePages.Shown shown =
            new CodePages.Shown("configuration", "", command.formatted(folder.getFileName()));
        checked(folder).findings().stream()
            .map(FindingEntry::code)
            .distinct()
            .forEach(code -> samples.computeIfAbsent(code, c -> new ArrayList<>()).add(shown));
      }
    }
    String contradicted =
        "connector-analyzer --config samples/configuration/bypass/"
            + "MicrosoftEntraPrivateNetworkConnectorService.exe.config"
            + " samples/proxy-407/proxy-407.pcapng";
    samples
        .computeIfAbsent("CONFIG-NOT-EFFECTIVE", c -> new ArrayList<>())
        .add(new CodePages.Shown("configuration", "", contradicted));
  }

  private static ConfigurationReport checked(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return TraceAnalyzer.standard()
          .checkConfiguration(
              files.sorted().map(file -> ConfigurationInput.read(file, null)).toList());
    }
  }

  /** From the sample's README: its first sentence, and what to look for in Wireshark. */
  private static CodePages.Shown shown(Path sample) throws IOException {
    String readme = Files.readString(sample.resolve("README.md"));
    String what = readme.split("\n\n", -1)[1].replace('\n', ' ');
    Matcher filter =
        Pattern.compile("(?m)^- \\*\\*Look in Wireshark with:\\*\\* `([^`]+)`$").matcher(readme);
    assertThat(filter.find()).as("filter in the README of %s", sample).isTrue();
    return new CodePages.Shown(sample.getFileName().toString(), what, filter.group(1));
  }

  @Test
  void pagesHaveTheWordsOfTheProgram() throws IOException {
    List<String> changed = new ArrayList<>();
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Path path = FOLDER.resolve(file.getKey());
      if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
        changed.add(file.getKey());
        if (Boolean.getBoolean("golden.update")) {
          Files.createDirectories(FOLDER);
          Files.writeString(path, file.getValue());
        }
      }
    }
    assertThat(changed).as("-Dgolden.update=true rewrites them; review the difference").isEmpty();
  }

  @Test
  void noPageIsLeftOfACodeThatIsGone() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(FILES.keySet());
    }
  }

  @Test
  void theIndexListsEachCodeOnce() {
    for (String index : List.of("README.md", "README.ja.md")) {
      String text = Objects.requireNonNull(FILES.get(index));
      for (Diagnosis diagnosis : diagnoses()) {
        assertThat(text).containsOnlyOnce("[`" + diagnosis.code() + "`]");
      }
    }
  }

  @Test
  void linksLeadSomewhere() {
    FILES.forEach(
        (name, text) -> {
          for (String target : LINK.matcher(text).results().map(m -> m.group(1)).toList()) {
            boolean there =
                target.startsWith("https://")
                    || FILES.containsKey(target)
                    || Files.exists(FOLDER.resolve(target));
            assertThat(there).as("%s links to %s", name, target).isTrue();
          }
        });
  }

  /** What is in angle brackets outside of code would be taken for HTML, and vanish. */
  @Test
  void noWordIsTakenForHtml() {
    FILES.forEach(
        (name, text) -> {
          String prose = CODE.matcher(FENCED.matcher(text).replaceAll("")).replaceAll("");
          assertThat(prose.replace("<br>", "")).as(name).doesNotContainPattern("(?<!\\\\)<");
        });
  }
}
