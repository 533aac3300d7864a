package org.connectoranalyzer.benchmarks.comparison;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.connectoranalyzer.benchmarks.workload.Mix;
import org.connectoranalyzer.benchmarks.workload.Workload;

/**
 * The command {@code run compare}: writes captures, runs the analyzer and the other programs on
 * them in turn, and prints medians, ratios and peak memory as docs/performance.md has them.
 */
public final class Comparison {
  private static final String ANALYZER = "`connector-analyzer`";
  private static final String TCPDUMP =
      "`tcpdump -nr F 'tcp[tcpflags] & tcp-syn != 0 and dst port 443'`";
  private static final String TSHARK =
      "`tshark -r F -Y 'tcp.flags.syn==1 && tcp.flags.ack==0 && tcp.analysis.retransmission'`";
  private static final String EXPERT = "`tshark -q -z expert -r F`";
  private static final String UNPACK = "`gzip -dc F.gz \\| cat`";
  private static final String EACH = "`tshark -q -z expert` for each, measured on 20 and scaled";

  private static final long MEGABYTE = 1_000_000L;
  private static final int FLOOD = 10_000_000;
  private static final int SMALL = 1_000;
  private static final int SMALL_FOR_TSHARK = 20;
  private static final int ROUNDS = 7;
  private static final int FEW = 3;
  private static final int SHORT_ROUNDS = 15;
  private static final double MOST_MEGABYTES = 160;
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final String launcher;
  private final Workspace workspace;
  private final boolean quick;
  private final PrintStream progress;
  private final Stopwatch stopwatch;
  private final Table table = new Table();

  private Comparison(Path root, Workspace workspace, boolean quick, PrintStream progress) {
    this.launcher = root.resolve("connector-analyzer").toString();
    this.workspace = workspace;
    this.quick = quick;
    this.progress = progress;
    this.stopwatch = new Stopwatch(workspace.folder(), LONGEST);
  }

