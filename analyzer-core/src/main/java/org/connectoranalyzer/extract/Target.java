package org.connectoranalyzer.extract;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Where an extract goes: tells a failure to write apart from one to read. Closes nothing. */
public final class Target extends OutputStream {
  private final OutputStream out;

  public Target(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw new UnwritableException(e);
    }
  }

  @Override
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UnwritableException(e);
    }
  }

  /** The extract cannot be written. */
  public static final class UnwritableException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    UnwritableException(IOException cause) {
      super(cause);
    }
  }
}
