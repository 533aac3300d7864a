package org.connectoranalyzer.extract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.connectoranalyzer.capture.AddressName;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.capture.PcapngWriter;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.ConversationTracker;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.StreamDissector;
import org.connectoranalyzer.conversation.TrackerOptions;
import org.connectoranalyzer.diagnosis.Diagnosed;
import org.connectoranalyzer.extract.ExtractOptions.Credentials;
import org.connectoranalyzer.extract.ExtractOptions.Scope;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.packet.PacketHeaders;
import org.connectoranalyzer.redaction.Redaction;
import org.connectoranalyzer.redaction.RedactionOptions;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportRedaction;
import org.connectoranalyzer.trace.Trace;
import org.connectoranalyzer.trace.TraceBuilder.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Copies the packets of a recording that was analyzed: reads it once more for the credentials in
 * its streams, then again to write. Memory does not grow with the recording. Used once; the façade
 * calls it.
 */
public final class Extract {
  private static final int FRAMES_BETWEEN_LOOKS = 8_192;

  private final SourceFiles source;
  private final Trace trace;
  private final ConnectorView connector;
  private final Diagnosed diagnosed;
  private final ExtractOptions options;
  private final Limits limits;
  private final Progress progress;
  private long frames;
  private long overwritten;

  /** What is done with each frame of one reading. */
  private interface Step {
    void take(Frame frame, PacketHeaders headers) throws IOException;
  }

  public Extract(
      SourceFiles source,
      Trace trace,
      ConnectorView connector,
      Diagnosed diagnosed,
      ExtractOptions options,
      Limits limits,
      Progress progress) {
    this.source = source;
    this.trace = trace;
    this.connector = connector;
    this.diagnosed = diagnosed;
    this.options = options;
    this.limits = limits;
    this.progress = progress;
  }

  /**
   * Writes the extract; the stream stays open. {@link CaptureFormatException} of the kind {@code
   * changed} where the files are no longer those that were analyzed.
   *
   * @param report of the same analysis, in the language of the words
   */
  public Extraction write(CaptureReport report, Messages words, Target target) throws IOException {
    RedactionOptions redacting = options.redaction();
    Redaction redaction = redacting == null ? null : redaction(redacting);
    CaptureReport told =
        redacting == null ? report : new ReportRedaction(redacting, words).of(report);
    Comments comments = new Comments(told, words, options);
    List<PacketEdit> edits = edits(comments, redaction);
    Selection selection = selection();
    PcapngWriter writer =
        new PcapngWriter(target, application(), redaction == null ? null : redaction::text);
    EditablePacket packet = new EditablePacket();
    List<AddressName> names = new ArrayList<>(names(selection, redaction));
    read(
        (frame, headers) -> {
          if (!selection.takes(frame, headers)) {
            return;
          }
          if (!writer.isWithin(frame)) {
            writer.begin(frame, comments.section(frame.file()), List.copyOf(names));
            names.clear();
          }
          List<String> here = new ArrayList<>(comments.of(frame));
          packet.show(headers, frame.bytes());
          edits(edits, frame, headers, packet, here);
          writer.write(frame, packet.isChanged() ? packet.bytes() : null, here);
          frames++;
        });
    if (frames == 0) {
      writer.begin(comments.section(0));
    }
    writer.finish();
    return new Extraction(told, frames, overwritten);
  }

  /** The same as that of the capture's report. */
  private Redaction redaction(RedactionOptions redacting) {
    return redacting.redaction(
        trace.health().files().stream()
            .map(file -> Objects.requireNonNullElse(file.sha256(), ""))
            .toList());
  }

  private static String application() {
    Report.Tool tool = Report.Tool.current();
    return tool.name() + " " + tool.version();
  }

  private Selection selection() {
    return options.scope() == Scope.ALL
        ? Selection.all(trace)
        : Cited.selection(trace, connector, diagnosed.findings());
  }

  private List<PacketEdit> edits(Comments comments, @Nullable Redaction redaction)
      throws IOException {
    List<PacketEdit> edits = new ArrayList<>();
    if (redaction != null) {
      Replacements replacements = new Replacements(redaction);
      follow(replacements);
      replacements.finish();
      edits.add(new RedactionEdit(redaction, replacements));
    }
    if (options.credentials() != Credentials.KEPT) {
      CredentialFinder finder = new CredentialFinder();
      follow(finder);
      finder.finish();
      edits.add(new CredentialEdit(finder, comments.overwritten()));
    }
    return edits;
  }

  private void edits(
      List<PacketEdit> edits,
      Frame frame,
      PacketHeaders headers,
      EditablePacket packet,
      List<String> told) {
    if (frame.packetless()) {
      return;
    }
    for (PacketEdit edit : edits) {
      String words = edit.edit(frame, headers, packet);
      if (words != null) {
        told.add(words);
        overwritten++;
      }
    }
  }

  /** Shows the streams that are written: what matters may be spread over segments in any order. */
  private void follow(StreamDissector.Factory reader) throws IOException {
    TrackerOptions bounds =
        TrackerOptions.defaults()
            .withConversations(limits.size(Limit.FLOWS))
            .withStreams(limits.size(Limit.STREAMS))
            .withReassemblyWindow(limits.size(Limit.REASSEMBLY_WINDOW))
            .withHeldBytes(limits.get(Limit.HELD_BYTES));
    ConversationTracker tracker = new ConversationTracker(bounds, reader);
    Selection selection = selection();
    read(
        (frame, headers) -> {
          if (selection.isAll() || selection.isOfConversation(frame, headers)) {
            tracker.accept(frame, headers);
          }
        });
    tracker.finish();
  }

  private void read(Step step) throws IOException {
    try (Recording recording = source.open()) {
      HeaderDecoder decoder = new HeaderDecoder(limits);
      Frame frame = new Frame();
      long total = recording.totalBytes();
      long count = 0;
      while (recording.next(frame)) {
        step.take(frame, decoder.decode(frame));
        count++;
        if (count % FRAMES_BETWEEN_LOOKS == 0 && !progress.goOn(recording.bytesRead(), total)) {
          throw new CancellationException();
        }
      }
      if (count != trace.health().frames() || !source.areUnchanged()) {
        String file = trace.health().files().get(0).name();
        throw new CaptureFormatException("changed", 0, Map.of("file", file));
      }
    }
  }

  /** Those that the file itself records, of addresses in the extract. */
  private List<AddressName> names(Selection selection, @Nullable Redaction redaction) {
    List<AddressName> names = new ArrayList<>();
    Set<IpAddress> addresses = selection.addresses();
    trace.recordedNames().keySet().stream()
        .filter(address -> selection.isAll() || addresses.contains(address))
        .sorted()
        .forEach(
            address ->
                trace
                    .recordedNames()
                    .getOrDefault(address, List.of())
                    .forEach(name -> names.add(name(address, name, redaction))));
    return names;
  }

  private static AddressName name(IpAddress address, String name, @Nullable Redaction redaction) {
    IpAddress shown = redaction == null ? address : redaction.address(address);
    String told = redaction == null ? name : redaction.text(name);
    return new AddressName(shown.version(), shown.high(), shown.low(), told);
  }
}
