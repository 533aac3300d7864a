package org.connectoranalyzer.capture;

import java.util.List;

/**
 * Records that share a byte order and a numbering of interfaces: a section of pcapng, or all of a
 * file of another format. Interfaces are added while it is read.
 */
final class Section {
  private static final int READING = -1;

  private final boolean littleEndian;
  private final List<InterfaceState> interfacesOfFile;
  private final int first;
  private int end = READING;

  Section(boolean littleEndian, List<InterfaceState> interfacesOfFile) {
    this.littleEndian = littleEndian;
    this.interfacesOfFile = interfacesOfFile;
    first = interfacesOfFile.size();
  }

  boolean littleEndian() {
    return littleEndian;
  }

  /** Index of its first interface in the file. */
  int first() {
    return first;
  }

  /** Another section begins. */
  void end() {
    end = interfacesOfFile.size();
  }

  /** Those described so far. */
  List<InterfaceState> interfaces() {
    return interfacesOfFile.subList(first, end == READING ? interfacesOfFile.size() : end);
  }
}
