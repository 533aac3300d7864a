package org.connectoranalyzer.conversation;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.capture.Frame;

/** The {@link HostDrop}s of one conversation while the capture is read. */
final class HostDrops {
  private static final int MOST = 64;
  private static final int DIRECTION = 3;
  private static final int INBOUND = 1;
  private static final int OUTBOUND = 2;

  private final List<Dropped> dropped = new ArrayList<>(1);

  private record Dropped(FrameRef frame, int end, int direction) {}

  /** The frame that this end sent. */
  void add(Frame frame, int end) {
    if (dropped.size() < MOST) {
      int direction = frame.packetFlags() & DIRECTION;
      dropped.add(new Dropped(ConversationTracker.reference(frame), end, direction));
    }
  }

  /** The records, once it is known which end is the client. */
  List<HostDrop> build(int client) {
    List<HostDrop> built = new ArrayList<>(dropped.size());
    for (Dropped one : dropped) {
      boolean sent = one.end == client;
      boolean atClient = one.direction != (sent ? INBOUND : OUTBOUND);
      built.add(new HostDrop(one.frame, sent ? Side.CLIENT : Side.SERVER, atClient));
    }
    return built;
  }
}
