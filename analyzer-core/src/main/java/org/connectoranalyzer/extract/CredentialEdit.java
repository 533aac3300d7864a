package org.connectoranalyzer.extract;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.extract.CredentialFinder.Direction;
import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites credential values with as many "x": where they were found in the streams, and what a
 * packet shows by itself, of streams that could not be followed too. A fragment behind the first
 * continues what is not in view: it is overwritten as a whole.
 */
final class CredentialEdit implements PacketEdit {
  private static final int DNS = 53;
  private static final int TCP_HEADER = 20;

  private final CredentialFinder finder;
  private final String told;

  /**
   * @param told what the packet's comment says
   */
  CredentialEdit(CredentialFinder finder, String told) {
    this.finder = finder;
    this.told = told;
  }

  @Override
  public @Nullable String edit(Frame frame, PacketHeaders headers, EditablePacket packet) {
    boolean before = packet.isChanged();
    int end = headers.ipOffset() + headers.ipLength();
    if (headers.laterFragment()) {
      packet.fill(headers.transportOffset(), end, 'x');
    } else if (headers.isTcp()) {
      int start = headers.payloadOffset();
      Direction direction = direction(headers);
      stream(direction, headers, start, start + headers.payloadCaptured(), packet);
      if (!finder.isEncrypted(direction)) {
        text(start, start + headers.payloadCaptured(), packet);
      }
    } else if (headers.isUdp()) {
      int start = headers.payloadOffset();
      if (headers.sourcePort() != DNS && headers.destinationPort() != DNS) {
        text(start, start + headers.payloadCaptured(), packet);
      }
    } else if (headers.isIcmp()) {
      quoted(headers, end, packet);
      text(headers.payloadOffset(), end, packet);
    } else {
      text(0, packet.view().length(), packet);
    }
    int length = packet.view().length();
    if (headers.ipLength() > 0 && end < length) {
      // Behind the packet in its frame: what was in memory when it was padded.
      text(end, length, packet);
    }
    return packet.isChanged() && !before ? told : null;
  }

  private void quoted(PacketHeaders icmp, int end, EditablePacket packet) {
    PacketHeaders headers = icmp.quoted();
    int start = headers.transportOffset();
    if (headers.isTcp() && start + TCP_HEADER <= end) {
      int payload = start + (packet.view().u8(start + 12) >> 4) * 4;
      stream(direction(headers), headers, payload, end, packet);
    }
  }

  private static Direction direction(PacketHeaders headers) {
    return new Direction(FlowKey.source(headers), FlowKey.destination(headers));
  }

  private void stream(
      Direction direction, PacketHeaders headers, int start, int end, EditablePacket packet) {
    if (start >= end) {
      return;
    }
    SequenceRanges ranges = finder.in(direction);
    if (ranges != null) {
      int sequence = (int) headers.sequence() + (headers.isSyn() ? 1 : 0);
      ranges.within(
          sequence, end - start, (from, to) -> packet.fill(start + from, start + to, 'x'));
    }
  }

  /** What bytes show by themselves, without those before them. */
  private static void text(int start, int end, EditablePacket packet) {
    if (start < 0 || start >= end) {
      return;
    }
    ByteView bytes = new ByteView().wrapSlice(packet.view(), start, end - start);
    CredentialLines lines =
        new CredentialLines(
            false, (offset, length) -> packet.fill(start + offset, start + offset + length, 'x'));
    lines.data(bytes, 0);
    lines.cut(0);
  }
}
