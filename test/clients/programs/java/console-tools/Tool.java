// A run of one of Kafka's console tools, as a call of its main function: a JVM takes longer to start than a tool to run.
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Exit;

final class Tool {
  static final PrintStream REAL_OUT = System.out;
  private static final String TOOLS = "org.apache.kafka.tools.";
  private static final Map<String, String> MAIN_CLASSES = Map.ofEntries(
      Map.entry("kafka-acls", TOOLS + "AclCommand"), Map.entry("kafka-broker-api-versions", TOOLS + "BrokerApiVersionsCommand"),
      Map.entry("kafka-client-metrics", TOOLS + "ClientMetricsCommand"), Map.entry("kafka-cluster", TOOLS + "ClusterTool"),
      Map.entry("kafka-configs", "kafka.admin.ConfigCommand"), Map.entry("kafka-console-consumer", TOOLS + "consumer.ConsoleConsumer"),
      Map.entry("kafka-console-producer", TOOLS + "ConsoleProducer"),
      Map.entry("kafka-console-share-consumer", TOOLS + "consumer.ConsoleShareConsumer"),
      Map.entry("kafka-consumer-groups", TOOLS + "consumer.group.ConsumerGroupCommand"),
      Map.entry("kafka-consumer-perf-test", TOOLS + "ConsumerPerformance"),
      Map.entry("kafka-delete-records", TOOLS + "DeleteRecordsCommand"), Map.entry("kafka-features", TOOLS + "FeatureCommand"),
      Map.entry("kafka-get-offsets", TOOLS + "GetOffsetShell"), Map.entry("kafka-groups", TOOLS + "GroupsCommand"),
      Map.entry("kafka-leader-election", TOOLS + "LeaderElectionCommand"), Map.entry("kafka-log-dirs", TOOLS + "LogDirsCommand"),
      Map.entry("kafka-metadata-quorum", TOOLS + "MetadataQuorumCommand"),
      Map.entry("kafka-producer-perf-test", TOOLS + "ProducerPerformance"),
      Map.entry("kafka-reassign-partitions", TOOLS + "reassign.ReassignPartitionsCommand"),
      Map.entry("kafka-share-groups", TOOLS + "consumer.group.ShareGroupCommand"), Map.entry("kafka-topics", TOOLS + "TopicCommand"),
      Map.entry("kafka-transactions", TOOLS + "TransactionsCommand"));
  // The tool to which a thread belongs; the threads that a tool starts belong to it too.
  private static final InheritableThreadLocal<Tool> CURRENT = new InheritableThreadLocal<>();
  private static JsonNode task;
  private static Path folder;
  private static String ownerConfig;

  /** Ends a tool in place of its process. */
  private static final class Exited extends Error {
  }

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
  private final List<Runnable> shutdownHooks = Collections.synchronizedList(new ArrayList<>());
  private int status;
  private boolean hasExited;

  static void begin(JsonNode given) throws IOException {
    task = given;
    folder = Files.createTempDirectory("kafkawire-tools-");
    JsonNode security = task.get("security");
    ownerConfig = security == null ? file("") : login(security.get("username").asText(), security.get("password").asText());
    System.setOut(dispatched(tool -> tool.printed));
    System.setErr(dispatched(tool -> tool.complaints));
    Exit.Procedure exit = (code, message) -> {
      Tool tool = CURRENT.get();
      if (!tool.hasExited) tool.status = code; // a tool may catch what ends it, and exit again
      tool.hasExited = true;
      throw new Exited();
    };
    Exit.setExitProcedure(exit);
    Exit.setHaltProcedure(exit);
    Exit.setShutdownHookAdder((name, hook) -> CURRENT.get().shutdownHooks.add(hook));
  }

  private static PrintStream dispatched(Function<Tool, ByteArrayOutputStream> stream) {
    return new PrintStream(new OutputStream() {
      @Override
      public void write(int octet) {
        Tool tool = CURRENT.get();
        if (tool != null) stream.apply(tool).write(octet);
      }
    }, true, StandardCharsets.UTF_8);
  }

