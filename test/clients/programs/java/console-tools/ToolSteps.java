// A step for each tool that does more than the steps of all clients need.
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

final class ToolSteps {
  static final Map<String, ConsoleTools.Step> STEPS = Map.ofEntries(
      Map.entry("kafka-acls", ToolSteps::acls), Map.entry("kafka-broker-api-versions", ToolSteps::apiVersions),
      Map.entry("kafka-client-metrics", ToolSteps::clientMetrics), Map.entry("kafka-cluster", ToolSteps::cluster),
      Map.entry("kafka-configs", ToolSteps::configs), Map.entry("kafka-consumer-groups", ToolSteps::consumerGroups),
      Map.entry("kafka-delete-records", ToolSteps::deleteRecords), Map.entry("kafka-features", ToolSteps::features),
      Map.entry("kafka-get-offsets", ToolSteps::getOffsets), Map.entry("kafka-groups", ToolSteps::groups),
      Map.entry("kafka-leader-election", ToolSteps::leaderElection), Map.entry("kafka-log-dirs", ToolSteps::logDirs),
      Map.entry("kafka-metadata-quorum", ToolSteps::metadataQuorum), Map.entry("kafka-producer-perf-test, kafka-consumer-perf-test", ToolSteps::performance),
      Map.entry("kafka-reassign-partitions", ToolSteps::reassignPartitions), Map.entry("kafka-share-groups", ToolSteps::shareGroups),
      Map.entry("kafka-transactions", ToolSteps::transactions));

  private ToolSteps() {
  }

  static void alterConfig(String type, String name, String config) throws Exception {
    Tool.run("kafka-configs", "--alter", "--entity-type", type, "--entity-name", name, "--add-config", config);
  }

