package org.connectoranalyzer.conversation;

import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.conversation.TcpConversation.Delivery;
import org.connectoranalyzer.conversation.TcpConversation.Stop;
import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What of one direction the other side acknowledges, while the capture is read: which sizes of
 * segments arrive, and where acknowledgments stopped. Kept by {@link FlowBuilder} from the first
 * payload on, in its positions.
 */
final class Deliveries {
  private static final int SYN_OPTIONS = 20;
  private static final int MSS_OPTION = 2;

  private long acknowledged;
  private int largest;
  private int largestAcknowledged;

  /** The earliest segment in flight that is larger than any acknowledged one. */
  private int larger;

  private long largerEnd;

  /** Largest segment since all was acknowledged. */
  private int largestInFlight;

  private long gapAt;
  private @Nullable FrameRef gap;
  private int smallestRepeated;
  private int repeats;
  private @Nullable FrameRef firstRepeat;
  private int lastRepeatFile;
  private long lastRepeatNumber;
  private long lastRepeatTime;
  private int answers;
  private int lastAnswerFile;
  private long lastAnswerNumber;
  private long lastAnswerTime;

  /**
   * @param begin where the direction begins, or from where on the capture shows it
   */
  Deliveries(long begin) {
    acknowledged = begin;
  }

  /** The MSS that a SYN or SYN-ACK announces (RFC 9293 §3.7.1); 0 where there is none in view. */
  static int mss(PacketHeaders syn) {
    int at = syn.transportOffset() + SYN_OPTIONS;
    int end = Math.min(syn.payloadOffset(), syn.bytes().length());
    while (at + 4 <= end) {
      int kind = syn.bytes().u8(at);
      if (kind == MSS_OPTION) {
        return syn.bytes().u16(at + 2);
      }
      int length = kind == 1 ? 1 : syn.bytes().u8(at + 1);
      if (kind == 0 || length == 0) {
        return 0;
      }
      at += length;
    }
    return 0;
  }

  /** A segment of this direction; {@code again}: all of it was seen before. */
  void sent(Frame frame, long position, int length, boolean again) {
    largest = Math.max(largest, length);
    boolean stopped = again && position <= acknowledged && position + length > acknowledged;
    if (stopped) {
      repeat(frame, length);
    }
    if (stopped || (length > largestAcknowledged && largerEnd <= acknowledged)) {
      larger = length;
      largerEnd = position + length;
    }
    // What is sent again in smaller pieces arrives in these.
    largestInFlight = stopped ? length : Math.max(largestInFlight, length);
  }

  private void repeat(Frame frame, int length) {
    smallestRepeated = repeats == 0 ? length : Math.min(smallestRepeated, length);
    if (firstRepeat == null) {
      firstRepeat = ConversationTracker.reference(frame);
    }
    repeats++;
    lastRepeatFile = frame.file();
    lastRepeatNumber = frame.number();
    lastRepeatTime = ConversationTracker.time(frame);
  }

  /** A segment jumps over what was not seen. */
  void jumped(Frame frame, long from) {
    if (gap == null) {
      gapAt = from;
      gap = ConversationTracker.reference(frame);
    }
  }

  /**
   * The other side has all before a position.
   *
   * @param bare the segment that says so has neither payload nor FIN
   * @param next behind the last byte seen or jumped over
   */
  void acknowledged(Frame frame, boolean bare, long position, long next) {
    if (position > acknowledged) {
      acknowledged = position;
      forward(position, next);
    } else if (position == acknowledged && next > position && bare) {
      answers++;
      lastAnswerFile = frame.file();
      lastAnswerNumber = frame.number();
      lastAnswerTime = ConversationTracker.time(frame);
    }
  }

  private void forward(long position, long next) {
    if (larger > 0 && position >= largerEnd) {
      largestAcknowledged = Math.max(largestAcknowledged, larger);
      larger = 0;
    }
    if (position >= next) {
      largestAcknowledged = Math.max(largestAcknowledged, largestInFlight);
      largestInFlight = 0;
    }
    if (gap != null && position > gapAt) {
      gap = null;
    }
    repeats = 0;
    smallestRepeated = 0;
    firstRepeat = null;
    answers = 0;
  }

  long acknowledged() {
    return acknowledged;
  }

  /**
   * @param mss announced by this side
   * @param missing bytes that were never seen where the acknowledgments stopped
   */
  Delivery build(int mss, long missing) {
    return new Delivery(mss, largest, largestAcknowledged, stop(missing));
  }

  private @Nullable Stop stop(long missing) {
    FrameRef first = missing > 0 ? gap : firstRepeat;
    if (first == null) {
      return null;
    }
    FrameRef last =
        repeats == 0 ? first : new FrameRef(lastRepeatFile, lastRepeatNumber, lastRepeatTime);
    FrameRef answer =
        answers == 0 ? null : new FrameRef(lastAnswerFile, lastAnswerNumber, lastAnswerTime);
    return new Stop(missing, smallestRepeated, repeats, first, last, answers, answer);
  }
}