  /** Removes what was written to files. */
  static void end() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) Files.delete(each);
    }
    Files.delete(folder);
  }

  static String bootstrap() {
    return task.get("bootstrap").asText();
  }

  static boolean isSecure() {
    return task.has("security");
  }

  static String name() {
    return task.get("prefix").asText() + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** A file with this text. */
  static String file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "tool", ""), text).toString();
  }

  /** A file with the configuration of a user without any right; null if nobody logs in. */
  static String stranger() throws IOException {
    JsonNode security = task.get("security");
    return security == null ? null : login(security.get("stranger").asText(), security.get("password").asText());
  }

  /** A file with the configuration of a client that logs in. */
  private static String login(String username, String password) throws IOException {
    JsonNode security = task.get("security");
    return file(String.join("\n", "security.protocol=SASL_SSL", "ssl.truststore.type=PEM",
        "ssl.truststore.location=" + security.get("caFile").asText(), "sasl.mechanism=" + security.get("mechanism").asText(),
        "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + username + "\" password=\""
            + password + "\";"));
  }

  /** The configuration of a client in this JVM. */
  static Properties config() throws IOException {
    Properties config = new Properties();
    try (var reader = Files.newBufferedReader(Path.of(ownerConfig))) {
      config.load(reader);
    }
    config.put("bootstrap.servers", bootstrap());
    return config;
  }

  /** Runs a tool to its end, and returns what it printed. Throws if it ends with another status than 0. */
  static String run(String name, String... args) throws Exception {
    return runAs(ownerConfig, name, args);
  }

  /** Runs a tool with the configuration of another user. */
  static String runAs(String config, String name, String... args) throws Exception {
    Tool tool = new Tool();
    tool.call(config, name, args);
    if (tool.status == 0) return tool.printed.toString(StandardCharsets.UTF_8);
    throw new AssertionError(name + " " + String.join(" ", args) + " ended with status " + tool.status + ": " + tool.text());
  }

  /** Runs a tool, and returns what it printed, to stderr too. Throws unless it ends with another status than 0. */
  static String fail(String config, String name, String... args) throws Exception {
    Tool tool = new Tool();
    tool.call(config, name, args);
    if (tool.status == 0) throw new AssertionError(name + " " + String.join(" ", args) + " did not fail: " + tool.text());
    return tool.text();
  }

  /** Starts a tool that goes on until `stop`. */
  static Tool start(String name, String... args) {
    Tool tool = new Tool();
    Thread thread = new Thread(() -> {
      try {
        tool.call(ownerConfig, name, args);
      } catch (Exception failure) {
        tool.status = 1;
      }
    });
    thread.setDaemon(true);
    thread.start();
    return tool;
  }

  /** Runs a tool that reads these lines. */
  static synchronized void write(List<String> lines, String name, String... args) throws Exception {
    System.setIn(new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
    run(name, args);
  }

  /** Ends the tool as Ctrl-C does. */
  void stop() {
    for (Runnable hook : List.copyOf(shutdownHooks)) hook.run();
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8) + complaints.toString(StandardCharsets.UTF_8);
  }

  private void call(String config, String name, String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of("--bootstrap-server", bootstrap(), "--command-config", config));
    all.addAll(name.equals("kafka-cluster") ? 0 : all.size(), List.of(args)); // the options of its commands follow the command
    CURRENT.set(this);
    try {
      Method main = Class.forName(MAIN_CLASSES.get(name)).getMethod("main", String[].class);
      main.invoke(null, (Object) all.toArray(String[]::new));
    } catch (InvocationTargetException ended) {
      if (!(ended.getCause() instanceof Exited)) throw new AssertionError(name + " threw " + ended.getCause() + ": " + text());
    } finally {
      CURRENT.remove();
    }
    // At the end of the process, the console producer sends what it still has.
    if (name.equals("kafka-console-producer")) stop();
  }
}
