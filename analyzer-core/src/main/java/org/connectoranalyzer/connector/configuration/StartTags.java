package org.connectoranalyzer.connector.configuration;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where the start tags of an XML text begin, and how they are written: a parser tells neither (its
 * offsets drift, its lines are those of a tag's end), and an attribute's line needs both. Takes the
 * characters before the parser does; only good for text which the parser accepts.
 */
final class StartTags {
  /** One start tag from {@code <} to {@code >}; {@code line} is that of its first character. */
  record Tag(String text, int line) {}

  private enum In {
    TEXT,
    /** After {@code <}, as long as it may be any markup. */
    OPENING,
    TAG,
    END_TAG(">"),
    COMMENT("-->"),
    CHARACTER_DATA("]]>"),
    INSTRUCTION("?>"),
    /** The parser stops at it. */
    DOCUMENT_TYPE;

    private final String closing;

    In() {
      this("");
    }

    In(String closing) {
      this.closing = closing;
    }
  }

  private final Deque<Tag> tags = new ArrayDeque<>();
  private final StringBuilder markup = new StringBuilder();
  private In in = In.TEXT;
  private int line = 1;
  private int begin = 1;
  private char quote;

  /** The next character of the text. */
  void take(char c) {
    switch (in) {
      case TEXT -> {
        if (c == '<') {
          in = In.OPENING;
          begin = line;
          markup.setLength(0);
          markup.append(c);
        }
      }
      case OPENING -> {
        markup.append(c);
        in = kind();
      }
      case TAG -> markup.append(c);
      case END_TAG, COMMENT, CHARACTER_DATA, INSTRUCTION -> {
        // What lies in it does not matter; its end is as long as the longest closing.
        markup.append(c).delete(0, Math.max(0, markup.length() - 3));
        if (markup.indexOf(in.closing) >= 0) {
          in = In.TEXT;
        }
      }
      case DOCUMENT_TYPE -> {}
    }
    if (in == In.TAG) {
      inTag(c);
    }
    line += c == '\n' ? 1 : 0;
  }

  private In kind() {
    In kind =
        switch (markup.toString()) {
          case "<!", "<!-", "<![", "<![C", "<![CD", "<![CDA", "<![CDAT", "<![CDATA" -> In.OPENING;
          case "<!--" -> In.COMMENT;
          case "<![CDATA[" -> In.CHARACTER_DATA;
          case "<?" -> In.INSTRUCTION;
          case "</" -> In.END_TAG;
          default -> markup.charAt(1) == '!' ? In.DOCUMENT_TYPE : In.TAG;
        };
    if (kind != In.OPENING && kind != In.TAG) {
      markup.setLength(0);
    }
    return kind;
  }

  private void inTag(char c) {
    if (quote != 0) {
      quote = c == quote ? 0 : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      tags.add(new Tag(markup.toString(), begin));
      in = In.TEXT;
    }
  }

  /** The tag of the parser's next element. */
  Tag next() {
    Tag tag = tags.poll();
    return tag == null ? new Tag("", line) : tag;
  }

  /** The line in which the last markup began. */
  int begin() {
    return begin;
  }
}
