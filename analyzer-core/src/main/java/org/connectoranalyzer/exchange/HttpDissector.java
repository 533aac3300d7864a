package org.connectoranalyzer.exchange;

import java.util.ArrayDeque;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.exchange.HttpStream.Place;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.x on one connection: reads heads, counts and drops bodies, pairs answers with requests in
 * order, and opens a tunnel where a CONNECT is answered by 2xx. Where the place in a message is
 * lost, it goes on at the next segment that begins with one.
 */
final class HttpDissector implements Layer {
  private static final int MOST_TUNNELS = 4;
  private static final int MOST_PENDING = 256;
  private static final int FIRST_BYTES = 32;
  private static final int LONGEST_LINE_AHEAD = 1_024;

  private final Link link;
  private final @Nullable ConnectDraft around;
  private final Side client;
  private final int depth;
  private final HttpStream requests;
  private final HttpStream responses;
  private final ArrayDeque<Asked> pending = new ArrayDeque<>();
  private boolean answerSeen;

  /** The answer to the first pending request may be among the bytes that the capture lacks. */
  private boolean answerMissing;

  private boolean foreignBefore;
  private @Nullable ConnectDraft lastConnect;
  private @Nullable ContentDissector tunnel;

  /**
   * @param around the CONNECT whose tunnel this runs in
   * @param foreignBefore the server has already sent something that is no HTTP
   */
  HttpDissector(
      Link link, @Nullable ConnectDraft around, Side client, int depth, boolean foreignBefore) {
    this.link = link;
    this.around = around;
    this.client = client;
    this.depth = depth;
    this.foreignBefore = foreignBefore;
    requests = new HttpStream(link.hold());
    responses = new HttpStream(link.hold());
  }

  @Override
  public void data(Side from, ByteView bytes, PayloadChunk by) {
    HttpStream stream = stream(from);
    int at = 0;
    while (at < bytes.length()) {
      if (tunnel != null) {
        ByteView rest = new ByteView().wrapSlice(bytes, at, bytes.length() - at);
        tunnel.data(from, rest, by);
        return;
      }
      at =
          switch (stream.place) {
            case HEAD -> head(from, stream, bytes, at, by);
            case BODY -> body(from, stream, bytes, at);
            case AHEAD -> ahead(from, stream, bytes, at, by);
            case LOST -> resume(from, stream, bytes, at);
          };
    }
  }

  private int head(Side from, HttpStream stream, ByteView bytes, int at, PayloadChunk by) {
    int start = at;
    if (stream.head.length() == 0) {
      while (start < bytes.length() && (bytes.u8(start) == '\r' || bytes.u8(start) == '\n')) {
        start++;
      }
    }
    int before = stream.head.length();
    int taken = stream.head.append(bytes, start, by);
    if (taken == 0 && !stream.head.isFull()) {
      return bytes.length();
    }
    boolean newLine = HttpHead.lineEnd(bytes, start) >= 0;
    if (!newLine && before > FIRST_BYTES && !stream.head.isFull()) {
      return start + taken;
    }
    if (!stream.lineRead && !startsMessage(from, stream)) {
      foreign(from);
      stream.restart(Place.LOST);
      return bytes.length();
    }
    int end = stream.headEnd();
    if (end >= 0) {
      complete(from, stream, end, stream.head.greatestFrame(end));
      return start + end - before;
    }
    if (stream.head.isFull()) {
      link.cutShort(stream.head);
      cutHead(from, stream);
    }
    return start + taken;
  }

  /** False as soon as it is clear that this is no start line. */
  private boolean startsMessage(Side from, HttpStream stream) {
    ByteView view = stream.head.view();
    int end = HttpHead.lineEnd(view, 0);
    stream.lineRead = end >= 0;
    if (from == client) {
      return Opening.request(view) != Opening.UNKNOWN;
    }
    return Opening.response(view) != Opening.UNKNOWN
        && (end < 0 || HttpHead.isStatusLine(HttpHead.line(view, 0, end)));
  }

  private void complete(Side from, HttpStream stream, int length, FrameRef frame) {
    HttpHead head = HttpHead.parse(stream.head.view(), length);
    FrameRef first = stream.head.firstFrame();
    stream.restart(Place.HEAD);
    if (from == client) {
      asked(head, first, frame);
    } else {
      answered(head, frame);
    }
  }

  private void asked(HttpHead head, FrameRef first, FrameRef frame) {
    if (answerMissing) {
      // Who asks on has had an answer.
      pending.poll();
      answerMissing = false;
    }
    Asked asked;
    if (head.method().equals("CONNECT")) {
      asked = connect(head, first, frame);
      requests.place = Place.AHEAD;
    } else {
      FetchDraft fetch = new FetchDraft(link, around, head, frame);
      asked = link.log.add(fetch) ? fetch : Asked.unrecorded(fetch.method());
      requests.body = HttpBody.ofRequest(head);
      requests.place = requests.body.isDone() ? Place.HEAD : Place.BODY;
    }
    if (foreignBefore && !answerSeen) {
      asked.answeredForeign();
    }
    if (pending.size() < MOST_PENDING) {
      pending.add(asked);
    }
  }

  private Asked connect(HttpHead head, FrameRef first, FrameRef frame) {
    ConnectDraft connect = new ConnectDraft(link, client, head, first, frame);
    if (!link.log.add(connect)) {
      return Asked.unrecorded(connect.method());
    }
    if (lastConnect != null) {
      lastConnect.followedBy(connect);
    }
    lastConnect = connect;
    return connect;
  }

