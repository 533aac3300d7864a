package org.connectoranalyzer.redaction.payload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.redaction.Redaction;

/**
 * Finds in one direction of a TCP connection what is understood, and tells what stands in its
 * place: heads of HTTP, records of TLS with handshakes in the clear, messages of DNS. Of all else
 * nothing is told, and so it becomes zero. Not thread-safe.
 */
public final class StreamRedaction {
  private static final int LONGEST_HEAD = 1 << 16;
  private static final int LONGEST_RECORD = (1 << 14) + 2048;
  private static final int RECORD_HEADER = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int DATA = 23;
  private static final int LONGEST_HANDSHAKE = 1 << 18;

  private static final Pattern HEAD = Pattern.compile("HTTP/1\\.[0-9] |[A-Z]{3,20} \\S");
  private static final Pattern MAY_BE_HEAD = Pattern.compile("[A-Z]{1,20} ?|HTTP/?1?\\.?[0-9]?");
  private static final Pattern FIRST_LINE =
      Pattern.compile(
          "HTTP/1\\.[0-9] +[0-9]{3}.*|[A-Z]{1,20} +\\S+ +HTTP/1\\.[0-9] *\\r?", Pattern.DOTALL);
  private static final Pattern BEGUN =
      Pattern.compile("HTTP/1\\.[0-9] |(?:CONNECT|GET|POST|PUT|HEAD|OPTIONS) ");
  private static final Pattern LENGTH =
      Pattern.compile("(?im)^content-length:[ \\t]*([0-9]{1,15})[ \\t]*$");
  private static final Pattern CHUNKED =
      Pattern.compile("(?im)^transfer-encoding:.*chunked[ \\t]*$");
  private static final Pattern SCRIPT =
      Pattern.compile("(?im)^content-type:.*x-ns-proxy-autoconfig.*$");
  private static final Pattern CHUNK =
      Pattern.compile("([0-9A-Fa-f]{1,8})[ \\t]*(?:;[^\\n]*)?\\r?\\n");

  /** What stands in the place of bytes of the stream. */
  public interface Sink {
    void replaced(int sequence, byte[] bytes);
  }

  private final Redaction redaction;
  private final boolean dns;
  private final Sink sink;
  private byte[] held = new byte[0];
  private int sequence;
  private long skip;
  private boolean chunks;
  private boolean encrypted;
  private boolean chunksEnded;

  /** Bytes of the handshake message that is not whole yet, and where each piece of them stood. */
  private final ByteArrayOutputStream handshake = new ByteArrayOutputStream();

  private final List<int[]> pieces = new ArrayList<>();

  /**
   * One that tells the sink.
   *
   * @param dns whether it is the port of DNS
   */
  public StreamRedaction(Redaction redaction, boolean dns, Sink sink) {
    this.redaction = redaction;
    this.dns = dns;
    this.sink = sink;
  }

  /** The next bytes, which begin at that sequence number. */
  public void data(byte[] bytes, int at) {
    if (held.length == 0) {
      sequence = at;
    }
    byte[] all = Arrays.copyOf(held, held.length + bytes.length);
    System.arraycopy(bytes, 0, all, held.length, bytes.length);
    boolean fresh = held.length == 0;
    held = all;
    if (fresh && skip > 0 && !chunks && beginsAnew()) {
      skip = 0;
    }
    while (held.length > 0 && step()) {
      // Goes on until more is needed.
    }
  }

  /** Whether the first line is one of HTTP, as far as it is there. */
  private boolean isHttp() {
    String line = beginning(LONGEST_HEAD);
    int end = line.indexOf('\n');
    return end < 0
        ? BEGUN.matcher(line).lookingAt()
        : FIRST_LINE.matcher(line.substring(0, end)).matches();
  }

