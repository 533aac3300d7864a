package org.connectoranalyzer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.capture.FileHash;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.ListFormatException;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.ServiceTags;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say how traffic is to be understood. */
@Section(Section.TRAFFIC)
final class TrafficOptions {
  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      converter = ProxyAddress.Converter.class,
      description = "The connector's proxy, where the traffic alone does not show it. Repeatable.")
  private List<ProxyAddress> proxies = new ArrayList<>();

  @Option(
      names = "--proxy-port",
      paramLabel = "PORT",
      converter = Port.class,
      description = "A port on which every server is a proxy. Repeatable.")
  private List<Integer> proxyPorts = new ArrayList<>();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = Choice.OfMode.class,
      completionCandidates = Choice.OfMode.class,
      description =
          "What the connector is meant to do: ${COMPLETION-CANDIDATES}. Default: auto, from its"
              + " configuration and the traffic.")
  private Mode mode = Mode.UNKNOWN;

  @Option(
      names = "--client",
      paramLabel = "IP",
      converter = Address.class,
      description = "Looks at this client only. Repeatable.")
  private List<IpAddress> clients = new ArrayList<>();

  @Mixin private EndpointOptions endpoints = new EndpointOptions();

  @Option(
      names = "--service-tags",
      paramLabel = "FILE",
      description =
          "Microsoft's list \"Azure IP Ranges and Service Tags\" (JSON): names the services of"
              + " addresses that the capture does not name.")
  private @Nullable Path serviceTags;

  @Option(
      names = "--limit",
      paramLabel = "NAME=N",
      converter = Bound.Converter.class,
      completionCandidates = Bound.Names.class,
      description =
          "A resource limit: ${COMPLETION-CANDIDATES}. README.md has the table. Repeatable.")
  private List<Bound> limits = new ArrayList<>();

  /** What the library is told, together with what other options say. */
  AnalysisOptions analysis(String language, Configuration configuration, FileHash hash) {
    AnalysisOptions.Builder options =
        AnalysisOptions.builder()
            .mode(mode)
            .language(language)
            .configuration(configuration)
            .fileHash(hash);
    proxies.forEach(proxy -> options.proxy(proxy.host, proxy.port));
    proxyPorts.forEach(options::proxyPort);
    clients.forEach(options::client);
    Limits all = Limits.standard();
    for (Bound bound : limits) {
      all = all.with(bound.limit, bound.value);
    }
    options.limits(all);
    Cloud cloud = endpoints.cloud();
    if (cloud != null) {
      options.cloud(cloud);
    }
    EndpointList list = endpoints.list();
    if (list != null) {
      options.endpoints(list);
    }
    if (serviceTags != null) {
      options.serviceTags(readTags(serviceTags));
    }
    return options.build();
  }

  /** Refuses to write over a given file. */
  void check(List<Output> outputs) {
    endpoints.check(outputs);
    Output.keepOff(serviceTags, outputs, "a list to read");
  }

  private ServiceTags readTags(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      ServiceTags tags = ServiceTags.read(in);
      if (tags.isEmpty()) {
        throw UsageException.ofOption(
            "--service-tags", "'" + file + "' has no address range of a service that matters here");
      }
      return tags;
    } catch (ListFormatException e) {
      throw UsageException.ofOption("--service-tags", "'" + file + "' " + trouble(e));
    } catch (NoSuchFileException e) {
      throw UsageException.ofOption("--service-tags", Spelling.missing(file));
    } catch (IOException e) {
      throw UsageException.ofOption("--service-tags", "'" + file + "' cannot be read");
    }
  }

  private static String trouble(ListFormatException e) {
    String form = "is no list \"Azure IP Ranges and Service Tags\"";
    return switch (e.kind()) {
      case EMPTY -> "is empty";
      case COMPRESSED -> "is compressed; unpack it first";
      case NOT_JSON -> form + ": line " + e.line() + " is not JSON";
      case CUT_SHORT -> "ends in the middle, at line " + e.line() + "; download it again";
      case FORM ->
          form
              + ": line "
              + e.line()
              + (e.detail().isEmpty() ? "" : ", '" + e.detail() + "' is missing or not of its form")
              + "; Microsoft's is at https://www.microsoft.com/download/details.aspx?id=56519";
      case TOO_LARGE -> "is larger than any list \"Azure IP Ranges and Service Tags\"";
    };
  }

  /** Where a proxy listens. */
  private record ProxyAddress(String host, int port) {
    static final class Converter implements ITypeConverter<ProxyAddress> {
      @Override
      public ProxyAddress convert(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        boolean fits =
            bracketed
                ? IpAddress.parse(bare).filter(address -> address.version() == 6).isPresent()
                : bare.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?");
        if (colon < 0 || !fits) {
          throw new TypeConversionException(
              "'"
                  + text
                  + "' is not HOST:PORT, such as proxy.contoso.com:8080 or [2001:db8::1]:3128");
        }
        String name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        String canonical = IpAddress.parse(name).map(IpAddress::toString).orElse(name);
        return new ProxyAddress(
            canonical.toLowerCase(Locale.ROOT), new Port().convert(text.substring(colon + 1)));
      }
    }
  }

  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
      if (port < 1 || port > 65535) {
        throw new TypeConversionException("'" + text + "' is not a port, 1 to 65535");
      }
      return port;
    }
  }

  static final class Address implements ITypeConverter<IpAddress> {
    @Override
    public IpAddress convert(String text) {
      return IpAddress.parse(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is not an IP address, such as 10.0.0.4 or 2001:db8::4"));
    }
  }

  /** A changed limit. */
  private record Bound(Limit limit, long value) {
    static final class Names extends ArrayList<String> {
      private static final long serialVersionUID = 1L;

      Names() {
        super(Stream.of(Limit.values()).map(Limit::text).toList());
      }
    }

    static final class Converter implements ITypeConverter<Bound> {
      @Override
      public Bound convert(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        String number = equals < 0 ? "" : text.substring(equals + 1);
        if (!number.matches("\\d{1,18}")) {
          throw new TypeConversionException("'" + text + "' is not NAME=N, such as flows=500000");
        }
        Limit limit =
            Limit.named(name)
                .orElseThrow(
                    () -> new TypeConversionException(Spelling.notOneOf(name, new Names())));
        long value = Long.parseLong(number);
        try {
          Limits.standard().with(limit, value);
        } catch (IllegalArgumentException e) {
          throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
        return new Bound(limit, value);
      }
    }
  }
}
