package org.connectoranalyzer.connector;

import java.io.IOException;

/** A list of required endpoints that the user gave has none of the cloud that is asked for. */
public final class MissingCloudException extends IOException {
  private static final long serialVersionUID = 1L;
  private final Cloud cloud;

  MissingCloudException(Cloud cloud) {
    super("no endpoints of the cloud " + cloud);
    this.cloud = cloud;
  }

  /** The cloud that is asked for. */
  public Cloud cloud() {
    return cloud;
  }
}