  /** Arguments: the project's folder; {@code --quick} leaves out what takes minutes. */
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean quick = args.length == 2 && args[1].equals("--quick");
    if (args.length != (quick ? 2 : 1)) {
      System.err.println("usage: compare [--quick]");
      System.exit(2);
    }
    Path root = Path.of(args[0]);
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Workspace workspace = new Workspace(root.resolve("samples"), temporary);
    // However this ends: the captures are many gigabytes.
    Runtime.getRuntime().addShutdownHook(new Thread(workspace::remove));
    System.out.print(new Comparison(root, workspace, quick, System.err).run());
  }

  private Table run() throws IOException, InterruptedException {
    // The first start builds the program and what else it keeps.
    stopwatch.measure(Command.of(ANALYZER, launcher, "--version"));
    start();
    many();
    double peak = big();
    larger(peak);
    mixed("1 GB of connections", Mix.REFERENCE, 1_000 * MEGABYTE, "proxy-407");
    mixed("1 GB of a connector", Mix.CONNECTOR, 1_000 * MEGABYTE, "syn-unanswered");
    long unanswered = Workload.floodBytes(Mix.SYN_FLOOD, FLOOD);
    mixed("10 million SYNs without an answer", Mix.SYN_FLOOD, unanswered, "syn-unanswered");
    long halfOpen = Workload.floodBytes(Mix.HALF_OPEN_FLOOD, FLOOD);
    mixed("10 million half-open connections", Mix.HALF_OPEN_FLOOD, halfOpen, "proxy-407");
    return table;
  }

  private Command analyzer(String... arguments) {
    String[] words = new String[arguments.length + 1];
    words[0] = launcher;
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return Command.of(ANALYZER, words).withExitCodes(0, 1, 3);
  }

  private Contest measure(Contest contest, int rounds) throws IOException, InterruptedException {
    progress.println("measuring: " + contest.task());
    contest.run(stopwatch, rounds);
    table.add(contest);
    return contest;
  }

  /** A small capture: what starting costs. */
  private void start() throws IOException, InterruptedException {
    String file = workspace.sample("proxy-407").toString();
    Contest contest =
        new Contest("capture of 52 KB", analyzer(file))
            .against(Command.of(EXPERT, "tshark", "-q", "-z", "expert", "-r", file), "tshark");
    measure(contest, SHORT_ROUNDS);
    double ratio = 1 / contest.ratio(EXPERT);
    table.atMost("52 KB: no slower than `tshark -q -z expert`", ratio, 1, "");
    table.atMost("52 KB: target, 0.8 of it", ratio, 0.8, "");
  }

  /** Many small captures in one call, against one call each. */
  private void many() throws IOException, InterruptedException {
    String all = workspace.small("small", SMALL).toString();
    String some = workspace.small("some", SMALL_FOR_TSHARK).toString();
    String loop = "for f in \"$0\"/*; do tshark -q -z expert -r \"$f\"; done";
    Command each =
        Command.of(EACH, "sh", "-c", loop, some)
            .withShare((double) SMALL_FOR_TSHARK / SMALL)
            .withRounds(FEW);
    Contest contest =
        new Contest("1,000 captures of 5 to 60 KB", analyzer(all)).against(each, "tshark");
    measure(contest, FEW);
    table.atLeast(
        "1,000 captures: 30 times as fast as one tshark each", contest.ratio(EACH), 30, "");
  }

  /** The reference workload; the analyzer's peak memory in MB. */
  private double big() throws IOException, InterruptedException {
    Path file = workspace.write("reference.pcap", Mix.REFERENCE, 1_000 * MEGABYTE);
    String name = file.toString();
    String syns = "tcp[tcpflags] & tcp-syn != 0 and dst port 443";
    String retransmissions = "tcp.flags.syn==1 && tcp.flags.ack==0 && tcp.analysis.retransmission";
    Contest contest =
        new Contest("capture of 1 GB", analyzer(name))
            .against(Command.of(TCPDUMP, "tcpdump", "-nr", name, syns), "tcpdump")
            .against(Command.of("`cat F`", "cat", name), "cat")
            .against(Command.of("`tcptrace -n -q F`", "tcptrace", "-n", "-q", name), "tcptrace");
    if (!quick) {
      Command tshark = Command.of(TSHARK, "tshark", "-r", name, "-Y", retransmissions);
      contest.against(tshark.withRounds(2), "tshark");
    }
    measure(contest, ROUNDS);
    table.atMost("1 GB: no slower than tcpdump", 1 / contest.ratio(TCPDUMP), 1, "");
    if (!quick) {
      table.atLeast("1 GB: 40 times as fast as tshark", contest.ratio(TSHARK), 40, "");
    }
    double peak = contest.ours().peakKilobytes() / 1024;
    table.atMost("1 GB: at most 160 MB of memory", peak, MOST_MEGABYTES, " MB");
    packed(file);
    return peak;
  }

  private void packed(Path file) throws IOException, InterruptedException {
    String packed = workspace.gzip(file).toString();
    workspace.remove(file);
    Command unpack = Command.of(UNPACK, "sh", "-c", "gzip -dc \"$0\" | cat", packed);
    Contest contest =
        new Contest("the same as .gz", analyzer(packed)).against(unpack, "gzip", "cat");
    measure(contest, ROUNDS);
    workspace.remove(Path.of(packed));
    table.atMost("1 GB as .gz: at most 1.2 of gzip", 1 / contest.ratio(UNPACK), 1.2, "");
  }

  /** Memory does not grow with the capture. */
  private void larger(double peakOfOne) throws IOException, InterruptedException {
    for (int megabytes : new int[] {100, quick ? 2_000 : 4_000}) {
      Path file = workspace.write("size.pcap", Mix.REFERENCE, megabytes * MEGABYTE);
      String size = megabytes < 1_000 ? megabytes + " MB" : megabytes / 1_000 + " GB";
      Contest contest = new Contest("capture of " + size, analyzer(file.toString()));
      double peak = measure(contest, FEW).ours().peakKilobytes() / 1024;
      workspace.remove(file);
      table.atMost(size + ": at most 160 MB of memory", peak, MOST_MEGABYTES, " MB");
      if (megabytes > 1_000) {
        table.atMost(size + ": the memory of 1 GB", peak / peakOfOne, 1.1, " of it");
      }
    }
  }

  /** A sample between other traffic: what is said of its machines must stay the same. */
  private void mixed(String task, Mix mix, long bytes, String sample)
      throws IOException, InterruptedException {
    Path capture = workspace.sample(sample);
    Path report = workspace.folder().resolve("report.json");
    stopwatch.measure(analyzer(capture.toString(), "-f", "json:" + report));
    SampleFindings findings = new SampleFindings(report);
    Path file = workspace.write("mixed.pcap", Workload.around(capture, mix, bytes));
    String title = task + ", `" + sample + "` mixed in";
    Contest contest =
        new Contest(title, analyzer(file.toString(), "-f", "text", "-f", "json:" + report));
    measure(contest, FEW);
    workspace.remove(file);
    boolean same = findings.areIn(report);
    String goal = task + ": what `" + sample + "` alone shows";
    table.goal(goal, (same ? "the same, " : "not the same, ") + findings.count(), same);
  }
}
