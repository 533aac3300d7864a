package org.connectoranalyzer.diagnosis.configuration;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.Fault;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.LineEvidence;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;

/**
 * A configuration file that its program cannot read: not well-formed, or with names and values that
 * .NET's configuration system refuses. The first fault of a file gives the sentence, all are cited.
 */
public final class ConfigInvalid implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CONFIG-INVALID", Severity.ERROR, Owner.CONNECTOR);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<ConfigurationFile> files = connector.options().configuration().files();
    if (files.isEmpty()) {
      return new Examination.NotApplicable("noConfiguration");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (ConfigurationFile file : files) {
      List<Fault> faults = file.faults().stream().filter(f -> !f.kind().isAddress()).toList();
      if (!faults.isEmpty()) {
        Fault first = faults.get(0);
        LineEvidence line = FaultyLine.of(first);
        Candidate.Builder candidate =
            Lines.candidate(DIAGNOSIS, file.role())
                .facts(line.facts())
                .fact("file", Lines.name(first.at()))
                .fact("line", (long) first.at().line())
                .variant(line.kind())
                .severity(severity(first))
                .occurrences(faults.size());
        faults.forEach(fault -> candidate.evidence(FaultyLine.of(fault)));
        candidates.add(candidate.build());
      }
    }
    return Examination.of(candidates);
  }

  /** What netsh printed is a copy: badly saved, it says nothing of the connector. */
  private static Severity severity(Fault fault) {
    return fault.kind() == Fault.Kind.NOT_WINHTTP ? Severity.WARNING : DIAGNOSIS.severity();
  }
}
