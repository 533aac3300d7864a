package org.connectoranalyzer.diagnosis;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.diagnosis.capture.CaptureClockUnset;
import org.connectoranalyzer.diagnosis.capture.CaptureClockWentBack;
import org.connectoranalyzer.diagnosis.capture.CaptureCorrupt;
import org.connectoranalyzer.diagnosis.capture.CaptureDuplicates;
import org.connectoranalyzer.diagnosis.capture.CaptureEndedEarly;
import org.connectoranalyzer.diagnosis.capture.CaptureFileCutShort;
import org.connectoranalyzer.diagnosis.capture.CaptureLimitReached;
import org.connectoranalyzer.diagnosis.capture.CaptureLinkTypeUnknown;
import org.connectoranalyzer.diagnosis.capture.CaptureNoConnectorTraffic;
import org.connectoranalyzer.diagnosis.capture.CaptureOneWay;
import org.connectoranalyzer.diagnosis.capture.CapturePacketsDropped;
import org.connectoranalyzer.diagnosis.capture.CapturePacketsTruncated;
import org.connectoranalyzer.diagnosis.capture.CaptureStartIncomplete;
import org.connectoranalyzer.diagnosis.capture.CaptureStartedLate;
import org.connectoranalyzer.diagnosis.configuration.ConfigInvalid;
import org.connectoranalyzer.diagnosis.configuration.ConfigNotEffective;
import org.connectoranalyzer.diagnosis.configuration.ConfigProxyAddressInvalid;
import org.connectoranalyzer.diagnosis.configuration.ConfigUpdaterDiffers;
import org.connectoranalyzer.diagnosis.configuration.ConfigWinHttpDiffers;
import org.connectoranalyzer.diagnosis.dns.DnsNameNotFound;
import org.connectoranalyzer.diagnosis.dns.DnsNoAnswer;
import org.connectoranalyzer.diagnosis.dns.DnsServerFailure;
import org.connectoranalyzer.diagnosis.dns.DnsSinkhole;
import org.connectoranalyzer.diagnosis.dns.DnsSlow;
import org.connectoranalyzer.diagnosis.proxy.BackendThroughProxy;
import org.connectoranalyzer.diagnosis.proxy.ProxyAuthenticationRequired;
import org.connectoranalyzer.diagnosis.proxy.ProxyAuthenticationUsed;
import org.connectoranalyzer.diagnosis.proxy.ProxyBypassed;
import org.connectoranalyzer.diagnosis.proxy.ProxyClosedConnection;
import org.connectoranalyzer.diagnosis.proxy.ProxyDenied;
import org.connectoranalyzer.diagnosis.proxy.ProxyNameNotResolved;
import org.connectoranalyzer.diagnosis.proxy.ProxyNoAnswer;
import org.connectoranalyzer.diagnosis.proxy.ProxyNodeFailing;
import org.connectoranalyzer.diagnosis.proxy.ProxyPortNotAllowed;
import org.connectoranalyzer.diagnosis.proxy.ProxyUnexpectedAnswer;
import org.connectoranalyzer.diagnosis.proxy.ProxyUnreachable;
import org.connectoranalyzer.diagnosis.proxy.ProxyUpstreamFailed;
import org.connectoranalyzer.diagnosis.proxy.UpdaterNotUsingProxy;
import org.connectoranalyzer.diagnosis.proxy.WpadProxyUsed;
import org.connectoranalyzer.diagnosis.session.TunnelCut;
import org.connectoranalyzer.diagnosis.session.TunnelIdleClosed;
import org.connectoranalyzer.diagnosis.tcp.AddressUnreachable;
import org.connectoranalyzer.diagnosis.tcp.Ipv6Unreachable;
import org.connectoranalyzer.diagnosis.tcp.NoConnectionAttempt;
import org.connectoranalyzer.diagnosis.tcp.PacketLoss;
import org.connectoranalyzer.diagnosis.tcp.PathMtuBlackHole;
import org.connectoranalyzer.diagnosis.tcp.RevocationCheckBlocked;
import org.connectoranalyzer.diagnosis.tcp.ServiceBusTcpFallback;
import org.connectoranalyzer.diagnosis.tcp.SynAckIgnored;
import org.connectoranalyzer.diagnosis.tcp.SynAnsweredLate;
import org.connectoranalyzer.diagnosis.tcp.SynRefused;
import org.connectoranalyzer.diagnosis.tcp.SynRejected;
import org.connectoranalyzer.diagnosis.tcp.SynUnanswered;
import org.connectoranalyzer.diagnosis.tcp.UnrelatedSynRetransmissions;
import org.connectoranalyzer.diagnosis.tls.CertificateNotValidNow;
import org.connectoranalyzer.diagnosis.tls.ClientCertificateMissing;
import org.connectoranalyzer.diagnosis.tls.TlsAlert;
import org.connectoranalyzer.diagnosis.tls.TlsCertificateNotVisible;
import org.connectoranalyzer.diagnosis.tls.TlsClosedEarly;
import org.connectoranalyzer.diagnosis.tls.TlsInspection;
import org.connectoranalyzer.diagnosis.tls.TlsNoAnswer;
import org.connectoranalyzer.diagnosis.tls.TlsReset;
import org.connectoranalyzer.diagnosis.tls.TlsVersionTooOld;

