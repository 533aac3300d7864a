package org.connectoranalyzer.report;

import java.util.List;
import java.util.Locale;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Requirement;

/**
 * The required hosts and ports of one cloud as a firewall or proxy team needs them; immutable. The
 * components of this record are the keys of its JSON form, in this order (schema: {@code
 * endpoints-1.0.schema.json} beside this class), which is also a list that {@link
 * EndpointList#read} takes.
 *
 * @param schemaVersion of the JSON form, "1.0"
 * @param version of the list
 * @param endpoints grouped: what the connector needs to run first
 */
public record AllowList(
    String schemaVersion,
    Report.Tool tool,
    Cloud cloud,
    String version,
    List<String> bootstrap,
    List<String> auxiliary,
    List<String> clientCertificate,
    List<String> registration,
    List<String> updater,
    List<String> shortSessions,
    List<String> otherAgents,
    List<Row> endpoints) {

  /** The form that this library writes. */
  public static final String SCHEMA_VERSION = "1.0";

  /**
   * One host or pattern; "*." stands for one or more labels.
   *
   * @param protocol always "TCP"
   * @param purpose key of the words {@code purpose.<key>}
   * @param source where the row comes from, as of {@code date}
   */
  public record Row(
      String pattern,
      int port,
      String protocol,
      Requirement.Need need,
      String purpose,
      List<Cloud> clouds,
      String source,
      String date) {}

  public AllowList {
    endpoints = List.copyOf(endpoints);
  }

  /** The list as it is, with its rows in the order of their need. */
  public static AllowList of(EndpointList list) {
    return new AllowList(
        SCHEMA_VERSION,
        Report.Tool.withEndpoints(list),
        list.cloud(),
        SafeText.of(list.version()),
        harmless(list.bootstrap()),
        harmless(list.auxiliary()),
        harmless(list.clientCertificate()),
        harmless(list.registration()),
        harmless(list.updater()),
        harmless(list.shortSessions()),
        harmless(list.otherAgents()),
        list.requirements().stream().map(AllowList::row).toList());
  }

  private static List<String> harmless(List<String> patterns) {
    return patterns.stream().map(SafeText::of).toList();
  }

  private static Row row(Requirement row) {
    return new Row(
        SafeText.of(row.pattern()),
        row.port(),
        "TCP",
        row.need(),
        SafeText.of(row.purpose()),
        row.clouds(),
        SafeText.of(row.source()),
        SafeText.of(row.date()));
  }

  /** "public", "usgov". */
  String cloudName() {
    return cloud.name().toLowerCase(Locale.ROOT);
  }
}
