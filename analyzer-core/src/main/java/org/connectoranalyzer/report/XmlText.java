package org.connectoranalyzer.report;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes an indented XML 1.0 document by the JDK's stream writer. A character that XML cannot hold
 * becomes a visible escape, one that the place cannot show a reference.
 */
final class XmlText {
  private final XMLStreamWriter xml;
  private final Appendable out;
  private int depth;
  private boolean holdsElements;

  /** Begins the document. */
  XmlText(Appendable out, DisplayCharset display) throws IOException {
    this.out = out;
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    try {
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(new Target(out, display));
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  /** A step of the stream writer, whose exceptions are those of the target. */
  private interface Step {
    void run() throws XMLStreamException;
  }

  private static void step(Step step) throws IOException {
    try {
      step.run();
    } catch (XMLStreamException e) {
      throw e.getNestedException() instanceof IOException failure ? failure : new IOException(e);
    }
  }

  private void indent(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }

  /** Begins an element; attributes are names and values in turn. */
  void start(String element, String... attributes) throws IOException {
    step(
        () -> {
          if (depth > 0) {
            indent(depth);
          }
          xml.writeStartElement(element);
          attributes(attributes);
        });
    depth++;
    holdsElements = false;
  }

  /** One more attribute of the element that was begun last. */
  void attribute(String name, String value) throws IOException {
    step(() -> attributes(name, value));
  }

  private void attributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], legal(attributes[i + 1]).replace('\n', ' '));
    }
  }

  /** Ends the element that was begun last. */
  void end() throws IOException {
    depth--;
    step(
        () -> {
          if (holdsElements) {
            indent(depth);
          }
          xml.writeEndElement();
        });
    holdsElements = true;
  }

  /** An element without content; attributes as above. */
  void empty(String element, String... attributes) throws IOException {
    step(
        () -> {
          indent(depth);
          xml.writeEmptyElement(element);
          attributes(attributes);
        });
    holdsElements = true;
  }

  /** An element that holds text. */
  void text(String element, String text, String... attributes) throws IOException {
    if (text.isEmpty()) {
      empty(element, attributes);
      return;
    }
    start(element, attributes);
    step(() -> xml.writeCharacters(legal(text)));
    end();
  }

  /** Ends the document; the target stays open. */
  void close() throws IOException {
    step(
        () -> {
          xml.writeEndDocument();
          xml.flush();
        });
    out.append('\n');
  }

  /** Without what XML 1.0 (production 2) has no place for. */
  private static String legal(String text) {
    if (text.codePoints().allMatch(XmlText::isLegal)) {
      return text;
    }
    StringBuilder legal = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isLegal(c)) {
                legal.appendCodePoint(c);
              } else {
                legal.append(String.format(Locale.ROOT, "\\u%04x", c));
              }
            });
    return legal.toString();
  }

  private static boolean isLegal(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c <= 0xd7ff)
        || (c >= 0xe000 && c <= 0xfffd)
        || c >= 0x10000;
  }

  /** Closing and flushing leave the target alone. */
  private static final class Target extends Writer {
    private final Appendable out;
    private final boolean unicode;
    private int high;

    Target(Appendable out, DisplayCharset display) {
      this.out = out;
      unicode = display.isUnicode();
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        char c = buffer[i];
        if (unicode || c < 0x80) {
          out.append(c);
        } else if (Character.isHighSurrogate(c)) {
          high = c;
        } else {
          int point = Character.isLowSurrogate(c) ? Character.toCodePoint((char) high, c) : c;
          out.append("&#").append(Integer.toString(point)).append(';');
        }
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
