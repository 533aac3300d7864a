package org.connectoranalyzer.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.LadderPackets.End;
import org.connectoranalyzer.report.LadderPackets.Packet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the ladders of one capture's findings: the cited frames, and around them what the report
 * lists of the same connections (SYN, CONNECT, TLS, the end). Where not all of it fits, whole
 * connections are shown, the first ones and the last.
 */
final class Ladders {
  private final Conversations conversations;
  private final LadderPackets packets;
  private final boolean joined;
  private final @Nullable Instant start;
  private final Messages words;
  private final int mostRows;

  private Ladders(CaptureReport capture, Analysis analysis, Messages words, int mostRows) {
    conversations = new Conversations(analysis);
    packets = new LadderPackets(conversations, words);
    joined = capture.joined();
    start = analysis.capture().firstFrameTime();
    this.words = words;
    this.mostRows = mostRows;
  }

  static Ladders of(CaptureReport capture, Analysis analysis, Messages words) {
    return new Ladders(capture, analysis, words, Ladder.MOST_ROWS);
  }

  /** Of fewer rows, for many findings on one page. */
  static Ladders shortOnes(CaptureReport capture, Analysis analysis, Messages words) {
    return new Ladders(capture, analysis, words, Ladder.FEW_ROWS);
  }

  /** The ladder of a finding; null where it cites no frames. */
  @Nullable Ladder of(FindingEntry finding) {
    List<List<Packet>> all = packets.of(finding);
    if (all.isEmpty()) {
      return null;
    }
    List<Packet> shown = new ArrayList<>();
    chosen(all).forEach(shown::addAll);
    shown.sort(Comparator.comparing(Packet::frame));
    List<End> machines = machines(shown);
    List<Ladder.Row> rows = new ArrayList<>();
    shown.forEach(packet -> rows.add(row(packet, machines)));
    addMore(all, shown, rows);
    return new Ladder(finding.title(), joined, lifelines(machines), rows);
  }

  private List<List<Packet>> chosen(List<List<Packet>> all) {
    List<List<Packet>> chosen = new ArrayList<>();
    Set<End> machines = new LinkedHashSet<>();
    int room = mostRows;
    if (all.stream().mapToInt(List::size).sum() > room) {
      room--; // for the row that says how many more there are
    }
    List<List<Packet>> order = new ArrayList<>(all.subList(0, 1));
    order.addAll(all.subList(all.size() - 1, all.size() > 1 ? all.size() : all.size() - 1));
    order.addAll(all.subList(1, Math.max(1, all.size() - 1)));
    for (List<Packet> packets : order) {
      Set<End> with = new LinkedHashSet<>(machines);
      with.addAll(machines(packets));
      boolean first = chosen.isEmpty();
      if (first || (packets.size() <= room && with.size() <= Ladder.MOST_LIFELINES)) {
        chosen.add(packets.size() <= room ? packets : cut(packets, room));
        room -= Math.min(room, packets.size());
        machines = with;
      } else if (packets != all.get(all.size() - 1)) {
        break; // the next one would leave a hole
      }
    }
    return chosen;
  }

  /** Its beginning and its end. */
  private static List<Packet> cut(List<Packet> packets, int room) {
    int tail = room / 4;
    List<Packet> cut = new ArrayList<>(packets.subList(0, room - tail));
    cut.addAll(packets.subList(packets.size() - tail, packets.size()));
    return cut;
  }

  /** From left to right: by what they are, then as they appear. */
  private static List<End> machines(List<Packet> packets) {
    Set<End> machines = new LinkedHashSet<>();
    for (Packet packet : packets) {
      machines.add(packet.from().machine());
      machines.add(packet.to().machine());
    }
    return machines.stream().sorted(Comparator.comparing(End::role)).toList();
  }

  private List<Ladder.Lifeline> lifelines(List<End> machines) {
    Map<Ladder.Role, Integer> numbers = new LinkedHashMap<>();
    List<Ladder.Lifeline> lifelines = new ArrayList<>();
    for (End machine : machines) {
      Ladder.Role role = machine.role();
      int number = numbers.merge(role, 1, Integer::sum);
      String label = words.text("ladder." + JsonNames.of(role));
      if (machines.stream().filter(other -> other.role() == role).count() > 1) {
        label = words.text("ladder.numbered", Facts.of("role", label).with("number", number));
      }
      String name = conversations.name(machine.end());
      lifelines.add(
          new Ladder.Lifeline(
              role,
              label,
              name == null ? machine.end() : name,
              name == null ? null : machine.end()));
    }
    return lifelines;
  }

  private Ladder.Row row(Packet packet, List<End> machines) {
    FrameNumber frame = packet.frame();
    return new Ladder.Row(
        packet.kind(),
        joined ? frame.file() + 1 + ":" + frame.number() : Long.toString(frame.number()),
        FindingText.relative(start, packet.time()),
        packet.port(),
        machines.indexOf(packet.from().machine()),
        machines.indexOf(packet.to().machine()),
        packet.label(),
        packet.mark());
  }

  /** Says how many cited frames are left out: before the last connection, or where one is cut. */
  private void addMore(List<List<Packet>> all, List<Packet> shown, List<Ladder.Row> rows) {
    Set<FrameNumber> there = new TreeSet<>();
    shown.forEach(packet -> there.add(packet.frame()));
    long missing =
        all.stream()
            .flatMap(List::stream)
            .filter(packet -> packet.cited() && !there.contains(packet.frame()))
            .count();
    if (missing == 0) {
      return;
    }
    List<Packet> last = all.get(all.size() - 1);
    boolean cut = all.size() == 1 || !there.contains(last.get(last.size() - 1).frame());
    int place = cut ? shown.size() - (all.size() == 1 ? shown.size() / 4 : 0) : 0;
    while (!cut && shown.get(place).frame().compareTo(last.get(0).frame()) < 0) {
      place++;
    }
    String label = words.text("ladder.more", Facts.of("count", missing));
    rows.add(place, new Ladder.Row(Ladder.Kind.MORE, "", "", "", 0, 0, label, Ladder.Mark.NONE));
  }
}
