package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.proxy.TunnelFailure.Excuse;
import org.connectoranalyzer.diagnosis.proxy.TunnelFailure.Rule;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A complete answer to a CONNECT for a required host that no proxy gives: a redirect (3xx, 511), a
 * 2xx with a page and no tunnel behind it, 400, 404, 501 or another odd status, or bytes that are
 * not HTTP (a server that speaks first, or wants TLS on that port).
 */
public final class ProxyUnexpectedAnswer implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PROXY-UNEXPECTED-ANSWER", Severity.ERROR, Owner.PROXY);

  /** Scheme and authority: the rest of a redirect's target may hold secrets. */
  private static final Pattern ORIGIN = Pattern.compile("(?i)^https?://[^/?#@\\s]{1,255}");

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<ProxyNode> nodes = ProxyNode.of(connector);
    if (ProxyNode.noneAsked(nodes)) {
      return new Examination.NotApplicable("noConnect");
    }
    long endTime = connector.endTime();
    Rule rule =
        new Rule(
            ProxyUnexpectedAnswer::isForeign,
            request -> isOpenPage(request, endTime),
            Excuse.ANY_SUCCESS);
    List<Candidate> candidates = new ArrayList<>();
    for (TunnelFailure failure : TunnelFailure.find(connector, nodes, rule)) {
      candidates.add(candidate(failure));
    }
    return Examination.of(candidates);
  }

  private static boolean isForeign(TunnelRequest request) {
    return switch (request.connect().outcome()) {
      case REDIRECTED, UNEXPECTED_ANSWER, NOT_HTTP -> true;
      case ESTABLISHED -> request.answeredWithPage();
      default -> false;
    };
  }

  /** A 2xx at the very end of the recording, on an open connection, may yet become a tunnel. */
  private static boolean isOpenPage(TunnelRequest request, long endTime) {
    return request.answeredWithPage()
        && request.connection().ending() == null
        && request.answeredAtEnd(endTime);
  }

  private static Candidate candidate(TunnelFailure failure) {
    return failure
        .answered(DIAGNOSIS)
        .fact("redirectedTo", origin(failure.banner("location")))
        .fact("contentType", failure.banner("content-type"))
        .variant(variant(failure.last()))
        .build();
  }

  private static @Nullable String origin(@Nullable String location) {
    if (location == null) {
      return null;
    }
    Matcher origin = ORIGIN.matcher(location);
    return origin.find() ? origin.group() : null;
  }

  private static String variant(TunnelRequest request) {
    if (request.ended(ConnectOutcome.REDIRECTED)) {
      return "redirect";
    }
    if (request.ended(ConnectOutcome.NOT_HTTP)) {
      return "notHttp";
    }
    int status = request.connect().status();
    return switch (status) {
      case 400 -> "badRequest";
      case 404, 501 -> "webServer";
      default -> status / 100 == 2 ? "page" : "";
    };
  }
}
