/**
 * The files that tell the connector's programs which way to take, read as .NET and Windows read
 * them: {@code .exe.config} of service and updater, {@code machine.config}, what {@code netsh
 * winhttp show proxy} printed, a registry export. Untrusted; nothing outside the file is opened.
 */
@NullMarked
package org.connectoranalyzer.connector.configuration;

import org.jspecify.annotations.NullMarked;
