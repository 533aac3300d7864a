package org.connectoranalyzer.connector.configuration;

import java.io.IOException;

/** Neither the name of a file nor what is in it tells whose configuration it holds. */
public final class UnrecognizedConfigurationException extends IOException {
  private static final long serialVersionUID = 1L;

  UnrecognizedConfigurationException(String name) {
    super(name);
  }
}
