package org.connectoranalyzer.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the capture in a file: tells its format, unpacks it where it is packed, and takes the only
 * capture out of an archive. Packed files may hold packed ones, once.
 */
final class CaptureSearch {
  private static final int MOST_PACKINGS = 2;
  private static final int MOST_NAMES_TOLD = 5;

  private final UnpackingBudget budget;

  /**
   * A capture, still at its first byte.
   *
   * @param packing ids of what it was packed in, the outermost first, joined by "+"; empty: none
   */
  record Found(ByteSource source, CaptureFormat format, String packing) {
    Found in(String outer) {
      return new Found(source, format, packing.isEmpty() ? outer : outer + "+" + packing);
    }
  }

  /** Where the search is: how the place is called, and how much was unpacked to get there. */
  private record Place(String label, String fileName, int packings) {
    Place inside() {
      return new Place(label, fileName.replaceFirst("\\.[^./]*$", ""), packings + 1);
    }

    Place entry(String name) {
      return new Place(label + ": " + name, name, packings + 1);
    }
  }

  CaptureSearch(UnpackingBudget budget) {
    this.budget = budget;
  }

  /** {@link CaptureFormatException} where there is none, or more than one. */
  Found find(ByteSource source, String name) throws IOException {
    return find(source, new Place(name, name, 0));
  }

  private Found find(ByteSource source, Place place) throws IOException {
    ByteView head = head(source);
    for (CaptureFormat format : CaptureFormat.ALL) {
      if (format.recognizes(head)) {
        return new Found(source, format, "");
      }
    }
    Packing packing = Packing.of(head);
    if (packing == null) {
      throw FileKinds.refusal(source, head, place.fileName).of(place.label);
    }
    if (place.packings == MOST_PACKINGS) {
      throw refusal("nestedTooDeep", place, Map.of("packing", packing.id()));
    }
    return unpack(source, packing, place);
  }

  private static ByteView head(ByteSource source) throws IOException {
    boolean whole = source.has(CaptureFormat.HEAD_LENGTH);
    int length = whole ? CaptureFormat.HEAD_LENGTH : source.buffered();
    IOException failure = source.failure();
    if (length == 0 && failure != null) {
      throw failure;
    }
    ByteView head = new ByteView();
    source.show(head, 0, length);
    return head;
  }

  private static CaptureFormatException refusal(String kind, Place place, Map<String, ?> facts) {
    Map<String, Object> all = new TreeMap<>(facts);
    all.put("file", place.label);
    return new CaptureFormatException(kind, 0, all);
  }

  private Found unpack(ByteSource source, Packing packing, Place place) throws IOException {
    try {
      return new Contents(packing.open(source), place).capture().in(packing.id());
    } catch (CaptureFormatException e) {
      throw e.of(place.label);
    } catch (UnpackingBudget.ExceededException e) {
      Map<String, ?> facts = Map.of("limit", e.limit().text(), "allowed", e.allowed());
      throw refusal("unpackedTooLarge", place, facts);
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      String kind = packing.id().equals("gzip") ? "damagedGzip" : "damagedPacked";
      CaptureFormatException damaged = refusal(kind, place, Map.of("packing", packing.id()));
      damaged.initCause(e);
      throw damaged;
    } catch (NoClassDefFoundError e) {
      CaptureFormatException missing =
          refusal(
              "missingLibrary",
              place,
              Map.of("packing", packing.id(), "library", packing.library()));
      missing.initCause(e);
      throw missing;
    }
  }

  /** What one packed file holds. */
  private final class Contents {
    private final Packing.Contents contents;
    private final Place place;
    private final List<String> names = new ArrayList<>();
    private @Nullable InputStream piece;
    private @Nullable CaptureFormatException telling;

    Contents(Packing.Contents contents, Place place) {
      this.contents = contents;
      this.place = place;
    }

    /** The capture, whose stream makes sure at its end that it was the only one. */
    Found capture() throws IOException {
      for (InputStream in = nextUnlessTold(); in != null; in = nextUnlessTold()) {
        Sole sole = new Sole(in);
        Found found = look(sole);
        if (found != null) {
          sole.taken();
          return found;
        }
      }
      throw refusal();
    }

    private @Nullable Found look(InputStream in) throws IOException {
      String name = contents.name();
      names.add(name);
      try {
        return find(new ByteSource(in), contents.isArchive() ? place.entry(name) : place.inside());
      } catch (CaptureFormatException e) {
        if (telling == null || FileKinds.isMoreTelling(e.kind(), telling.kind())) {
          telling = e;
        }
        return null;
      }
    }

    /** What was not read of the piece before is unpacked nevertheless, and counts. */
    private @Nullable InputStream next() throws IOException {
      if (piece != null && contents.isArchive()) {
        piece.transferTo(OutputStream.nullOutputStream());
      }
      InputStream next = contents.next();
      piece = next == null ? null : budget.within(next);
      return piece;
    }

    /** Where an archive is damaged behind a piece that says enough, that is what counts. */
    private @Nullable InputStream nextUnlessTold() throws IOException {
      try {
        return next();
      } catch (InterruptedIOException | ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        if (telling == null || !FileKinds.isTelling(telling.kind())) {
          throw e;
        }
        return null;
      }
    }

    private CaptureFormatException refusal() {
      if (telling != null && (!contents.isArchive() || FileKinds.isTelling(telling.kind()))) {
        return telling;
      }
      String kind = FileKinds.isFiddler(place.fileName, names) ? "saz" : "zip";
      List<String> told = names.subList(0, Math.min(names.size(), MOST_NAMES_TOLD));
      String more = names.size() > MOST_NAMES_TOLD ? ", …" : "";
      Map<String, ?> facts =
          names.isEmpty() ? Map.of() : Map.of("entries", String.join(", ", told) + more);
      return CaptureSearch.refusal(kind, place, facts);
    }

    /** What cannot be looked into counts as none: the capture before it is whole. */
    private void allowNoOther(String first) throws IOException {
      try {
        for (InputStream in = next(); in != null; in = next()) {
          if (look(in) != null) {
            throw CaptureSearch.refusal(
                "severalCaptures", place, Map.of("first", first, "second", contents.name()));
          }
        }
      } catch (UnpackingBudget.ExceededException
          | InterruptedIOException
          | ClosedByInterruptException e) {
        throw e;
      } catch (CaptureFormatException e) {
        if (e.kind().equals("severalCaptures")) {
          throw e;
        }
      } catch (IOException e) {
        // Damage behind the capture.
      }
    }

    /** A piece that may be the capture; if it is, there must be no other behind it. */
    private final class Sole extends FilterInputStream {
      private final String name = contents.name();
      private boolean taken;
      private boolean ended;

      Sole(InputStream in) {
        super(in);
      }

      void taken() throws IOException {
        taken = true;
        if (ended) {
          allowNoOther(name);
        }
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int read = ended ? -1 : in.read(target, offset, length);
        if (read < 0 && !ended) {
          ended = true;
          if (taken) {
            allowNoOther(name);
          }
        }
        return read;
      }
    }
  }
}
