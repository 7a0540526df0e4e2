package fanout.lab.trial;

import fanout.lab.testbed.Testbed;
import fanout.lab.testbed.Testbed.MoreBackend;
import java.util.HashMap;
import java.util.Map;

/**
 * The further backends of one run. Each is started when a trial first asks for it and kept for the
 * trials after that: a JVM that has just been started would be what they measure. They end with the
 * testbed. For one thread.
 */
public final class Backends {
  private final Testbed testbed;
  private final Map<Key, MoreBackend> started = new HashMap<>();

  private record Key(String name, Map<String, String> settings) {}

  /** None started yet. */
  public Backends(Testbed testbed) {
    this.testbed = testbed;
  }

  /** One with these settings; see {@link Testbed#startBackend}. */
  MoreBackend get(String name, Map<String, String> settings) {
    return started.computeIfAbsent(
        new Key(name, Map.copyOf(settings)), key -> testbed.startBackend(name, settings));
  }
}
