package org.connectoranalyzer.fuzzing;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * One piece of the library that any bytes are given to, with what it promises about its result. A
 * new one is enrolled here; the search ({@link FuzzCampaign}) and the replay know it from there.
 */
interface FuzzTarget {
  /** In the order in which the search takes them. */
  List<FuzzTarget> ALL =
      List.of(
          new ReaderTarget("pcap"),
          new ReaderTarget("pcapng"),
          new ReaderTarget("netmon"),
          new ReaderTarget("snoop"),
          new ReaderTarget("packed"),
          new CopyTarget(),
          new ZstdTarget(),
          new HeaderTarget(),
          new TrackerTarget(),
          new DialogueTarget("http"),
          new DialogueTarget("tls"),
          new DialogueTarget("dns"),
          new ScriptTarget(),
          new CertificateTarget(),
          new CredentialsTarget(),
          new ConfigurationTarget(),
          new ListsTarget(),
          new SavedReportTarget(),
          new AnalysisTarget());

  /** Letters only: a folder is called so. */
  String name();

  /** Small inputs, each different from the others, which the search begins with. */
  Stream<byte[]> seeds() throws IOException;

  /** Throws only where a promise is broken: {@link AssertionError}, or what no caller expects. */
  void run(byte[] input) throws IOException;

  /** The target of this name. */
  static FuzzTarget named(String name) {
    return ALL.stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no target is called " + name));
  }
}
