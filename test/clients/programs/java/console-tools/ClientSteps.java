// The steps that all clients have, done by the console tools.
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

final class ClientSteps {
  static final Map<String, ConsoleTools.Step> STEPS = Map.ofEntries(
      Map.entry("metadata", ClientSteps::metadata), Map.entry("topics", ClientSteps::topics), Map.entry("acks", ClientSteps::acks),
      Map.entry("codecs", ClientSteps::codecs), Map.entry("consume", ClientSteps::consume),
      Map.entry("rebalance", () -> twoMembers("classic")), Map.entry("resume", () -> resume("classic")),
      Map.entry("transactions", ClientSteps::transactions), Map.entry("admin", ClientSteps::administer),
      Map.entry("consumer-protocol", ClientSteps::consumerProtocol), Map.entry("share", ClientSteps::share));
  private static final long MEMBERS_TIMEOUT_MS = 30_000;
  private static final String QUIET_MS = "1500";

  private ClientSteps() {
  }

  static String createTopic(int partitions, String... options) throws Exception {
    String topic = Tool.name();
    Tool.run("kafka-topics", with(options, "--create", "--topic", topic, "--partitions", String.valueOf(partitions)));
    return topic;
  }

  static String[] with(String[] options, String... first) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(options)).toArray(String[]::new);
  }

  static void produce(String topic, List<String> values, String... options) throws Exception {
    Tool.write(values, "kafka-console-producer", with(options, "--topic", topic));
  }

  /** Reads a number of records from the beginning, or where the group goes on. */
  static List<String> read(String topic, int count, String... options) throws Exception {
    String[] all = with(options, "--topic", topic, "--from-beginning", "--max-messages", String.valueOf(count), "--timeout-ms", "20000");
    return records(Tool.run("kafka-console-consumer", all));
  }

  // Each record is a line.
  private static List<String> records(String printed) {
    return printed.lines().toList();
  }

  private static String describe(String topic) throws Exception {
    return Tool.run("kafka-topics", "--describe", "--topic", topic);
  }

  private static void metadata() throws Exception {
    Check.has(describe(createTopic(3)), "PartitionCount: 3 .*Partition: 2 Leader: [123] Replicas: [123]");
  }

  private static void topics() throws Exception {
    String topic = createTopic(2);
    Check.has(Tool.run("kafka-topics", "--list"), "^" + topic + "$");
    Tool.run("kafka-topics", "--alter", "--topic", topic, "--partitions", "4");
    Check.has(describe(topic), "PartitionCount: 4");
    Tool.run("kafka-topics", "--delete", "--topic", topic);
    Check.hasNot(Tool.run("kafka-topics", "--list"), "^" + topic + "$");
  }

  private static void acks() throws Exception {
    String topic = createTopic(1);
    for (String acks : List.of("0", "1", "all")) produce(topic, List.of("acks " + acks), "--request-required-acks", acks);
    Check.equal(new TreeSet<>(read(topic, 3)), new TreeSet<>(List.of("acks 0", "acks 1", "acks all")));
  }

  private static void codecs() throws Exception {
    String topic = createTopic(1);
    List<String> codecs = List.of("none", "gzip", "snappy", "lz4", "zstd");
    for (String codec : codecs) produce(topic, List.of(codec.repeat(50)), "--compression-codec", codec);
    Check.equal(read(topic, 5), codecs.stream().map(codec -> codec.repeat(50)).toList());
  }

  private static void consume() throws Exception {
    String topic = createTopic(3);
    List<String> values = List.of("a", "b", "c", "d", "e", "f");
    for (String value : values) produce(topic, List.of("key-" + value + ":" + value), "--reader-property", "parse.key=true", "--reader-property", "key.separator=:");
    List<String> found = read(topic, values.size(), "--group", Tool.name(), "--formatter-property", "print.key=true",
        "--formatter-property", "print.partition=true", "--formatter-property", "print.timestamp=true");
    Check.equal(found.size(), values.size());
    for (String value : values) Check.has(String.join("\n", found), "^CreateTime:\\d+ Partition:[012] key-" + value + " " + value + "$");
  }

  static void twoMembers(String protocol) throws Exception {
    String topic = createTopic(4);
    String group = Tool.name();
    List<Tool> members = new ArrayList<>();
    for (int member = 0; member < 2; member++)
      members.add(Tool.start("kafka-console-consumer", "--topic", topic, "--group", group, "--command-property",
          "group.protocol=" + protocol));
    long deadline = System.currentTimeMillis() + MEMBERS_TIMEOUT_MS;
    try {
      while (true) {
        String described = Tool.run("kafka-consumer-groups", "--describe", "--group", group, "--members");
        if (described.lines().filter(line -> line.startsWith(group) && line.strip().endsWith(" 2")).count() == 2) break;
        if (System.currentTimeMillis() > deadline) throw new AssertionError("the members do not have 2 partitions each: " + described);
      }
    } finally {
      for (Tool member : members) member.stop();
    }
  }

  static void resume(String protocol) throws Exception {
    String topic = createTopic(1);
    String[] options = {"--group", Tool.name(), "--command-property", "group.protocol=" + protocol};
    produce(topic, List.of("1", "2", "3"));
    Check.equal(read(topic, 2, options), List.of("1", "2"));
    produce(topic, List.of("4"));
    Check.equal(read(topic, 2, options), List.of("3", "4"));
  }

  private static void consumerProtocol() throws Exception {
    resume("consumer");
    twoMembers("consumer");
  }

  private static void transactions() throws Exception {
    String topic = createTopic(1);
    Tool.run("kafka-producer-perf-test", "--topic", topic, "--num-records", "10", "--record-size", "20", "--throughput", "-1",
        "--transactional-id", Tool.name());
    ToolSteps.openTransaction(topic, "open");
    String[] options = {"--topic", topic, "--from-beginning", "--timeout-ms", QUIET_MS};
    Check.equal(records(Tool.run("kafka-console-consumer", with(options, "--isolation-level", "read_committed"))).size(), 10);
    Check.equal(records(Tool.run("kafka-console-consumer", options)).size(), 11);
  }

  private static void administer() throws Exception {
    String topic = createTopic(1);
    String group = Tool.name();
    produce(topic, List.of("x"));
    read(topic, 1, "--group", group);
    ToolSteps.alterConfig("topics", topic, "retention.ms=3600000");
    Check.has(Tool.run("kafka-configs", "--describe", "--entity-type", "topics", "--entity-name", topic), "retention.ms=3600000 ");
    Check.has(Tool.run("kafka-consumer-groups", "--list"), "^" + group + "$");
    Tool.run("kafka-consumer-groups", "--delete", "--group", group);
    Check.hasNot(Tool.run("kafka-consumer-groups", "--list"), "^" + group + "$");
  }

  private static void share() throws Exception {
    String topic = createTopic(2);
    String group = Tool.name();
    ToolSteps.alterConfig("groups", group, "share.auto.offset.reset=earliest");
    produce(topic, List.of("a", "b", "c"));
    String[] options = {"--topic", topic, "--group", group, "--timeout-ms", "20000"};
    List<String> released = records(Tool.run("kafka-console-share-consumer", with(options, "--max-messages", "3", "--release")));
    List<String> accepted = records(Tool.run("kafka-console-share-consumer", with(options, "--max-messages", "3")));
    for (List<String> values : List.of(released, accepted)) Check.equal(new TreeSet<>(values), new TreeSet<>(List.of("a", "b", "c")));
  }
}
