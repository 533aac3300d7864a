package org.connectoranalyzer.connector.configuration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The characters of an XML file, as a parser takes them: line ends are LF, bytes that are no
 * character end it, and so does a piece of markup that is endless. Start tags can be asked for.
 */
final class MarkupText extends Reader {
  /** Characters without an event of the parser; no configuration has such a tag or comment. */
  private static final int MOST_WITHOUT_EVENT = 4 << 20;

  private static final long MOST = 1L << 30;

  private final String file;
  private final String encoding;
  private final CharsetDecoder decoder;
  private final ReadableByteChannel channel;
  private final ByteBuffer bytes = ByteBuffer.allocate(8192);
  private final CharBuffer decoded = CharBuffer.allocate(8192).limit(0);
  private final StartTags tags = new StartTags();
  private long lastEvent;
  private int lastLine = 1;
  private long end;
  private int line = 1;
  private boolean afterReturn;
  private boolean wrongBytes;
  private boolean bytesOver;
  private @Nullable Fault stop;
  private @Nullable IOException failure;

  private MarkupText(BufferedInputStream in, String file, String encoding, Charset charset) {
    this.file = file;
    this.encoding = encoding;
    channel = Channels.newChannel(in);
    bytes.limit(0);
    // As .NET: bytes that are none of Unicode's are refused, in older encodings replaced.
    boolean unicode = charset.name().startsWith("UTF-");
    CodingErrorAction onError = unicode ? CodingErrorAction.REPORT : CodingErrorAction.REPLACE;
    decoder = charset.newDecoder().onMalformedInput(onError).onUnmappableCharacter(onError);
  }

  /** Finds out the encoding; one that is not known, or cannot be, is the text's end at line 1. */
  static MarkupText open(BufferedInputStream in, String file) throws IOException {
    Charset marked = Encodings.takeMark(in);
    Charset wide = marked == null ? Encodings.ofZeroBytes(in) : marked;
    String declared = Encodings.declared(in);
    if (wide != null) {
      MarkupText text = new MarkupText(in, file, wide.name(), wide);
      if (wide.equals(UTF_8) && declared != null && Encodings.isWide(declared)) {
        text = new MarkupText(in, file, declared, wide);
        text.wrongBytes = true;
      }
      return text;
    }
    if (declared == null) {
      return new MarkupText(in, file, UTF_8.name(), UTF_8);
    }
    Charset charset = Encodings.named(declared);
    MarkupText text = new MarkupText(in, file, declared, charset == null ? UTF_8 : charset);
    text.wrongBytes = charset == null || !isWrittenLikeAscii(charset);
    return text;
  }

  /** As the declaration itself was: else the file says UTF-16 and is not. */
  private static boolean isWrittenLikeAscii(Charset charset) {
    return charset.canEncode() && "<".equals(new String("<".getBytes(charset), ISO_8859_1));
  }

  /** Why it ended before the file did; null if it did not. */
  @Nullable Fault stop() {
    return stop;
  }

  /** Why the file itself could not be read on; null if it could. */
  @Nullable IOException failure() {
    return failure;
  }

  /** The parser came to an event, in this line. */
  void event(int lineOfEvent) {
    lastEvent = end;
    lastLine = lineOfEvent;
  }

  /** The start tags, as far as the parser has read. */
  StartTags tags() {
    return tags;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (end - lastEvent > MOST_WITHOUT_EVENT || end > MOST) {
      line = lastLine;
      throw stopped(Fault.Kind.TOO_LARGE, Map.of());
    }
    int count = 0;
    while (count < length) {
      if (!decoded.hasRemaining() && (count > 0 || !fill())) {
        break;
      }
      char c = decoded.get();
      if (c == '\n' && afterReturn) {
        afterReturn = false;
        continue;
      }
      afterReturn = c == '\r';
      char plain = c == '\r' ? '\n' : c;
      line += plain == '\n' ? 1 : 0;
      tags.take(plain);
      target[offset + count++] = plain;
    }
    if (count == 0) {
      return -1;
    }
    end += count;
    return count;
  }

  /** Decodes on; false at the end of the file. */
  private boolean fill() throws IOException {
    while (!decoded.hasRemaining()) {
      if (wrongBytes) {
        throw stopped(Fault.Kind.WRONG_ENCODING, Map.of("encoding", encoding));
      }
      if (bytesOver) {
        return false;
      }
      bytes.compact();
      boolean over = isOver();
      bytes.flip();
      decoded.clear();
      CoderResult result = decoder.decode(bytes, decoded, over);
      wrongBytes = result.isError();
      bytesOver = over && result.isUnderflow();
      decoded.flip();
    }
    return true;
  }

  private boolean isOver() throws IOException {
    try {
      return channel.read(bytes) < 0;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private IOException stopped(Fault.Kind kind, Map<String, Object> facts) {
    stop = new Fault(kind, new Location(file, line), facts);
    return new IOException(kind.name());
  }

  @Override
  public void close() {}
}
