package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the user guide shows is what is there, and the same in both languages. */
class GuideTest {
  private static final Path GUIDE = Path.of("../docs/guide");
  private static final Pattern BLOCK =
      Pattern.compile("^```\\w+\n.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);

  /** All pages but the index, by name. */
  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(GUIDE)) {
      return files.filter(file -> !file.endsWith("README.md")).sorted().toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> all(Pattern pattern, Path page) {
    return pattern.matcher(text(page)).results().map(MatchResult::group).toList();
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
  void bothLanguagesShowTheSameExamples() throws IOException {
    for (Path page : pages()) {
      String name = page.getFileName().toString();
      Path english = GUIDE.resolve(name.replace(".ja.md", ".md"));
      assertThat(all(BLOCK, page)).as(name).isNotEmpty().isEqualTo(all(BLOCK, english));
    }
  }
}
