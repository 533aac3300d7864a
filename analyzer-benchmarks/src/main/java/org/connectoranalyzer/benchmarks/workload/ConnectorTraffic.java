package org.connectoranalyzer.benchmarks.workload;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Bulk traffic, a fifth of it IPv6, and between it the stories of {@link Stories}, dozens at a
 * time.
 */
final class ConnectorTraffic implements Traffic {
  private static final int AT_A_TIME = 64;
  private static final int PERCENT_OF_FRAMES = 30;
  private static final int IPV6_PERCENT = 20;

  /** 10.64.0.0/22. */
  private static final int CLIENTS = 0x0A40_0000;

  private static final int CLIENT_COUNT = 1000;
  private static final int PORTS_A_STORY = 8;
  private static final int SHIFTS = 1900;

  private static final class Telling {
    @Nullable Story story;
    int next;
    int client;
    int shift;
    long began;
  }

  private final SplittableRandom random;
  private final BulkTraffic bulk;
  private final List<Story> stories = Stories.all();
  private final Telling[] tellings = new Telling[AT_A_TIME];
  private int told;

  ConnectorTraffic(SplittableRandom random) {
    this.random = random;
    this.bulk = BulkTraffic.of(random, IPV6_PERCENT);
    for (int i = 0; i < tellings.length; i++) {
      tellings[i] = new Telling();
    }
  }

  @Override
  public void next(ByteBuffer out, long time) {
    if (random.nextInt(100) >= PERCENT_OF_FRAMES || !tell(out, time)) {
      bulk.next(out, time);
    }
  }

  /** Writes the next frame of the first story from a random place on that does not wait. */
  private boolean tell(ByteBuffer out, long time) {
    int first = random.nextInt(tellings.length);
    for (int i = 0; i < tellings.length; i++) {
      Telling telling = tellings[(first + i) % tellings.length];
      Story story = telling.story == null ? begin(telling, time) : telling.story;
      if (telling.began + story.time(telling.next) <= time) {
        story.write(out, telling.next, telling.client, telling.shift);
        telling.next++;
        if (telling.next == story.frames()) {
          telling.story = null;
        }
        return true;
      }
    }
    return false;
  }

  /** The stories in turn, the clients in turn, and new ports for each. */
  private Story begin(Telling telling, long time) {
    Story story = stories.get(told % stories.size());
    telling.story = story;
    telling.next = 0;
    telling.began = time;
    telling.client = CLIENTS + told % CLIENT_COUNT;
    telling.shift = told / CLIENT_COUNT % SHIFTS * PORTS_A_STORY;
    told++;
    return story;
  }
}