  /** Bytes are missing, or the stream ends: what is held is all that there is of it. */
  public void cut() {
    if (isHead() && isHttp()) {
      emit(HttpHeads.redacted(held, redaction));
    } else if (isRecord() && held[0] == HANDSHAKE && held.length > RECORD_HEADER) {
      emit(Arrays.copyOf(held, RECORD_HEADER));
      consume(RECORD_HEADER);
      if (!encrypted) {
        handshake(held.length);
      }
    }
    handshakeCut();
    held = new byte[0];
    skip = 0;
    chunks = false;
  }

  private void emit(byte[] bytes) {
    if (bytes.length > 0) {
      sink.replaced(sequence, bytes);
    }
  }

  private void consume(int count) {
    held = Arrays.copyOfRange(held, count, held.length);
    sequence += count;
  }

  /** Takes one thing off what is held; false: more bytes are needed for it. */
  private boolean step() {
    if (skip > 0) {
      int count = (int) Math.min(skip, held.length);
      skip -= count;
      consume(count);
      return true;
    }
    if (chunks) {
      return chunk();
    }
    if (dns) {
      return dnsMessage();
    }
    if (chunksEnded && (held[0] == '\r' || held[0] == '\n')) {
      emit(Arrays.copyOf(held, 1));
      consume(1);
      return true;
    }
    chunksEnded = false;
    if (isRecord()) {
      return record();
    }
    if (isHead()) {
      return head();
    }
    if (held.length < RECORD_HEADER || MAY_BE_HEAD.matcher(beginning(24)).matches()) {
      return mayStillBecomeOne();
    }
    consume(held.length);
    return false;
  }

  private boolean mayStillBecomeOne() {
    boolean tls = held[0] >= CHANGE_CIPHER_SPEC && held[0] <= DATA;
    boolean text = held[0] >= 'A' && held[0] <= 'Z';
    if (!tls && !text) {
      consume(held.length);
    }
    return false;
  }

  private String beginning(int most) {
    return new String(held, 0, Math.min(most, held.length), ISO_8859_1);
  }

  private boolean isHead() {
    return held.length > 0 && HEAD.matcher(beginning(24)).lookingAt();
  }

  private boolean isRecord() {
    return held.length >= RECORD_HEADER
        && held[0] >= CHANGE_CIPHER_SPEC
        && held[0] <= DATA
        && held[1] == 3
        && held[2] >= 0
        && held[2] <= 4
        && Texts.u16(held, 3) <= LONGEST_RECORD;
  }

  /** In the middle of a body: an answer without one came after all. */
  private boolean beginsAnew() {
    return isRecord() || beginning(8).startsWith("HTTP/1.");
  }

  private boolean head() {
    if (indexOfLineEnd() >= 0 && !isHttp()) {
      consume(held.length);
      return false;
    }
    int end = headEnd();
    if (end < 0) {
      if (held.length > LONGEST_HEAD) {
        consume(held.length);
      }
      return false;
    }
    byte[] head = Arrays.copyOf(held, end);
    emit(HttpHeads.redacted(head, redaction));
    consume(end);
    encrypted = false;
    body(new String(head, ISO_8859_1).replace("\r", ""));
    return true;
  }

  private int indexOfLineEnd() {
    int at = 0;
    while (at < held.length && held[at] != '\n') {
      at++;
    }
    return at < held.length ? at : -1;
  }

  private int headEnd() {
    for (int i = 1; i < held.length; i++) {
      boolean blankLine =
          held[i] == '\n'
              && (held[i - 1] == '\n' || (i > 1 && held[i - 1] == '\r' && held[i - 2] == '\n'));
      if (blankLine) {
        return i + 1;
      }
    }
    return -1;
  }

  private void body(String head) {
    Matcher length = LENGTH.matcher(head);
    chunks = CHUNKED.matcher(head).find();
    if (!chunks && length.find()) {
      long bytes = Long.parseLong(length.group(1));
      if (SCRIPT.matcher(head).find() && bytes <= held.length) {
        script((int) bytes);
      } else {
        skip = bytes;
      }
    }
  }

