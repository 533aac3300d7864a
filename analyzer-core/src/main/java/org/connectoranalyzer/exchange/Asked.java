package org.connectoranalyzer.exchange;

import org.connectoranalyzer.conversation.FrameRef;
import org.jspecify.annotations.Nullable;

/** A request that waits for its answer: a CONNECT or any other. */
interface Asked {
  String method();

  /** One that there is no room for: its answer is only passed over. */
  static Asked unrecorded(String method) {
    return method.equals(Unrecorded.HEAD.method()) ? Unrecorded.HEAD : Unrecorded.OTHER;
  }

  /** Whether there is a body depends on that alone. */
  enum Unrecorded implements Asked {
    HEAD,
    OTHER;

    @Override
    public String method() {
      return name();
    }

    @Override
    public void answered(HttpHead head, FrameRef frame) {
      // Nobody wants to know.
    }
  }

  /** The head of the final answer, whole in that frame. */
  void answered(HttpHead head, FrameRef frame);

  /** Once answered: who reads the answer's body; null if nobody does. */
  default @Nullable ProxyScript script() {
    return null;
  }

  /** Bytes came that are no HTTP, in the place of an answer. */
  default void answeredForeign() {}

  /** The place of its answer is not in the capture. */
  default void answerHidden() {}
}
