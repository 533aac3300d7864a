package org.connectoranalyzer.connector.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.List;

/**
 * The lines of a small text file: what a console or the registry editor wrote. UTF-8, UTF-16, else
 * Windows-31J, in which a Japanese console writes; ASCII is the same in all.
 *
 * @param lines without line ends
 * @param whole false where the file is larger than any such text
 */
record PlainText(String file, List<String> lines, boolean whole) {
  private static final int MOST_BYTES = 8 << 20;

  static PlainText read(BufferedInputStream in, String file) throws IOException {
    Charset marked = Encodings.takeMark(in);
    Charset wide = marked == null ? Encodings.ofZeroBytes(in) : marked;
    Charset charset = wide == null ? Encodings.ofZeroPlaces(in) : wide;
    ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(MOST_BYTES));
    boolean whole = bytes.remaining() < MOST_BYTES;
    String text = charset == null ? decoded(bytes) : charset.decode(bytes).toString();
    return new PlainText(file, List.of(text.split("\\R", -1)), whole);
  }

  private static String decoded(ByteBuffer bytes) {
    try {
      return UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    } catch (CharacterCodingException e) {
      return Charset.forName("windows-31j").decode(bytes).toString();
    }
  }
}
