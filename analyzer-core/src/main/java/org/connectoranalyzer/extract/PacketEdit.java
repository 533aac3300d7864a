package org.connectoranalyzer.extract;

import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/** Changes packets before they are written, in place: no packet gets longer or shorter. */
interface PacketEdit {
  /**
   * Looks at one frame, in the order of the recording, and changes its bytes.
   *
   * @param headers of the bytes as captured; edits before this one leave offsets as they are
   * @return words for the packet's comment that say what was changed; null: nothing to say
   */
  @Nullable String edit(Frame frame, PacketHeaders headers, EditablePacket packet);
}
