package org.connectoranalyzer.diagnosis.configuration;

import org.connectoranalyzer.connector.configuration.Fault;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.LineEvidence;

/** The line of a fault as evidence; its kind is also the variant of the page's words. */
final class FaultyLine {
  private FaultyLine() {}

  static LineEvidence of(Fault fault) {
    Facts facts = facts(fault);
    return switch (fault.kind()) {
      case NOT_WELL_FORMED -> new LineEvidence(fault.at(), "notWellFormed", facts);
      case WRONG_ENCODING -> new LineEvidence(fault.at(), "wrongEncoding", facts);
      case DOCUMENT_TYPE -> new LineEvidence(fault.at(), "documentType", facts);
      case TOO_LARGE -> new LineEvidence(fault.at(), "tooLarge", facts);
      case WRONG_CASE -> new LineEvidence(fault.at(), "wrongCase", facts);
      case WRONG_PLACE -> new LineEvidence(fault.at(), "wrongPlace", facts);
      case UNKNOWN_ELEMENT -> new LineEvidence(fault.at(), "unknownElement", facts);
      case UNKNOWN_ATTRIBUTE -> new LineEvidence(fault.at(), "unknownAttribute", facts);
      case STRAY_TEXT -> new LineEvidence(fault.at(), "strayText", facts);
      case WRONG_VALUE -> new LineEvidence(fault.at(), "wrongValue", facts);
      case REPEATED -> new LineEvidence(fault.at(), "repeated", facts);
      case WRONG_PATTERN -> new LineEvidence(fault.at(), "wrongPattern", facts);
      case NOT_WINHTTP -> new LineEvidence(fault.at(), "notWinHttp", facts);
      case NOT_REGISTRY -> new LineEvidence(fault.at(), "notRegistry", facts);
      case ADDRESS_WITHOUT_SCHEME -> new LineEvidence(fault.at(), "withoutScheme", facts);
      case ADDRESS_OF_OTHER_SCHEME -> new LineEvidence(fault.at(), "otherScheme", facts);
      case ADDRESS_WITHOUT_PORT -> new LineEvidence(fault.at(), "withoutPort", facts);
      case ADDRESS_UNPARSABLE -> new LineEvidence(fault.at(), "unparsable", facts);
    };
  }

  private static Facts facts(Fault fault) {
    return Facts.NONE
        .withIfKnown("found", fault.facts().get("found"))
        .withIfKnown("expected", fault.facts().get("expected"))
        .withIfKnown("parent", fault.facts().get("parent"))
        .withIfKnown("element", fault.facts().get("element"))
        .withIfKnown("attribute", fault.facts().get("attribute"))
        .withIfKnown("value", fault.facts().get("value"))
        .withIfKnown("encoding", fault.facts().get("encoding"))
        .withIfKnown("column", fault.facts().get("column"))
        .withIfKnown("suggestion", fault.facts().get("suggestion"));
  }
}
