package org.connectoranalyzer.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.exchange.TlsHandshake.Certificate;
import org.jspecify.annotations.Nullable;

/**
 * The body of a Certificate message (RFC 5246 §7.4.2) in the making: each certificate is read when
 * its last byte comes, and its bytes are forgotten. What lies behind a cut is not looked at.
 */
final class CertificateList {
  private static final byte[] NOTHING = {};
  private static final int LENGTH = 3;
  private static final int FIRST_SIZE = 2_048;

  /** No chain that a verifier would follow is longer. */
  private static final int MOST_CERTIFICATES = 32;

  private final Link link;
  private final List<Certificate> certificates = new ArrayList<>();
  private @Nullable FrameRef frame;

  /** Of the list, and of the certificate whose bytes come; -1 not known yet. */
  private int listLength = -1;

  private int entryLength = -1;
  private int listLeft;
  private byte[] held = NOTHING;
  private int heldLength;
  private boolean cut;

  CertificateList(Link link) {
    this.link = link;
  }

  /** The next bytes of the message's body. */
  void append(ByteView bytes, int start, int count, FrameRef by) {
    frame = frame == null || by.compareTo(frame) > 0 ? by : frame;
    int at = start;
    while (at < start + count && !cut && !isWhole()) {
      at += take(bytes, at, start + count - at);
    }
  }

  /** A step: as much as the length or the certificate still lacks. */
  private int take(ByteView bytes, int at, int count) {
    boolean ofLength = listLength < 0 || entryLength < 0;
    int wanted = (ofLength ? LENGTH : entryLength) - heldLength;
    int taken = Math.min(wanted, count);
    if (heldLength == 0 && taken == wanted) {
      element(new ByteView().wrapSlice(bytes, at, taken));
    } else {
      hold(bytes, at, taken);
      if (!cut && taken == wanted) {
        ByteView element = new ByteView().wrap(held, 0, heldLength);
        release();
        element(element);
      }
    }
    return taken;
  }

  /** A length or a certificate is whole. */
  private void element(ByteView element) {
    if (listLength < 0) {
      listLength = length(element);
      listLeft = listLength;
    } else if (entryLength < 0) {
      entryLength = length(element);
      listLeft -= LENGTH + entryLength;
      if (listLeft < 0) {
        cut();
      } else if (entryLength > link.messageLimit()) {
        link.log.headTooLong();
        cut();
      } else if (entryLength == 0) {
        certificate(new ByteView());
      }
    } else {
      certificate(element);
    }
  }

  private static int length(ByteView element) {
    return element.u8(0) * 65_536 + element.u16(1);
  }

  private void certificate(ByteView der) {
    entryLength = -1;
    Certificate read =
        certificates.size() < MOST_CERTIFICATES ? link.log.certificates().read(der) : null;
    if (read == null) {
      cut();
    } else {
      certificates.add(read);
    }
  }

  private void hold(ByteView bytes, int at, int count) {
    if (heldLength + count > held.length) {
      held =
          Arrays.copyOf(held, Math.max(heldLength + count, Math.max(FIRST_SIZE, held.length * 2)));
    }
    bytes.copyTo(at, held, heldLength, count);
    heldLength += count;
    link.log.certificates().hold(this, count);
  }

  private void release() {
    link.log.certificates().release(this, heldLength);
    held = NOTHING;
    heldLength = 0;
  }

  /** The rest of the list will not come, or cannot be kept. */
  void cut() {
    release();
    cut = true;
  }

  /** The message ends here. */
  void end() {
    if (!isWhole()) {
      cut();
    }
  }

  /** All of it was read. */
  boolean isWhole() {
    return listLength >= 0 && listLeft == 0 && entryLength < 0 && !cut;
  }

  /** The connection is over: nothing more will come. */
  boolean isOver() {
    return link.closing() != null;
  }

  /** Nobody has said yet whether there are certificates. */
  boolean isUnknown() {
    return listLength < 0;
  }

  /** The list has no entry. */
  boolean isEmpty() {
    return listLength == 0;
  }

  /** Those read, in the order sent. */
  List<Certificate> certificates() {
    return certificates;
  }

  /** The greatest frame that brought a part of it. */
  @Nullable FrameRef frame() {
    return frame;
  }
}
