package org.connectoranalyzer.connector.configuration;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the start tags of an XML text begin, and how they are written: a parser tells neither (its
 * offsets drift, its lines are those of a tag's end), and an attribute's line needs both. Takes the
 * characters before the parser does; only good for text which the parser accepts.
 */
final class StartTags {
  /** One start tag from {@code <} to {@code >}; {@code line} is that of its first character. */
  record Tag(String text, int line) {
    /** In which line each attribute's name stands; empty where all stand in the tag's first. */
    Map<String, Integer> attributeLines() {
      if (text.indexOf('\n') < 0) {
        return Map.of();
      }
      Map<String, Integer> lines = new LinkedHashMap<>();
      int current = line;
      int begin = 0;
      int beginLine = line;
      char quote = 0;
      for (int i = 1; i < text.length(); i++) {
        char c = text.charAt(i);
        current += c == '\n' ? 1 : 0;
        if (quote != 0) {
          quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (c == '=') {
          lines.putIfAbsent(text.substring(begin, i).strip(), beginLine);
        } else if (c > ' ' && text.charAt(i - 1) <= ' ') {
          begin = i;
          beginLine = current;
        }
      }
      return lines;
    }
  }

  private enum In {
    TEXT,
    /** After {@code <}, as long as it may be any markup. */
    OPENING,
    TAG,
    END_TAG,
    COMMENT,
    CHARACTER_DATA,
    INSTRUCTION,
    /** The parser stops at it. */
    DOCUMENT_TYPE
  }

  private final Deque<Tag> tags = new ArrayDeque<>();
  private final StringBuilder markup = new StringBuilder();
  private In in = In.TEXT;
  private int line = 1;
  private int begin = 1;
  private char quote;
  private char previous;
  private char beforePrevious;

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
        previous = 0;
        beforePrevious = 0;
        if (in == In.TAG) {
          inTag(c);
        }
      }
      case TAG -> {
        markup.append(c);
        inTag(c);
      }
      case END_TAG, COMMENT, CHARACTER_DATA, INSTRUCTION -> {
        if (c == '>' && closes()) {
          in = In.TEXT;
        }
        beforePrevious = previous;
        previous = c;
      }
      case DOCUMENT_TYPE -> {}
    }
    line += c == '\n' ? 1 : 0;
  }

  private In kind() {
    return switch (markup.toString()) {
      case "<!", "<!-", "<![", "<![C", "<![CD", "<![CDA", "<![CDAT", "<![CDATA" -> In.OPENING;
      case "<!--" -> In.COMMENT;
      case "<![CDATA[" -> In.CHARACTER_DATA;
      case "<?" -> In.INSTRUCTION;
      case "</" -> In.END_TAG;
      default -> markup.charAt(1) == '!' ? In.DOCUMENT_TYPE : In.TAG;
    };
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

  /** Whether {@code >} after the previous characters ends what is neither text nor start tag. */
  private boolean closes() {
    return switch (in) {
      case COMMENT -> previous == '-' && beforePrevious == '-';
      case CHARACTER_DATA -> previous == ']' && beforePrevious == ']';
      case INSTRUCTION -> previous == '?';
      default -> true;
    };
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
