package org.connectoranalyzer.capture;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.connectoranalyzer.capture.Limits.Limit;
import org.jspecify.annotations.Nullable;

/**
 * What a reader learned about its file apart from the packets; immutable.
 *
 * @param format id of the format: {@code pcap}, {@code pcapng}, {@code netmon}, {@code snoop}
 * @param compression {@code gzip}, {@code zip+gzip} and so on, or null where the file is not packed
 * @param frames records numbered so far
 * @param capturedBytes packet bytes in them
 * @param cutShort the file ends inside a record, or its compressed data do
 * @param damage where reading stopped for another reason, or null
 * @param names names of addresses as recorded, bounded; {@code namesOmitted} counts the rest
 * @param limitsReached how often reading dropped something for a limit
 * @param localTime times are local ones of a zone that the file does not name, taken as if in UTC
 */
public record CaptureSummary(
    String format,
    @Nullable String compression,
    List<CaptureInterface> interfaces,
    long frames,
    long capturedBytes,
    boolean cutShort,
    @Nullable CaptureDamage damage,
    List<AddressName> names,
    long namesOmitted,
    Map<Limit, Long> limitsReached,
    boolean localTime) {
  public CaptureSummary {
    limitsReached = Collections.unmodifiableMap(new TreeMap<>(limitsReached));
    interfaces = List.copyOf(interfaces);
    names = List.copyOf(names);
  }
}
