package org.connectoranalyzer.connector;

/** The clouds whose names are known. */
public enum Cloud {
  PUBLIC,
  USGOV
}