  /** A proxy script, which came with its head: what it says of proxies is understood. */
  private void script(int bytes) {
    emit(Texts.replaced(held, 0, bytes, text -> fitted(redaction.text(text), bytes)));
    consume(bytes);
  }

  private static String fitted(String text, int bytes) {
    return text.length() >= bytes
        ? text.substring(0, bytes)
        : text + " ".repeat(bytes - text.length());
  }

  private boolean chunk() {
    Matcher size = CHUNK.matcher(beginning(256));
    if (size.lookingAt()) {
      byte[] line = Arrays.copyOf(held, size.end());
      int ending = line.length > 1 && line[line.length - 2] == '\r' ? 2 : 1;
      Arrays.fill(line, size.end(1), line.length - ending, (byte) ' ');
      emit(line);
      consume(line.length);
      skip = Long.parseLong(size.group(1), 16);
      chunks = skip > 0;
      chunksEnded = !chunks;
      return true;
    }
    if (held[0] == '\r' || held[0] == '\n') {
      emit(Arrays.copyOf(held, 1));
      consume(1);
      return true;
    }
    boolean open = held.length < 256 && beginning(256).indexOf('\n') < 0;
    chunks = open;
    return !open;
  }

  private boolean dnsMessage() {
    if (held.length < 2 || held.length < 2 + Texts.u16(held, 0)) {
      return false;
    }
    int end = 2 + Texts.u16(held, 0);
    emit(Arrays.copyOf(held, 2));
    byte[] message = Arrays.copyOfRange(held, 2, end);
    consume(2);
    emit(DnsMessages.redacted(message, redaction));
    consume(message.length);
    return true;
  }

  private boolean record() {
    int type = held[0];
    int length = Texts.u16(held, 3);
    boolean whole = held.length >= RECORD_HEADER + length;
    boolean read = type != DATA && !(type == HANDSHAKE && encrypted);
    if (read && !whole) {
      return false;
    }
    emit(Arrays.copyOf(held, RECORD_HEADER));
    consume(RECORD_HEADER);
    if (!read) {
      skip = length;
    } else if (type == HANDSHAKE) {
      handshake(length);
    } else {
      encrypted |= type == CHANGE_CIPHER_SPEC;
      boolean clear = type == CHANGE_CIPHER_SPEC ? length == 1 : type == ALERT && length == 2;
      if (clear) {
        emit(Arrays.copyOf(held, length));
      }
      consume(length);
    }
    return true;
  }

  /** Takes handshake bytes of one record; messages may go on in the next. */
  private void handshake(int length) {
    pieces.add(new int[] {sequence, length});
    handshake.write(held, 0, length);
    consume(length);
    while (handshake.size() >= 4) {
      byte[] bytes = handshake.toByteArray();
      int size = 4 + Texts.u24(bytes, 1);
      if (size > bytes.length) {
        if (size > LONGEST_HANDSHAKE) {
          handshakeCut();
        }
        return;
      }
      message(Arrays.copyOf(bytes, size));
    }
  }

  private void handshakeCut() {
    byte[] bytes = handshake.toByteArray();
    if (bytes.length >= 4) {
      message(bytes);
    }
    handshake.reset();
    pieces.clear();
  }

  /** Tells what stands in a message's place, piece by piece. */
  private void message(byte[] message) {
    byte[] redacted = TlsMessages.redacted(message, redaction);
    byte[] rest = handshake.toByteArray();
    handshake.reset();
    handshake.write(rest, message.length, rest.length - message.length);
    int at = 0;
    while (at < redacted.length) {
      int[] piece = pieces.get(0);
      int count = Math.min(piece[1], redacted.length - at);
      sink.replaced(piece[0], Arrays.copyOfRange(redacted, at, at + count));
      at += count;
      piece[0] += count;
      piece[1] -= count;
      if (piece[1] == 0) {
        pieces.remove(0);
      }
    }
  }
}