/** The detectors that every analysis runs; a new one is enrolled here, in one line. */
public final class StandardDetectors {
  private StandardDetectors() {}

  /**
   * Those of configuration and traffic, then those of the recording, which may judge by what the
   * former offered.
   */
  public static List<Detector> all() {
    List<Detector> all = new ArrayList<>(configuration());
    all.addAll(traffic());
    all.addAll(recording());
    return List.copyOf(all);
  }

  private static List<Detector> configuration() {
    return List.of(
        new ConfigInvalid(),
        new ConfigProxyAddressInvalid(),
        new ConfigNotEffective(),
        new ConfigUpdaterDiffers(),
        new ConfigWinHttpDiffers());
  }

  private static List<Detector> traffic() {
    return List.of(
        new ProxyNameNotResolved(),
        new DnsNameNotFound(),
        new DnsServerFailure(),
        new DnsNoAnswer(),
        new DnsSinkhole(),
        new DnsSlow(),
        new ProxyBypassed(),
        new UpdaterNotUsingProxy(),
        new ProxyUnreachable(),
        new SynAckIgnored(),
        new SynRejected(),
        new SynRefused(),
        new SynUnanswered(),
        new NoConnectionAttempt(),
        new ProxyAuthenticationRequired(),
        new ProxyAuthenticationUsed(),
        new ProxyDenied(),
        new ProxyPortNotAllowed(),
        new ProxyUpstreamFailed(),
        new ProxyNoAnswer(),
        new ProxyClosedConnection(),
        new ProxyUnexpectedAnswer(),
        new ProxyNodeFailing(),
        new BackendThroughProxy(),
        new PathMtuBlackHole(),
        new TlsInspection(),
        new CertificateNotValidNow(),
        new ClientCertificateMissing(),
        new TlsVersionTooOld(),
        new TlsAlert(),
        new TlsReset(),
        new TlsNoAnswer(),
        new TlsClosedEarly(),
        new TlsCertificateNotVisible(),
        new RevocationCheckBlocked(),
        new WpadProxyUsed(),
        new TunnelCut(),
        new TunnelIdleClosed(),
        new SynAnsweredLate(),
        new AddressUnreachable(),
        new Ipv6Unreachable(),
        new PacketLoss(),
        new ServiceBusTcpFallback(),
        new UnrelatedSynRetransmissions());
  }

  private static List<Detector> recording() {
    return List.of(
        new CaptureNoConnectorTraffic(),
        new CaptureStartIncomplete(),
        new CaptureStartedLate(),
        new CaptureEndedEarly(),
        new CapturePacketsTruncated(),
        new CaptureFileCutShort(),
        new CaptureCorrupt(),
        new CapturePacketsDropped(),
        new CaptureOneWay(),
        new CaptureDuplicates(),
        new CaptureClockWentBack(),
        new CaptureClockUnset(),
        new CaptureLinkTypeUnknown(),
        new CaptureLimitReached());
  }
}
