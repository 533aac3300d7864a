package org.connectoranalyzer.fuzzing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Searches every target in turn for inputs that break a promise, each in a process of its own under
 * Jazzer, and keeps what it finds where the replay picks it up. Called by the Maven profile {@code
 * fuzz}: seconds a target, then the names of targets ("all" for all of them).
 */
public final class FuzzCampaign {
  /** Small, so that an input that needs memory beyond measure is found as well. */
  private static final String HEAP = "-Xmx256m";

  private static final int SECONDS_OF_ONE_INPUT = 10;
  private static final int MOST_FINDINGS = 8;
  private static final int LONGEST_INPUT = 32 << 10;

  /** Ours, and what others wrote that the program unpacks untrusted bytes with. */
  private static final List<String> SEARCHED =
      List.of("org.connectoranalyzer.**", "org.tukaani.xz.**");

  /** A bypass list holds regular expressions; what a match of one may read is bounded. */
  private static final String PATTERNS_OF_USERS =
      "com.code_intelligence.jazzer.sanitizers.RegexInjection";

  private static final Path WORK = Path.of("target/fuzz");
  private static final Pattern PROGRESS =
      Pattern.compile("#(\\d+)\\s+\\w+\\s+cov: (\\d+) ft: (\\d+) corp: (\\d+)/.*");

  private final int seconds;

  private FuzzCampaign(int seconds) {
    this.seconds = seconds;
  }

  /** What one search came to; {@code edges} and {@code features} as libFuzzer counts them. */
  private record Figures(String target, long runs, long edges, long features, int findings) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "| %s | %,d | %,d | %,d | %d |", target, runs, edges, features, findings);
    }
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    FuzzCampaign campaign = new FuzzCampaign(Integer.parseInt(arguments[0]));
    List<String> wanted = List.of(arguments[1].split(",", -1));
    int findings = 0;
    List<String> table = new ArrayList<>();
    table.add("| target | executions | edges | features | findings |");
    table.add("|---|---|---|---|---|");
    for (FuzzTarget target : FuzzTarget.ALL) {
      if (wanted.contains("all") || wanted.contains(target.name())) {
        Figures figures = campaign.search(target);
        findings += figures.findings;
        table.add(figures.toString());
      }
    }
    System.out.println(String.join("\n", table));
    if (findings > 0) {
      throw new IllegalStateException(
          findings
              + " inputs break a promise: see target/fuzz/*/log.txt; they are kept in "
              + Findings.FOLDER);
    }
  }

  private Figures search(FuzzTarget target) throws IOException, InterruptedException {
    Path folder = WORK.resolve(target.name());
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path found = Files.createDirectories(folder.resolve("found"));
    try (Stream<Path> old = Files.list(found)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    writeSeeds(target, corpus);
    Process process =
        new ProcessBuilder(command(target, corpus, found)).redirectErrorStream(true).start();
    Figures figures = watch(target, process, folder.resolve("log.txt"));
    int code = process.waitFor();
    int findings = keep(target, found);
    if (code != 0 && findings == 0) {
      throw new IllegalStateException(
          target.name() + " ended with code " + code + ": see " + folder.resolve("log.txt"));
    }
    figures = new Figures(target.name(), figures.runs, figures.edges, figures.features, findings);
    System.out.println(figures);
    return figures;
  }

  private static void writeSeeds(FuzzTarget target, Path corpus) throws IOException {
    List<byte[]> seeds = target.seeds().toList();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), seeds.get(i));
    }
  }

  private List<String> command(FuzzTarget target, Path corpus, Path found) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        HEAP,
        "-XX:+EnableDynamicAgentLoading",
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + FuzzDriver.class.getName(),
        "--target_args=" + target.name(),
        "--instrumentation_includes=" + String.join(":", SEARCHED),
        "--instrumentation_excludes=org.connectoranalyzer.fuzzing.**:org.connectoranalyzer.testing.**",
        "--custom_hook_includes=org.connectoranalyzer.**",
        "--disabled_hooks=" + PATTERNS_OF_USERS,
        "--mutator_framework=false",
        "--keep_going=" + MOST_FINDINGS,
        "--reproducer_path=" + found.getParent(),
        "-artifact_prefix=" + found + "/",
        "-max_total_time=" + seconds,
        "-timeout=" + SECONDS_OF_ONE_INPUT,
        "-max_len=" + LONGEST_INPUT,
        "-print_final_stats=1",
        corpus.toString());
  }

  /** Writes down what the search says and takes its figures from it. */
  private static Figures watch(FuzzTarget target, Process process, Path log) throws IOException {
    Figures figures = new Figures(target.name(), 0, 0, 0, 0);
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      Files.writeString(log, "");
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        Files.writeString(log, line + "\n", StandardOpenOption.APPEND);
        Matcher progress = PROGRESS.matcher(line);
        if (progress.matches()) {
          figures =
              new Figures(
                  target.name(),
                  Long.parseLong(progress.group(1)),
                  Long.parseLong(progress.group(2)),
                  Long.parseLong(progress.group(3)),
                  0);
        }
      }
    }
    return figures;
  }

  private static int keep(FuzzTarget target, Path found) throws IOException {
    try (Stream<Path> files = Files.list(found)) {
      List<Path> inputs = files.sorted().toList();
      for (Path input : inputs) {
        Findings.keep(target, input);
      }
      return inputs.size();
    }
  }
}
