package org.connectoranalyzer.conversation;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.capture.Frame;

/**
 * How far the recording went on behind a frame. Where the clock was set back, frames that stand
 * before bear later times: they show no silence. Small steps (merged files, per-processor buffers)
 * are none.
 */
final class RecordingEnd {
  private static final long SET_BACK = 1_000_000_000L;

  /** Parts kept; a recording that jumps more often is taken as one from there on. */
  private static final int MOST = 1_000;

  private final List<FrameRef> starts = new ArrayList<>(1);
  private final List<Long> ends = new ArrayList<>(1);
  private long latest = FrameRef.NO_TIME;

  /** Takes the next frame in capture order; it must have a time. */
  void add(Frame frame) {
    long time = frame.time();
    if (time >= latest && !starts.isEmpty()) {
      latest = time;
      return;
    }
    boolean setBack = time < latest && Sighting.distance(latest, time) > SET_BACK;
    if (starts.isEmpty() || (setBack && starts.size() < MOST)) {
      if (!starts.isEmpty()) {
        ends.add(latest);
      }
      starts.add(ConversationTracker.reference(frame));
      latest = time;
    } else {
      latest = Math.max(latest, time);
    }
  }

  /** Greatest time from this frame's part of the recording on; NO_TIME if no frame has one. */
  long after(FrameRef frame) {
    long end = latest;
    for (int part = ends.size() - 1;
        part >= 0 && starts.get(part + 1).compareTo(frame) > 0;
        part--) {
      end = Math.max(end, ends.get(part));
    }
    return end;
  }
}
