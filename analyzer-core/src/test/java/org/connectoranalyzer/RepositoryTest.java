package org.connectoranalyzer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds for every file of the project, and for its documents. */
class RepositoryTest {
  private static final Path ROOT = Path.of("..");
  private static final Set<String> NOT_COMMITTED =
      Set.of("target", ".git", ".idea", ".vscode", ".settings");
  private static final Pattern TEXT =
      Pattern.compile(
          ".*\\.(java|md|xml|json|txt|properties|sh|py|conf|cmd|config|mermaid)|[^.]+|\\.\\w+");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]\\w*[A-Z]?\\w*)[.`]");

  private static final List<Path> FILES = new ArrayList<>();

  @BeforeAll
  static void findFiles() throws IOException {
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_COMMITTED.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            FILES.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(FILES).hasSizeGreaterThan(100);
  }

  private static List<Path> named(String pattern) {
    return FILES.stream()
        .filter(file -> String.valueOf(file.getFileName()).matches(pattern))
        .sorted()
        .toList();
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    TreeMap<String, Boolean> marked = new TreeMap<>();
    for (Path file : named(".*\\.java")) {
      Path folder = file.getParent();
      String place = String.valueOf(folder).replace('\\', '/');
      String module = place.replaceFirst("/src/.*", "");
      String name = module + " " + place.replaceFirst(".*/java/", "");
      boolean marks =
          file.endsWith("package-info.java") && Files.readString(file).contains("@NullMarked");
      marked.merge(name, marks, Boolean::logicalOr);
    }
    assertThat(marked).hasSizeGreaterThan(10);
    assertThat(marked).allSatisfy((name, is) -> assertThat(is).as(name).isTrue());
  }

  @Test
  void noFileKnowsTheMachineItWasWrittenOn() throws IOException {
    List<String> places = new ArrayList<>();
    Path here = ROOT.toRealPath();
    // A checkout in /src or /app proves nothing: such words stand everywhere.
    if (here.getNameCount() > 1) {
      places.add(here.toString());
    }
    String home = System.getProperty("user.home", "");
    if (home.length() > 2) {
      places.add(home + "/");
    }
    places.add("/work" + "/");
    Pattern registry =
        Pattern.compile(
            "(repo1?\\.maven|repo\\.|nexus\\.|artifactory|registry\\.|mirror\\.)"
                + "[a-z0-9-]*\\.[a-z]{2,}",
            Pattern.CASE_INSENSITIVE);
    for (Path file : named(TEXT.pattern())) {
      if (file.endsWith("RepositoryTest.java")) {
        continue;
      }
      String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
      for (String place : places) {
        assertThat(text.contains(place)).as("%s names %s", file, place).isFalse();
      }
      Matcher found = registry.matcher(text);
      assertThat(found.find()).as("%s names a registry", file).isFalse();
    }
  }

  @Test
  void linesEndAsTheProjectSays() throws IOException {
    for (Path file : named(TEXT.pattern())) {
      String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
      boolean ofWindows = file.endsWith("winhttp.txt") || file.toString().endsWith(".cmd");
      if (!ofWindows) {
        assertThat(text.indexOf('\r')).as("%s has CR", file).isNegative();
      }
      assertThat(text.isEmpty() || text.endsWith("\n")).as("%s ends its last line", file).isTrue();
    }
  }

  @Test
  void documentsLinkToWhatExists() throws IOException {
    int links = 0;
    for (Path document : named(".*\\.md")) {
      if (document.toString().contains("resources")) {
        continue;
      }
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        String target = link.group(1);
        if (!target.matches("[a-z]+:.*")) {
          links++;
          assertThat(document.resolveSibling(target)).as("linked from %s", document).exists();
        }
      }
    }
    assertThat(links).isGreaterThan(30);
  }

  @Test
  void documentsNameTypesThatExist() throws IOException {
    StringBuilder sources = new StringBuilder();
    for (Path file : named(".*\\.java")) {
      sources.append(Files.readString(file));
    }
    Set<String> words = new TreeSet<>(List.of(sources.toString().split("\\W+")));
    Set<String> unknown = new TreeSet<>();
    for (String document : List.of("CONTRIBUTING.md", "README.md")) {
      Matcher type = TYPE.matcher(Files.readString(ROOT.resolve(document)));
      while (type.find()) {
        if (!words.contains(type.group(1)) && !type.group(1).endsWith("Authorization")) {
          unknown.add(document + ": " + type.group(1));
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void decisionsHaveTheirForm() throws IOException {
    List<Path> decisions = named("\\d{4}-.*\\.md");
    for (int i = 0; i < decisions.size(); i++) {
      Path decision = decisions.get(i);
      String text = Files.readString(decision);
      String number = String.format(Locale.ROOT, "%04d", i + 1);
      assertThat(decision.getFileName().toString()).startsWith(number + "-");
      assertThat(text)
          .as("%s", decision)
          .startsWith("# " + number + " ")
          .contains("\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n");
      assertThat(text.lines().count()).as("%s fits on a page", decision).isLessThan(60);
    }
    assertThat(decisions).hasSizeGreaterThan(7);
  }
}
