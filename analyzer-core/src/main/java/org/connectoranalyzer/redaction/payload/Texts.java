package org.connectoranalyzer.redaction.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Text of packets, replaced by text of the same number of bytes. */
final class Texts {
  private Texts() {}

  /** As UTF-8; of bytes that are none each beyond ASCII is "x". */
  static String decoded(byte[] bytes, int from, int to) {
    byte[] text = Arrays.copyOfRange(bytes, from, to);
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      for (int i = 0; i < text.length; i++) {
        text[i] = text[i] < 0 ? (byte) 'x' : text[i];
      }
      return new String(text, UTF_8);
    }
  }

  /** The replacement where it is as long as the text, else one that tells its form alone. */
  static byte[] replaced(byte[] bytes, int from, int to, UnaryOperator<String> replacement) {
    byte[] replaced = replacement.apply(decoded(bytes, from, to)).getBytes(UTF_8);
    return replaced.length == to - from ? replaced : formOf(bytes, from, to);
  }

  /** Letters as "x", digits as "0"; all other ASCII stays. */
  private static byte[] formOf(byte[] bytes, int from, int to) {
    byte[] form = Arrays.copyOfRange(bytes, from, to);
    for (int i = 0; i < form.length; i++) {
      if (form[i] >= '0' && form[i] <= '9') {
        form[i] = '0';
      } else if (form[i] < 0 || Character.isLetter(form[i])) {
        form[i] = 'x';
      }
    }
    return form;
  }

  static int u16(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF) << 8 | (bytes[offset + 1] & 0xFF);
  }

  static int u24(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF) << 16 | u16(bytes, offset + 1);
  }
}
