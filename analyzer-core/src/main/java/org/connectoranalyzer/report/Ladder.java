package org.connectoranalyzer.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packets that prove a finding as a ladder (a message sequence chart, ITU-T Z.120): a lifeline
 * for each machine, a row for each packet in the order of the capture, at most {@value #MOST_ROWS}.
 * Its words are in the report's language. Made by {@link Ladders}, drawn by {@link LadderText} and
 * {@link LadderSvg}.
 *
 * @param title of the finding
 * @param joined whether frames are "file:frame"
 */
record Ladder(String title, boolean joined, List<Lifeline> lifelines, List<Row> rows) {
  static final int MOST_ROWS = 20;
  static final int FEW_ROWS = 6;
  static final int MOST_LIFELINES = 5;

  /** What a machine is to the finding, from left to right. */
  enum Role {
    CLIENT,
    DNS,
    ROUTER,
    PROXY,
    SERVER
  }

  /**
   * One machine.
   *
   * @param label its role in words, numbered where several have it: "server 2"
   * @param name host name, else address
   * @param address with the port of a server; null where it is the name
   */
  record Lifeline(Role role, String label, String name, @Nullable String address) {}

  /** What a row shows. */
  enum Kind {
    ARRIVED,
    /** Without any answer, or refused on the way: the arrow does not arrive. */
    LOST,
    /** The end of a connection, whose last frame may go either way. */
    END,
    /** Packets that are left out here. */
    MORE
  }

  /** What deserves a colour; the label says it, too. */
  enum Mark {
    NONE,
    REPEATED,
    REFUSAL
  }

  /**
   * One packet.
   *
   * @param frame its number, "file:frame" in a joined recording; "" for {@code MORE}
   * @param time since frame 1, as "0.002 s"; "" where the report does not have it
   * @param port of the client, which tells connections apart; "" without one
   * @param from place in the list of lifelines
   */
  record Row(
      Kind kind,
      String frame,
      String time,
      String port,
      int from,
      int to,
      String label,
      Mark mark) {}

  Ladder {
    lifelines = List.copyOf(lifelines);
    rows = List.copyOf(rows);
  }

  /** Whether rows belong to several connections, so that their ports matter. */
  boolean severalPorts() {
    return rows.stream().map(Row::port).filter(port -> !port.isEmpty()).distinct().count() > 1;
  }
}
