package org.connectoranalyzer.benchmarks.workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;

/** What a connector and its neighbours do, in the order in which {@link ConnectorTraffic} tells. */
final class Stories {
  private static final String CLIENT = "10.64.0.1";
  private static final String CLIENT_V6 = "2001:db8:64::1";
  private static final String RESOLVER = "198.51.100.53";
  private static final String PROXY = "198.51.100.80:8080";
  private static final String BUS = "cwap-eur1-weur2.servicebus.windows.net";
  private static final String BOOTSTRAP = "contoso.bootstrap.msappproxy.net";
  private static final String PAGE = "<p>The proxy wants to know who you are.</p>\n".repeat(2_300);

  private Stories() {}

  static List<Story> all() {
    List<Story> stories = new ArrayList<>();
    stories.add(new Story(lookups()));
    stories.add(new Story(direct()));
    stories.add(new Story(lookups()));
    stories.add(new Story(throughProxy()));
    stories.add(new Story(lookups()));
    stories.add(new Story(overIpv6()));
    stories.add(new Story(lookups()));
    stories.add(new Story(download()));
    stories.add(new Story(lookups()));
    stories.add(new Story(answeredLate()));
    return stories;
  }

  private static TraceScript lookups() {
    TraceScript script = new TraceScript();
    script.dns(CLIENT, RESOLVER, "A", BUS).aliases("ns-sb2.cloudapp.net").answers("198.51.100.20");
    script.dns(CLIENT, RESOLVER, "AAAA", BUS).answers();
    return script;
  }

  private static TraceScript direct() {
    TraceScript script = new TraceScript();
    script.resolves(CLIENT, RESOLVER, BOOTSTRAP, "198.51.100.9");
    TcpScript tcp = script.tcp(CLIENT, "198.51.100.9:443").handshake().tls12(BOOTSTRAP);
    exchange(tcp, 100);
    tcp.fin().serverFin().ack();
    return script;
  }

  /** NTLM: two challenges with a page of 100 KB each, then a tunnel on the same connection. */
  private static TraceScript throughProxy() {
    TraceScript script = new TraceScript();
    TcpScript tcp = script.tcp(CLIENT, PROXY).handshake();
    tcp.connect(BUS + ":443");
    tcp.respondWithBody(407, PAGE, "Proxy-Authenticate: NTLM");
    tcp.connect(BUS + ":443", "Proxy-Authorization: NTLM TlRMTVNTUAABAAAAB4IIogAAAAAAAAAA");
    tcp.respondWithBody(407, PAGE, "Proxy-Authenticate: NTLM TlRMTVNTUAACAAAADAAMADgAAAAF");
    tcp.connect(BUS + ":443", "Proxy-Authorization: NTLM TlRMTVNTUAADAAAAGAAYAIAAAAC");
    tcp.respond(200).tls12(BUS);
    exchange(tcp, 60);
    tcp.fin().serverFin().ack();
    return script;
  }

  private static TraceScript overIpv6() {
    TraceScript script = new TraceScript();
    TcpScript tcp = script.tcp(CLIENT_V6, "[2001:db8:443::20]:443").handshake().tls13(BUS);
    exchange(tcp, 40);
    tcp.fin().serverFin().ack();
    return script;
  }

  /** A revocation list. */
  private static TraceScript download() {
    TraceScript script = new TraceScript();
    TcpScript tcp = script.tcp(CLIENT, "198.51.100.81:80").handshake();
    tcp.get("/pki/list.crl", "crl3.digicert.com").respondWithBody(200, "0".repeat(20_000));
    tcp.fin().serverFin().ack();
    return script;
  }

  private static TraceScript answeredLate() {
    TraceScript script = new TraceScript();
    TcpScript tcp = script.tcp(CLIENT, "198.51.100.10:443").syn();
    tcp.after(Duration.ofSeconds(1)).synAgain().after(Duration.ofSeconds(2)).synAgain();
    tcp.synAck().ack().tls12(BOOTSTRAP);
    tcp.fin().serverFin().ack();
    return script;
  }

  private static void exchange(TcpScript tcp, int times) {
    for (int i = 0; i < times; i++) {
      tcp.sendData(300).replyData(4_000).ack();
    }
  }
}
