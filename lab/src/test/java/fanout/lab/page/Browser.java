package fanout.lab.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The system's Chromium without a window, driven over its DevTools protocol. Closing it ends the
 * process and removes its profile.
 */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  /**
   * How a page is looked at.
   *
   * @param width of the window in CSS pixels
   * @param scheme {@code light} or {@code dark}
   * @param media {@code screen} or {@code print}
   * @param scripts whether they run
   */
  public record View(int width, String scheme, String media, boolean scripts) {
    /** An ordinary window. */
    public static final View DESKTOP = new View(1200, "light", "screen", true);

    /** A telephone, in the dark. */
    public static final View PHONE = new View(360, "dark", "screen", true);

    /** A sheet of paper, printed by someone who likes the dark. */
    public static final View PAPER = new View(720, "dark", "print", true);

    /** A reader without scripts. */
    public static final View NO_SCRIPTS = new View(1200, "light", "screen", false);
  }

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> open = new ConcurrentHashMap<>();
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();

  private Browser(Process process, Path profile, URI address) {
    this.process = process;
    this.profile = profile;
    HttpClient client = HttpClient.newHttpClient();
    this.socket = client.newWebSocketBuilder().buildAsync(address, new Listener()).join();
  }

  /** The browser that is installed; empty where there is none. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts the one that is installed. */
  static Browser start() throws IOException {
    return start(installed().orElseThrow());
  }

  private static Browser start(Path chromium) throws IOException {
    Path profile = Files.createTempDirectory("fanout-browser");
    Process process =
        new ProcessBuilder(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--remote-debugging-address=127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Browser(process, profile, address(process));
  }

  private static URI address(Process process) throws IOException {
    BufferedReader said = process.errorReader();
    String word = "listening on ";
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.contains(word)) {
        drain(said);
        return URI.create(line.substring(line.indexOf(word) + word.length()).strip());
      }
    }
    throw new IOException("Chromium ended with " + process.onExit().join().exitValue());
  }

  /** A process whose pipe is full stands still. */
  private static void drain(BufferedReader said) {
    Thread.ofVirtual().start(() -> said.lines().forEach(line -> {}));
  }

  /** Opens a page and waits until it has been loaded and drawn. */
  public Tab open(Path page, View view) {
    String target =
        call("", "Target.createTarget", json("url", "about:blank")).get("targetId").getAsString();
    JsonObject attach = json("targetId", target);
    attach.addProperty("flatten", true);
    Tab tab =
        new Tab(call("", "Target.attachToTarget", attach).get("sessionId").getAsString(), target);
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      tab.call(domain + ".enable", new JsonObject());
    }
    tab.look(view);
    tab.call("Page.navigate", json("url", page.toUri().toString()));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> tab.events("Page.loadEventFired").findAny().isPresent());
    return tab;
  }

  /** An open page. */
  public final class Tab implements AutoCloseable {
    private final String session;
    private final String target;

    private Tab(String session, String target) {
      this.session = session;
      this.target = target;
    }

    private void look(View view) {
      JsonObject size = new JsonObject();
      size.addProperty("width", view.width());
      size.addProperty("height", 900);
      size.addProperty("deviceScaleFactor", 1);
      size.addProperty("mobile", false);
      call("Emulation.setDeviceMetricsOverride", size);
      JsonObject scheme = json("name", "prefers-color-scheme");
      scheme.addProperty("value", view.scheme());
      JsonArray features = new JsonArray();
      features.add(scheme);
      JsonObject media = json("media", view.media());
      media.add("features", features);
      call("Emulation.setEmulatedMedia", media);
      JsonObject scripts = new JsonObject();
      scripts.addProperty("value", !view.scripts());
      call("Emulation.setScriptExecutionDisabled", scripts);
    }

    /** The value of an expression in the page. */
    public JsonElement evaluate(String expression) {
      JsonObject asked = json("expression", expression);
      asked.addProperty("returnByValue", true);
      asked.addProperty("awaitPromise", true);
      JsonObject answer = call("Runtime.evaluate", asked);
      if (answer.has("exceptionDetails")) {
        throw new AssertionError(answer.get("exceptionDetails").toString());
      }
      return answer.getAsJsonObject("result").get("value");
    }

    /** What the page complained of: exceptions, messages of its console, refused requests. */
    public List<String> complaints() {
      return Stream.of("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
          .flatMap(this::events)
          .map(JsonObject::toString)
          .toList();
    }

    /** What it asked for beyond itself. */
    public List<String> requests() {
      return events("Network.requestWillBeSent")
          .map(event -> event.getAsJsonObject("request").get("url").getAsString())
          .skip(1)
          .filter(url -> !url.startsWith("data:"))
          .toList();
    }

    /** The page as PDF. */
    public byte[] pdf() {
      JsonObject print = new JsonObject();
      print.addProperty("printBackground", true);
      return Base64.getDecoder().decode(call("Page.printToPDF", print).get("data").getAsString());
    }

    /** The whole page as a picture. */
    public byte[] png() {
      JsonObject whole = json("format", "png");
      whole.addProperty("captureBeyondViewport", true);
      JsonObject size =
          call("Page.getLayoutMetrics", new JsonObject()).getAsJsonObject("cssContentSize");
      size.addProperty("scale", 1);
      whole.add("clip", size);
      return Base64.getDecoder()
          .decode(call("Page.captureScreenshot", whole).get("data").getAsString());
    }

    private Stream<JsonObject> events(String method) {
      return events.stream()
          .filter(event -> event.has("sessionId"))
          .filter(event -> event.get("sessionId").getAsString().equals(session))
          .filter(event -> event.get("method").getAsString().equals(method))
          .map(event -> event.getAsJsonObject("params"));
    }

    private JsonObject call(String method, JsonObject params) {
      return Browser.this.call(session, method, params);
    }

    @Override
    public void close() {
      Browser.this.call("", "Target.closeTarget", json("targetId", target));
    }
  }

  private JsonObject call(String session, String method, JsonObject params) {
    JsonObject request = json("method", method);
    int id = ids.incrementAndGet();
    request.addProperty("id", id);
    request.add("params", params);
    if (!session.isEmpty()) {
      request.addProperty("sessionId", session);
    }
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    open.put(id, answer);
    socket.sendText(request.toString(), true).join();
    return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static JsonObject json(String key, String value) {
    JsonObject object = new JsonObject();
    object.addProperty(key, value);
    return object;
  }

  /** Answers go to who asked, events to the list. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
        text.setLength(0);
        take(message);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }

    private void take(JsonObject message) {
      if (!message.has("id")) {
        events.add(message);
        return;
      }
      CompletableFuture<JsonObject> asked = open.remove(message.get("id").getAsInt());
      if (asked != null && message.has("error")) {
        asked.completeExceptionally(new IOException(message.get("error").toString()));
      } else if (asked != null) {
        asked.complete(message.getAsJsonObject("result"));
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> handle.onExit().join());
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
