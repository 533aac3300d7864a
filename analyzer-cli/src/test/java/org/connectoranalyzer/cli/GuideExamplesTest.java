package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The user guide's command lines run, its output is that of the samples, its links lead on. */
class GuideExamplesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern FILE = Pattern.compile("(?:[a-z]+:)?[\\w./-]+\\.[a-z.]+");

  /** Ended as it should: with findings or without, or with too little to tell. */
  private static final Set<Integer> DONE = Set.of(0, 1, 3);

  /** Pages whose command lines need nothing but samples and what earlier lines wrote. */
  static Stream<Path> pages() throws IOException {
    return GuideTest.pages().stream()
        .filter(page -> !page.getFileName().toString().endsWith(".ja.md"))
        .filter(page -> !page.endsWith("proxy-settings.md"));
  }

  static Stream<Path> allPages() throws IOException {
    return Stream.concat(
        GuideTest.pages().stream(), Stream.of(GuideTest.GUIDE.resolve("README.md")));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandLinesRun(Path page, @TempDir Path folder) throws IOException {
    // A reader's own files: what the guide calls by these names.
    Files.copy(Path.of(Run.PROXY_407), folder.resolve("start.pcapng"));
    Files.copy(Path.of(Run.PROXY_407), folder.resolve("c.pcapng"));
    Files.copy(Path.of(Run.PROXY_407), folder.resolve("before.pcapng"));
    Files.copy(Path.of(Run.sample("proxy-healthy")), folder.resolve("after.pcapng"));
    Files.write(folder.resolve("redact.key"), new byte[32]);
    for (String block : GuideTest.blocks("sh", page)) {
      for (String line : block.lines().toList()) {
        if (line.startsWith("./" + Console.NAME + " ")) {
          Run run = Run.of(arguments(line, folder));
          assertThat(run.code()).as("%s%n%s", line, run.err()).isIn(DONE);
          assertThat(run.err()).as(line).doesNotContainPattern(Run.STACK_TRACE);
        }
      }
    }
  }

  /**
   * Words up to a comment, a pipe or a redirection; files stand in the folder or the repository.
   */
  private static Object[] arguments(String line, Path folder) {
    List<String> arguments = new ArrayList<>();
    for (String word : line.replaceFirst(" +[#|>].*", "").split(" +", -1)) {
      if (!FILE.matcher(word).matches() || Files.exists(ROOT.resolve(word))) {
        arguments.add(Files.exists(ROOT.resolve(word)) ? ROOT.resolve(word).toString() : word);
      } else {
        int colon = word.indexOf(':') + 1;
        arguments.add(word.substring(0, colon) + folder.resolve(word.substring(colon)));
      }
    }
    return arguments.subList(1, arguments.size()).toArray();
  }

  /** Each part between two lines of "…" stands, in this order, in what one sample gives. */
  @ParameterizedTest
  @MethodSource("allPages")
  void outputIsThatOfASample(Path page) throws IOException {
    String name =
        page.getFileName().toString().endsWith(".ja.md") ? "expected.ja.txt" : "expected.txt";
    List<String> outputs = new ArrayList<>();
    try (Stream<Path> samples = Files.list(Run.SAMPLES)) {
      for (Path output :
          samples.map(sample -> sample.resolve(name)).filter(Files::exists).toList()) {
        outputs.add(Files.readString(output));
      }
    }
    for (String block : GuideTest.blocks("text", page)) {
      List<String> parts = List.of(block.split("(?m)^…\n", -1));
      assertThat(outputs).as(block).anyMatch(output -> holds(output, parts));
    }
  }

  private static boolean holds(String output, List<String> parts) {
    int from = 0;
    for (String part : parts) {
      int found = output.indexOf(part, from);
      if (found < 0) {
        return false;
      }
      from = found + part.length();
    }
    return true;
  }

  @ParameterizedTest
  @MethodSource("allPages")
  void linksLeadSomewhere(Path page) throws IOException {
    String prose = FENCED.matcher(GuideTest.text(page)).replaceAll("");
    for (String link : LINK.matcher(prose).results().map(m -> m.group(1)).toList()) {
      if (link.startsWith("https://")) {
        continue;
      }
      String[] target = link.split("#", 2);
      Path file = target[0].isEmpty() ? page : GuideTest.GUIDE.resolve(target[0]);
      assertThat(file).as("%s in %s", link, page).exists();
      if (target.length == 2) {
        assertThat(anchors(file)).as("%s in %s", link, page).contains(target[1]);
      }
    }
  }

  /** As GitHub makes them of headings: lower case, blanks to hyphens, no punctuation. */
  private static Set<String> anchors(Path file) {
    Set<String> anchors = new TreeSet<>();
    GuideTest.text(file)
        .lines()
        .filter(line -> line.matches("#+ .*"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .forEach(
            line -> anchors.add(line.replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "").replace(' ', '-')));
    return anchors;
  }

  @Test
  void aBrokenExampleIsFound(@TempDir Path folder) {
    assertThat(holds("a\nb\nc\n", List.of("a\n", "c\n"))).isTrue();
    assertThat(holds("a\nb\nc\n", List.of("c\n", "a\n"))).isFalse();
    assertThat(arguments("./x -f json:a.json samples/proxy-407/proxy-407.pcapng > b.txt", folder))
        .containsExactly(
            "-f", "json:" + folder.resolve("a.json"), "../samples/proxy-407/proxy-407.pcapng");
    assertThat(anchors(GuideTest.GUIDE.resolve("proxy-settings.ja.md"))).contains("2-確認する");
  }
}
