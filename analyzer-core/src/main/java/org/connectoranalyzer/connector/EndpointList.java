package org.connectoranalyzer.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The required hosts and ports of one cloud, with what tells the connector's bootstrap host and
 * other Entra agents' names. Comes from endpoints.json in the library, or from a file of the same
 * form that the user gives.
 *
 * @param version of the list, "2026-11"
 * @param bootstrap patterns of the first host that a connector contacts
 * @param auxiliary patterns of runtime names that carry neither signalling nor data (registration,
 *     renewal of the client certificate, download, updater)
 * @param clientCertificate patterns of names that let a connector in by its client certificate
 *     alone
 * @param registration patterns of names where a connector gets that certificate: none is sent there
 * @param updater patterns of names that the updater service asks for, and the connector does not
 * @param shortSessions patterns of names whose sessions end with the request they serve (relay
 *     rendezvous)
 * @param otherAgents patterns of names that agents beside the connector use on the same server
 */
public record EndpointList(
    String version,
    Cloud cloud,
    List<Requirement> requirements,
    List<String> bootstrap,
    List<String> auxiliary,
    List<String> clientCertificate,
    List<String> registration,
    List<String> updater,
    List<String> shortSessions,
    List<String> otherAgents) {

  private static final int MOST_ROWS = 10_000;

  public EndpointList {
    requirements = List.copyOf(requirements);
    bootstrap = List.copyOf(bootstrap);
    auxiliary = List.copyOf(auxiliary);
    clientCertificate = List.copyOf(clientCertificate);
    registration = List.copyOf(registration);
    updater = List.copyOf(updater);
    shortSessions = List.copyOf(shortSessions);
    otherAgents = List.copyOf(otherAgents);
  }

  /** The list that the library brings. */
  public static EndpointList standard(Cloud cloud) {
    return switch (cloud) {
      case PUBLIC -> Standard.PUBLIC;
      case USGOV -> Standard.USGOV;
    };
  }

  /** Read once, when first asked for. */
  private static final class Standard {
    static final EndpointList PUBLIC = ofLibrary(Cloud.PUBLIC);
    static final EndpointList USGOV = ofLibrary(Cloud.USGOV);
  }

  private static EndpointList ofLibrary(Cloud cloud) {
    try (InputStream in = EndpointList.class.getResourceAsStream("endpoints.json")) {
      return read(Objects.requireNonNull(in), cloud);
    } catch (IOException e) {
      throw new IllegalStateException("endpoints.json of the library cannot be read", e);
    }
  }

  /**
   * Reads a list and keeps the rows of one cloud.
   *
   * @throws ListFormatException if it is not JSON of this form; the message is for logs, line and
   *     detail for the user
   */
  public static EndpointList read(InputStream in, Cloud cloud) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(in)) {
      return new Reader(json).list(cloud);
    }
  }

  /** The row that this host and port belong to, the most exact first; null if none. */
  public @Nullable Requirement match(String host, int port) {
    Requirement best = null;
    for (Requirement row : requirements) {
      if (row.matches(host, port)
          && (best == null || row.pattern().length() > best.pattern().length())) {
        best = row;
      }
    }
    return best;
  }

  /**
   * Whether asking for this name alone tells a connector: it belongs to vital rows only. Names that
   * every Windows machine asks for on port 80 too (trust lists) tell nothing.
   */
  public boolean isVitalName(String host) {
    List<Requirement> rows = requirements.stream().filter(row -> row.matchesName(host)).toList();
    return !rows.isEmpty() && rows.stream().allMatch(Requirement::vital) && !isOtherAgent(host);
  }

  /** Whether the name belongs to any row. */
  public boolean isListedName(String host) {
    return requirements.stream().anyMatch(row -> row.matchesName(host));
  }

  /** First contact of a connector's start; never another agent's bootstrap. */
  public boolean isBootstrap(String host) {
    return isRuntime(host) && isBootstrapName(host);
  }

  /** A host that carries signalling or data: any other runtime name that is not auxiliary. */
  public boolean isRuntimeBeyondBootstrap(String host) {
    return isRuntime(host)
        && !isBootstrapName(host)
        && auxiliary.stream().noneMatch(pattern -> glob(pattern, host));
  }

  /** A host whose sessions are meant to stay open: signalling and data, but no rendezvous. */
  public boolean holdsSessions(String host) {
    return isRuntimeBeyondBootstrap(host)
        && shortSessions.stream().noneMatch(pattern -> glob(pattern, host));
  }

  /** A runtime host that lets a connector in by its client certificate alone. */
  public boolean wantsClientCertificate(String host) {
    return isRuntime(host) && clientCertificate.stream().anyMatch(pattern -> glob(pattern, host));
  }

  /** Where a connector gets its client certificate; by design it sends none there. */
  public boolean isRegistration(String host) {
    return registration.stream().anyMatch(pattern -> glob(pattern, host));
  }

  /** The connector's own runtime names of this cloud. */
  public boolean isRuntime(String host) {
    return requirements.stream()
            .anyMatch(row -> row.need() == Requirement.Need.RUNTIME && row.matchesName(host))
        && !isOtherAgent(host);
  }

  /** A host of the updater, which is another service than the connector, with other settings. */
  public boolean isUpdater(String host) {
    return isRuntime(host) && updater.stream().anyMatch(pattern -> glob(pattern, host));
  }

  private boolean isBootstrapName(String host) {
    return bootstrap.stream().anyMatch(pattern -> glob(pattern, host));
  }

  /** Pass-through authentication, provisioning and the like. */
  public boolean isOtherAgent(String host) {
    return otherAgents.stream().anyMatch(pattern -> glob(pattern, host));
  }

  /** One "*" stands for at least one character. */
  private static boolean glob(String pattern, String host) {
    int star = pattern.indexOf('*');
    return star < 0
        ? pattern.equals(host)
        : host.length() >= pattern.length()
            && host.startsWith(pattern.substring(0, star))
            && host.endsWith(pattern.substring(star + 1));
  }

  /** Reads the JSON form; unknown keys are passed over. */
  private static final class Reader {
    private final JsonParser json;

    Reader(JsonParser json) {
      this.json = json;
    }

    EndpointList list(Cloud cloud) throws IOException {
      String version = "";
      List<Requirement> rows = List.of();
      List<String> bootstrap = List.of();
      List<String> auxiliary = List.of();
      List<String> clientCertificate = List.of();
      List<String> registration = List.of();
      List<String> updater = List.of();
      List<String> shortSessions = List.of();
      List<String> others = List.of();
      try {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String key = json.currentName();
          json.nextToken();
          switch (key) {
            case "version" -> version = text();
            case "bootstrap" -> bootstrap = texts();
            case "auxiliary" -> auxiliary = texts();
            case "clientCertificate" -> clientCertificate = texts();
            case "registration" -> registration = texts();
            case "updater" -> updater = texts();
            case "shortSessions" -> shortSessions = texts();
            case "otherAgents" -> others = texts();
            case "endpoints" -> rows = rows(cloud);
            default -> json.skipChildren();
          }
        }
      } catch (JsonProcessingException e) {
        throw new ListFormatException(json.currentLocation().getLineNr(), "JSON");
      }
      if (rows.isEmpty()) {
        throw new ListFormatException(1, "endpoints");
      }
      return new EndpointList(
          version,
          cloud,
          rows,
          bootstrap,
          auxiliary,
          clientCertificate,
          registration,
          updater,
          shortSessions,
          others);
    }

    private List<Requirement> rows(Cloud cloud) throws IOException {
      expect(json.currentToken(), JsonToken.START_ARRAY);
      List<Requirement> rows = new ArrayList<>();
      while (json.nextToken() == JsonToken.START_OBJECT && rows.size() < MOST_ROWS) {
        Requirement row = row();
        if (row.clouds().contains(cloud)) {
          rows.add(row);
        }
      }
      expect(json.currentToken(), JsonToken.END_ARRAY);
      rows.sort(Comparator.comparing(Requirement::need));
      return rows;
    }

    private Requirement row() throws IOException {
      String pattern = "";
      int port = 0;
      String need = "runtime";
      String purpose = "cloudService";
      List<String> clouds = List.of("public", "usgov");
      String source = "";
      String date = "";
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        json.nextToken();
        switch (key) {
          case "pattern" -> pattern = text().toLowerCase(Locale.ROOT);
          case "port" -> port = number();
          case "need" -> need = text();
          case "purpose" -> purpose = text();
          case "clouds" -> clouds = texts();
          case "source" -> source = text();
          case "date" -> date = text();
          default -> json.skipChildren();
        }
      }
      if (pattern.isEmpty() || port < 1 || port > 65535) {
        throw fault(pattern.isEmpty() ? "pattern" : "port");
      }
      List<Cloud> of = new ArrayList<>();
      for (String cloud : clouds) {
        of.add(constant(Cloud.class, cloud));
      }
      return new Requirement(
          pattern, port, constant(Requirement.Need.class, need), purpose, of, source, date);
    }

    private <E extends Enum<E>> E constant(Class<E> type, String text) throws IOException {
      try {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw fault(text);
      }
    }

    private List<String> texts() throws IOException {
      expect(json.currentToken(), JsonToken.START_ARRAY);
      List<String> texts = new ArrayList<>();
      while (json.nextToken() == JsonToken.VALUE_STRING && texts.size() < MOST_ROWS) {
        texts.add(json.getText().toLowerCase(Locale.ROOT));
      }
      expect(json.currentToken(), JsonToken.END_ARRAY);
      return texts;
    }

    private String text() throws IOException {
      expect(json.currentToken(), JsonToken.VALUE_STRING);
      return json.getText();
    }

    private int number() throws IOException {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT);
      return json.getIntValue();
    }

    private void expect(@Nullable JsonToken found, JsonToken expected) throws IOException {
      if (found != expected) {
        throw fault(json.currentName() == null ? "JSON" : json.currentName());
      }
    }

    private ListFormatException fault(String detail) {
      return new ListFormatException(json.currentLocation().getLineNr(), detail);
    }
  }
}
