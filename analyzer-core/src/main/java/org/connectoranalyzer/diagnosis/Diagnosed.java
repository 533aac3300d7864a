package org.connectoranalyzer.diagnosis;

import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.Client;
import org.jspecify.annotations.Nullable;

/**
 * All that was decided about one recording.
 *
 * @param findings most severe first, then by order of causes, then by first frame
 * @param clients verdict of each client, in the view's order
 * @param headlineCode "HEALTHY", or the code of the finding that stands for the whole
 * @param headline that finding; null where it is HEALTHY
 */
public record Diagnosed(
    List<Finding> findings,
    List<Check> checks,
    Verdict verdict,
    Map<Client, Verdict> clients,
    String headlineCode,
    Owner headlineOwner,
    @Nullable Finding headline,
    List<DetectorFailure> failures) {

  public Diagnosed {
    findings = List.copyOf(findings);
    checks = List.copyOf(checks);
    failures = List.copyOf(failures);
  }
}
