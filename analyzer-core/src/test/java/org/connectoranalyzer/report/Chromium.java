package org.connectoranalyzer.report;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Chromium with one page, driven by its DevTools protocol
 * (chromedevtools.github.io/devtools-protocol). It has no way to any network. Not thread-safe.
 */
final class Chromium implements AutoCloseable {
  private static final int SECONDS = 60;
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final List<JsonNode> events = new ArrayList<>();
  private final WebSocket socket;
  private final String session;
  private int calls;

  private Chromium(Process process, URI browser) throws IOException {
    this.process = process;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(browser, new Receiver(received))
            .orTimeout(SECONDS, TimeUnit.SECONDS)
            .join();
    JsonNode page = call("", "Target.createTarget", Map.of("url", "about:blank"));
    Map<String, Object> target =
        Map.of("targetId", page.get("targetId").asString(), "flatten", true);
    session = call("", "Target.attachToTarget", target).get("sessionId").asString();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
    call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
  }

  /** Where it is installed; empty where it is not. */
  static Optional<Path> program() {
    String path = System.getenv("PATH");
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(
            name ->
                Stream.of((path == null ? "" : path).split(File.pathSeparator, -1))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @param profile an empty folder of its own
   */
  static Chromium start(Path program, Path profile) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--proxy-server=127.0.0.1:9",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log.txt").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    for (int i = 0; i < SECONDS * 10; i++) {
      List<String> lines = Files.exists(port) ? Files.readAllLines(port) : List.of();
      if (lines.size() >= 2) {
        return new Chromium(process, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
      }
      if (!process.isAlive()) {
        break;
      }
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
    process.destroyForcibly();
    throw new IOException(
        "chromium does not start: " + Files.readString(profile.resolve("log.txt")));
  }

  /** Collects the pieces of each message. */
  private static final class Receiver implements WebSocket.Listener {
    private final BlockingQueue<JsonNode> received;
    private final StringBuilder message = new StringBuilder();

    Receiver(BlockingQueue<JsonNode> received) {
      this.received = received;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      message.append(text);
      if (last) {
        received.add(JSON.readTree(message.toString()));
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  /** Calls a method of the page; its result. */
  JsonNode call(String method, Map<String, Object> parameters) throws IOException {
    return call(session, method, parameters);
  }

  private JsonNode call(String target, String method, Map<String, Object> parameters)
      throws IOException {
    int id = ++calls;
    Map<String, Object> call =
        target.isEmpty()
            ? Map.of("id", id, "method", method, "params", parameters)
            : Map.of("id", id, "method", method, "params", parameters, "sessionId", target);
    socket.sendText(JSON.writeValueAsString(call), true).join();
    while (true) {
      JsonNode answer = next();
      if (answer.has("id") && answer.get("id").asInt() == id) {
        if (answer.has("error")) {
          throw new IOException(method + ": " + answer.get("error"));
        }
        return answer.get("result");
      }
      events.add(answer);
    }
  }

  private JsonNode next() throws IOException {
    try {
      JsonNode message = received.poll(SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new IOException("chromium does not answer");
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** How the page is shown from now on: width in CSS pixels, "light" or "dark". */
  void show(int width, String scheme) throws IOException {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
    Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
    call("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  /** Loads a file; forgets what happened before. */
  void open(Path file) throws IOException {
    events.clear();
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    while (events("Page.loadEventFired").isEmpty()) {
      events.add(next());
    }
  }

  /** Events of a kind since the page was opened. */
  List<JsonNode> events(String method) {
    return events.stream()
        .filter(event -> event.get("method").asString().equals(method))
        .map(event -> event.get("params"))
        .toList();
  }

  /** What the page and the browser complained about. */
  List<String> complaints() {
    return Stream.of("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
        .flatMap(kind -> events(kind).stream())
        .map(JsonNode::toString)
        .toList();
  }

  /** The addresses that were asked for. */
  List<String> requests() {
    return events("Network.requestWillBeSent").stream()
        .map(event -> event.get("request").get("url").asString())
        .toList();
  }

  /** The value of a JavaScript expression; a promise's when it is there. */
  JsonNode evaluate(String expression) throws IOException {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of(
                "expression",
                expression,
                "returnByValue",
                true,
                "awaitPromise",
                true,
                "userGesture",
                true));
    if (result.has("exceptionDetails")) {
      throw new IOException(result.get("exceptionDetails").toString());
    }
    JsonNode value = result.get("result").get("value");
    return value == null ? JSON.nullNode() : value;
  }

  /** A picture (PNG) of the whole page, for looking at. */
  void picture(Path file) throws IOException {
    JsonNode size = call("Page.getLayoutMetrics", Map.of()).get("cssContentSize");
    Map<String, Object> clip =
        Map.of(
            "x",
            0,
            "y",
            0,
            "width",
            size.get("width").asDouble(),
            "height",
            size.get("height").asDouble(),
            "scale",
            1);
    JsonNode picture =
        call("Page.captureScreenshot", Map.of("clip", clip, "captureBeyondViewport", true));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, Base64.getDecoder().decode(picture.get("data").asString()));
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
