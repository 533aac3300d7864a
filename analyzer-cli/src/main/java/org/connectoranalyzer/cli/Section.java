package org.connectoranalyzer.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Under which heading of the help an option stands: at its field, or for all fields of a class. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.TYPE})
@interface Section {
  String INPUT = "Input";
  String TRAFFIC = "Traffic";
  String CONFIGURATION = "Configuration";
  String OUTPUT = "Output";
  String FINDINGS = "Findings";

  /** Of what no class or field says otherwise, such as {@code --help}. */
  String GENERAL = "General";

  String value();
}
