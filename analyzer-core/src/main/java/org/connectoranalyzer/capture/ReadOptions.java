package org.connectoranalyzer.capture;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How the files of a recording are read.
 *
 * @param hash what is computed over each file as given
 * @param executor reads, unpacks and hashes larger files ahead of the caller; it may be busy,
 *     bounded or shut down, what it does not begin the caller's thread does; null: all of it
 * @param limits how much of a file is taken in
 */
public record ReadOptions(FileHash hash, @Nullable Executor executor, Limits limits) {
  /** Hashed, on the caller's thread alone. */
  public static final ReadOptions STANDARD =
      new ReadOptions(FileHash.SHA_256, null, Limits.standard());

  /** For a look at the first bytes. */
  static final ReadOptions LOOK = new ReadOptions(FileHash.NONE, null, Limits.standard());
}