  private void answered(HttpHead head, FrameRef frame) {
    answerSeen = true;
    int status = head.status();
    boolean switches = status == 101 && !(pending.peek() instanceof ConnectDraft);
    if (status / 100 == 1 && !switches) {
      return;
    }
    Asked asked = pending.poll();
    answerMissing = false;
    if (asked != null) {
      asked.answered(head, frame);
    }
    if (asked instanceof ConnectDraft connect && status / 100 == 2 && depth < MOST_TUNNELS) {
      openTunnel(connect);
      return;
    }
    responses.body = HttpBody.ofResponse(head, asked == null ? "" : asked.method());
    responses.body.readBy(asked == null ? null : asked.script());
    responses.place = responses.body.isDone() ? Place.HEAD : Place.BODY;
    if (requests.place == Place.AHEAD && pending.isEmpty()) {
      requests.place = Place.HEAD;
      tellMissing(this, requests.head.drainTo(chunk -> data(client, chunk.bytes(), chunk)));
    }
  }

  private void openTunnel(ConnectDraft connect) {
    ContentDissector opened = new ContentDissector(link, connect, depth + 1);
    tunnel = opened;
    tellMissing(opened, requests.head.drainTo(chunk -> opened.data(client, chunk.bytes(), chunk)));
  }

  /** There was no room for so much of what the client sent ahead. */
  private void tellMissing(Layer reader, long bytes) {
    if (bytes > 0) {
      reader.gap(client, bytes);
    }
  }

  private void foreign(Side from) {
    if (from == client) {
      return;
    }
    Asked asked = pending.peek();
    if (asked != null) {
      asked.answeredForeign();
    } else {
      foreignBefore = true;
    }
  }

  private int body(Side from, HttpStream stream, ByteView bytes, int at) {
    if (at == 0
        && from != client
        && !pending.isEmpty()
        && Opening.response(bytes) == Opening.HTTP_RESPONSE) {
      stream.restart(Place.HEAD);
      return at;
    }
    int next = stream.body.skip(bytes, at);
    if (stream.body.isDone()) {
      stream.place = Place.HEAD;
    }
    return next;
  }

  private int ahead(Side from, HttpStream stream, ByteView bytes, int at, PayloadChunk by) {
    stream.head.append(bytes, at, by);
    ByteView held = stream.head.view();
    if (held.length() > LONGEST_LINE_AHEAD) {
      return bytes.length();
    }
    if (Opening.isCutConnect(held) || Opening.request(held) == Opening.HTTP_REQUEST) {
      stream.place = Place.HEAD;
      tellMissing(this, stream.head.drainTo(chunk -> data(from, chunk.bytes(), chunk)));
    } else if (lastConnect != null && TlsRecordStream.mayBeHeader(held)) {
      lastConnect.clientWentOn();
    }
    return bytes.length();
  }

  private int resume(Side from, HttpStream stream, ByteView bytes, int at) {
    if (at == 0 && from != client && isTunnelBehindLostAnswer(bytes)) {
      openTunnel((ConnectDraft) pending.remove());
      return at;
    }
    Opening opening = from == client ? Opening.request(bytes) : Opening.response(bytes);
    if (at != 0 || opening == Opening.UNKNOWN) {
      return bytes.length();
    }
    stream.restart(Place.HEAD);
    return at;
  }

  /** The recorder lost the answer to a CONNECT, and both sides talk TLS since. */
  private boolean isTunnelBehindLostAnswer(ByteView bytes) {
    ByteView ahead = requests.head.view();
    return answerMissing
        && depth < MOST_TUNNELS
        && pending.peek() instanceof ConnectDraft
        && requests.place == Place.AHEAD
        && ahead.length() > 0
        && TlsRecordStream.mayBeHeader(ahead)
        && TlsRecordStream.mayBeHeader(bytes);
  }

  @Override
  public void gap(Side from, long bytes) {
    if (tunnel != null) {
      tunnel.gap(from, bytes);
      return;
    }
    HttpStream stream = stream(from);
    switch (stream.place) {
      case HEAD -> cutHead(from, stream);
      case BODY -> {
        if (!stream.body.gap(bytes)) {
          lose(from, stream);
        } else if (stream.body.isDone()) {
          stream.place = Place.HEAD;
        }
      }
      case LOST -> lose(from, stream);
      case AHEAD -> {
        // What is missing there is asked for by nobody.
      }
    }
  }

  /** The place in the stream is lost, and with it perhaps an answer. */
  private void lose(Side from, HttpStream stream) {
    if (from != client && !pending.isEmpty()) {
      pending.element().answerHidden();
      answerMissing = true;
    }
    stream.restart(Place.LOST);
  }

  /** The rest of a head is missing: its start line is enough, where that is there. */
  private void cutHead(Side from, HttpStream stream) {
    ByteView view = stream.head.view();
    int end = HttpHead.lineEnd(view, 0);
    boolean cutConnect = end < 0 && from == client && Opening.isCutConnect(view);
    if (end < 0 && !cutConnect) {
      lose(from, stream);
      return;
    }
    int known = cutConnect ? view.length() : end;
    HttpHead head = HttpHead.parse(view, view.length());
    FrameRef frame = stream.head.greatestFrame(known);
    FrameRef first = stream.head.firstFrame();
    stream.restart(Place.LOST);
    if (from != client) {
      answered(head, frame);
      responses.place = Place.LOST;
      return;
    }
    asked(head, first, frame);
    if (!head.method().equals("CONNECT")) {
      requests.place = Place.LOST;
    }
  }

  @Override
  public boolean wants(Side from) {
    return tunnel == null || tunnel.wants(from);
  }

  @Override
  public Side client() {
    return client;
  }

  private HttpStream stream(Side from) {
    return from == client ? requests : responses;
  }
}