  /** Leaves a transaction open that has a record in a topic, and returns its transactional id. */
  static String openTransaction(String topic, String value) throws Exception {
    String id = Tool.name();
    var config = Tool.config();
    config.put("transactional.id", id);
    KafkaProducer<String, String> producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, 0, null, value)).get();
    // The transaction stays open, because a transaction that has begun is not ended by `close`.
    producer.close(java.time.Duration.ZERO);
    return id;
  }

  private static void acls() throws Exception {
    String topic = ClientSteps.createTopic(1);
    ClientSteps.produce(topic, List.of("secret"));
    String[] rule = {"--allow-principal", "User:bob", "--operation", "Read", "--topic", topic, "--group", "*"};
    String[] read = {"--topic", topic, "--from-beginning", "--max-messages", "1", "--timeout-ms", "10000"};
    String bob = Tool.stranger();
    if (bob != null) {
      Check.has(Tool.fail(bob, "kafka-topics", "--describe", "--topic", topic), "Topic '" + topic + "' does not exist");
      Check.equal(Tool.runAs(bob, "kafka-console-consumer", read), "");
    }
    Check.has(Tool.run("kafka-acls", ClientSteps.with(rule, "--add")), "principal=User:bob, host=\\*, operation=READ, permissionType=ALLOW");
    if (bob != null) Check.has(Tool.runAs(bob, "kafka-console-consumer", read), "^secret$");
    Check.has(Tool.run("kafka-acls", "--list", "--topic", topic), "principal=User:bob");
    Tool.run("kafka-acls", ClientSteps.with(rule, "--remove", "--force"));
    Check.hasNot(Tool.run("kafka-acls", "--list", "--topic", topic), "principal=User:bob");
  }

  private static void apiVersions() throws Exception {
    String printed = Tool.run("kafka-broker-api-versions");
    Check.equal(printed.lines().filter(line -> line.contains("(id: ")).count(), 3L);
    Check.has(printed, "Produce\\(0\\): 0 to \\d+ \\[usable: \\d+\\]");
    Check.has(printed, "ShareFetch\\(78\\): ");
  }

  private static void clientMetrics() throws Exception {
    String name = Tool.name();
    Tool.run("kafka-client-metrics", "--alter", "--name", name, "--metrics", "org.apache.kafka.producer.", "--interval", "60000");
    Check.has(Tool.run("kafka-client-metrics", "--list"), "^" + name + "$");
    Check.has(Tool.run("kafka-client-metrics", "--describe", "--name", name), "interval.ms=60000");
    Tool.run("kafka-client-metrics", "--delete", "--name", name);
    Check.hasNot(Tool.run("kafka-client-metrics", "--list"), "^" + name + "$");
  }

  private static void cluster() throws Exception {
    Check.has(Tool.run("kafka-cluster", "cluster-id"), "Cluster ID: \\S{22}$");
    Check.has(Tool.run("kafka-cluster", "list-endpoints"), "^3 \\S+ \\d+ ");
  }

  private static void configs() throws Exception {
    String topic = ClientSteps.createTopic(1, "--config", "cleanup.policy=compact");
    alterConfig("topics", topic, "retention.ms=1000,cleanup.policy=[compact,delete]");
    Check.has(describe("topics", topic), "cleanup.policy=compact,delete .*DYNAMIC_TOPIC_CONFIG");
    Tool.run("kafka-configs", "--alter", "--entity-type", "topics", "--entity-name", topic, "--delete-config", "retention.ms");
    Check.hasNot(describe("topics", topic), "retention.ms=");
    alterConfig("brokers", "2", "log.cleaner.threads=2");
    Check.has(describe("brokers", "2"), "log.cleaner.threads=2");
    alterConfig("clients", topic, "producer_byte_rate=100000");
    Check.has(describe("clients", topic), "producer_byte_rate=100000");
    Tool.run("kafka-configs", "--alter", "--entity-type", "clients", "--entity-name", topic, "--delete-config", "producer_byte_rate");
    if (!Tool.isSecure()) return;
    alterConfig("users", topic, "SCRAM-SHA-512=[iterations=4096,password=secret]");
    Check.has(describe("users", topic), "SCRAM-SHA-512=iterations=4096");
  }

  private static String describe(String type, String name) throws Exception {
    return Tool.run("kafka-configs", "--describe", "--entity-type", type, "--entity-name", name);
  }

  private static void consumerGroups() throws Exception {
    String topic = ClientSteps.createTopic(1);
    String group = Tool.name();
    ClientSteps.produce(topic, List.of("1", "2", "3"));
    ClientSteps.read(topic, 2, "--group", group);
    Check.has(Tool.run("kafka-consumer-groups", "--describe", "--group", group), "^" + group + " " + topic + " 0 2 3 1 ");
    Check.has(Tool.run("kafka-consumer-groups", "--describe", "--group", group, "--state"), " Empty 0");
    String[] reset = {"--reset-offsets", "--group", group, "--topic", topic, "--execute"};
    Check.has(Tool.run("kafka-consumer-groups", ClientSteps.with(new String[] {"--to-earliest"}, reset)), group + " " + topic + " 0 0");
    Tool.run("kafka-consumer-groups", ClientSteps.with(new String[] {"--shift-by", "1"}, reset));
    Check.equal(ClientSteps.read(topic, 2, "--group", group), List.of("2", "3"));
    Tool.run("kafka-consumer-groups", "--delete-offsets", "--group", group, "--topic", topic);
    Check.hasNot(Tool.run("kafka-consumer-groups", "--describe", "--group", group), topic);
    Check.has(Tool.run("kafka-consumer-groups", "--delete", "--group", group), "Deletion of requested consumer groups .* was successful");
  }

  private static void deleteRecords() throws Exception {
    String topic = ClientSteps.createTopic(1);
    ClientSteps.produce(topic, List.of("1", "2", "3"));
    String offsets = Tool.file("{\"partitions\":[{\"topic\":\"" + topic + "\",\"partition\":0,\"offset\":2}],\"version\":1}");
    Check.has(Tool.run("kafka-delete-records", "--offset-json-file", offsets), topic + "-0 low_watermark: 2");
    Check.equal(ClientSteps.read(topic, 1), List.of("3"));
  }

  private static void features() throws Exception {
    Check.has(Tool.run("kafka-features", "describe"), "Feature: transaction.version .*FinalizedVersionLevel: 2");
    Tool.run("kafka-features", "downgrade", "--feature", "transaction.version=1");
    Check.has(Tool.run("kafka-features", "describe"), "Feature: transaction.version .*FinalizedVersionLevel: 1");
    Tool.run("kafka-features", "upgrade", "--feature", "transaction.version=2");
  }

  private static void getOffsets() throws Exception {
    String topic = ClientSteps.createTopic(2);
    ClientSteps.produce(topic, List.of("1", "2", "3"), "--command-property", "partitioner.class=org.apache.kafka.clients.producer.RoundRobinPartitioner");
    Check.has(Tool.run("kafka-get-offsets", "--topic", topic), "^" + topic + ":1:[123]$");
    for (String time : List.of("earliest", "max-timestamp", "0"))
      Check.has(Tool.run("kafka-get-offsets", "--topic-partitions", topic + ":0-2", "--time", time), "^" + topic + ":1:[0-9]$");
  }

  private static void groups() throws Exception {
    String topic = ClientSteps.createTopic(1);
    String group = Tool.name();
    ClientSteps.produce(topic, List.of("1"));
    ClientSteps.read(topic, 1, "--group", group, "--command-property", "group.protocol=consumer");
    Check.has(Tool.run("kafka-groups", "--list"), "^" + group + " Consumer consumer $");
    Check.hasNot(Tool.run("kafka-groups", "--list", "--share"), "^" + group);
  }

  private static void leaderElection() throws Exception {
    String topic = ClientSteps.createTopic(1, "--replication-factor", "3");
    String printed = Tool.run("kafka-leader-election", "--election-type", "preferred", "--topic", topic, "--partition", "0");
    Check.has(printed, "Valid replica already elected for partitions .*" + topic + "-0");
  }

  private static void logDirs() throws Exception {
    String topic = ClientSteps.createTopic(1);
    ClientSteps.produce(topic, List.of("1"));
    Check.has(Tool.run("kafka-log-dirs", "--describe", "--topic-list", topic), "\"partition\":\"" + topic + "-0\",\"size\":[1-9]");
  }

  private static void metadataQuorum() throws Exception {
    Check.has(Tool.run("kafka-metadata-quorum", "describe", "--status"), "LeaderId: [123] ");
    Check.has(Tool.run("kafka-metadata-quorum", "describe", "--replication"), "^3 .* (Leader|Follower)");
  }

  private static void performance() throws Exception {
    String topic = ClientSteps.createTopic(2);
    Check.has(Tool.run("kafka-producer-perf-test", "--topic", topic, "--num-records", "1000", "--record-size", "100", "--throughput", "-1"),
        "1000 records sent");
    Check.has(Tool.run("kafka-consumer-perf-test", "--topic", topic, "--num-records", "1000"), ", 1000, ");
  }

  private static void reassignPartitions() throws Exception {
    String topic = Tool.name();
    Tool.run("kafka-topics", "--create", "--topic", topic, "--replica-assignment", "1");
    ClientSteps.produce(topic, List.of("1"));
    String plan = Tool.file("{\"version\":1,\"partitions\":[{\"topic\":\"" + topic + "\",\"partition\":0,\"replicas\":[3,2]}]}");
    String[] file = {"--reassignment-json-file", plan};
    Check.has(Tool.run("kafka-reassign-partitions", ClientSteps.with(file, "--execute")), "Successfully started partition reassignment");
    Check.has(Tool.run("kafka-reassign-partitions", ClientSteps.with(file, "--verify")), "Reassignment of partition " + topic + "-0 is completed");
    Check.has(Tool.run("kafka-reassign-partitions", "--list"), "No partition reassignments found");
    Check.has(Tool.run("kafka-topics", "--describe", "--topic", topic), "Replicas: 3,2 ");
    Check.equal(ClientSteps.read(topic, 1), List.of("1"));
  }

  private static void shareGroups() throws Exception {
    String topic = ClientSteps.createTopic(1);
    String group = Tool.name();
    alterConfig("groups", group, "share.auto.offset.reset=earliest");
    ClientSteps.produce(topic, List.of("1", "2", "3"));
    Tool.run("kafka-console-share-consumer", "--topic", topic, "--group", group, "--max-messages", "3", "--timeout-ms", "20000");
    Check.has(Tool.run("kafka-share-groups", "--list"), "^" + group + "$");
    Check.has(Tool.run("kafka-share-groups", "--describe", "--group", group), "^" + group + " " + topic + " 0 \\d 0$");
    Check.has(Tool.run("kafka-share-groups", "--describe", "--group", group, "--state"), " Empty 0");
    Tool.run("kafka-share-groups", "--reset-offsets", "--group", group, "--topic", topic, "--to-earliest", "--execute");
    Check.has(Tool.run("kafka-share-groups", "--describe", "--group", group), "^" + group + " " + topic + " 0 0 3$");
    Tool.run("kafka-share-groups", "--delete-offsets", "--group", group, "--topic", topic);
    Tool.run("kafka-share-groups", "--delete", "--group", group);
    Check.hasNot(Tool.run("kafka-share-groups", "--list"), "^" + group + "$");
  }

  private static void transactions() throws Exception {
    String topic = ClientSteps.createTopic(1);
    String id = openTransaction(topic, "hanging");
    Check.has(Tool.run("kafka-transactions", "list"), "^" + id + " [123] \\d+ Ongoing ");
    Check.has(Tool.run("kafka-transactions", "describe", "--transactional-id", id), " " + id + " .* Ongoing .*" + topic + "-0");
    Check.has(Tool.run("kafka-transactions", "describe-producers", "--topic", topic, "--partition", "0"), "^\\d+ 0 ");
    Tool.run("kafka-transactions", "find-hanging", "--topic", topic, "--partition", "0");
    Tool.run("kafka-transactions", "forceTerminateTransaction", "--transactionalId", id);
    Check.has(Tool.run("kafka-transactions", "list"), "^" + id + " [123] \\d+ (Empty|CompleteAbort)");
  }
}
