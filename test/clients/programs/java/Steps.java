// The steps of Kafka's Java clients. See ../../support/steps.ts.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

public final class Steps {
  private static final Duration STEP_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long QUIET_MS = 1500;
  private static final int MAX_CHARACTERS = 500;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static JsonNode task;

  private interface Step {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    task = JSON.readTree(args[args.length - 1]);
    Map<String, Step> steps = Map.ofEntries(
        Map.entry("metadata", Steps::metadata), Map.entry("topics", Steps::topics), Map.entry("acks", Steps::acks),
        Map.entry("codecs", Steps::codecs), Map.entry("consume", Steps::consume), Map.entry("rebalance", Steps::rebalance),
        Map.entry("resume", Steps::resume), Map.entry("transactions", Steps::transactions), Map.entry("admin", Steps::administer),
        Map.entry("consumer-protocol", Steps::consumerProtocol), Map.entry("share", Steps::share));
    ExecutorService worker = Executors.newSingleThreadExecutor(runnable -> {
      Thread thread = new Thread(runnable);
      thread.setDaemon(true);
      return thread;
    });
    for (JsonNode name : task.get("steps")) {
      Map<String, String> result = new LinkedHashMap<>();
      result.put("step", name.asText());
      Future<Void> running = worker.submit((Callable<Void>) () -> {
        steps.get(name.asText()).run();
        return null;
      });
      try {
        running.get(STEP_TIMEOUT.toMillis() * 2, TimeUnit.MILLISECONDS);
      } catch (Exception failure) {
        String text = String.valueOf(failure.getCause() == null ? failure : failure.getCause());
        result.put("error", text.substring(0, Math.min(text.length(), MAX_CHARACTERS)));
      }
      System.out.println(JSON.writeValueAsString(result));
    }
    System.exit(0);
  }

  private static Map<String, Object> base() {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", task.get("bootstrap").asText());
    JsonNode security = task.get("security");
    if (security != null) {
      config.put("security.protocol", "SASL_SSL");
      config.put("ssl.truststore.type", "PEM");
      config.put("ssl.truststore.location", security.get("caFile").asText());
      config.put("sasl.mechanism", security.get("mechanism").asText());
      config.put("sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
          + security.get("username").asText() + "\" password=\"" + security.get("password").asText() + "\";");
    }
    return config;
  }

  private static String name() {
    return task.get("prefix").asText() + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static void equal(Object actual, Object expected) {
    if (!Objects.equals(actual, expected)) throw new AssertionError("expected " + expected + ", not " + actual);
  }

  private static Admin admin() {
    return Admin.create(base());
  }

  private static String createTopic(int partitions) throws Exception {
    String topic = name();
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    }
    return topic;
  }

  private static KafkaProducer<String, String> producer(Map<String, Object> options) {
    Map<String, Object> config = base();
    config.putAll(options);
    return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
  }

  private static void produce(String topic, List<String> values, Map<String, Object> options) throws Exception {
    try (KafkaProducer<String, String> producer = producer(options)) {
      for (String value : values) producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  private static KafkaConsumer<String, String> consumer(String group, Map<String, Object> options) {
    Map<String, Object> config = base();
    config.put("group.id", group);
    config.put("auto.offset.reset", "earliest");
    config.putAll(options);
    return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
  }

  /** Reads a number of values, or until nothing has come for a while if the number is 0. */
  private static List<String> read(String topic, int count, String group, Map<String, Object> options) {
    List<String> values = new ArrayList<>();
    long deadline = System.currentTimeMillis() + STEP_TIMEOUT.toMillis();
    try (KafkaConsumer<String, String> consumer = consumer(group, options)) {
      consumer.subscribe(List.of(topic));
      while (count == 0 || values.size() < count) {
        if (System.currentTimeMillis() > deadline) {
          if (count == 0 && !values.isEmpty()) break;
          throw new AssertionError("read " + values + ", not " + count + " records");
        }
        int before = values.size();
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) values.add(record.value());
        if (count == 0 && before == 0 && !values.isEmpty()) deadline = System.currentTimeMillis() + QUIET_MS;
      }
      consumer.commitSync();
    }
    return values;
  }

  private static void metadata() throws Exception {
    String topic = createTopic(3);
    try (Admin admin = admin()) {
      equal(admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size(), 3);
      equal(admin.describeCluster().nodes().get().size(), 3);
    }
  }

  private static void topics() throws Exception {
    String topic = createTopic(2);
    try (Admin admin = admin()) {
      equal(admin.listTopics().names().get().contains(topic), true);
      admin.deleteTopics(List.of(topic)).all().get();
      equal(admin.listTopics().names().get().contains(topic), false);
    }
  }

  private static void acks() throws Exception {
    String topic = createTopic(1);
    for (String acks : List.of("0", "1")) produce(topic, List.of("acks " + acks), Map.of("acks", acks, "enable.idempotence", false));
    produce(topic, List.of("acks all"), Map.of("acks", "all"));
    equal(new TreeSet<>(read(topic, 3, name(), Map.of())), new TreeSet<>(List.of("acks 0", "acks 1", "acks all")));
  }

  private static void codecs() throws Exception {
    String topic = createTopic(1);
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd"))
      produce(topic, List.of(codec.repeat(50)), Map.of("compression.type", codec));
    equal(read(topic, 5, name(), Map.of()).size(), 5);
  }

  private static void consume() throws Exception {
    String topic = createTopic(3);
    produce(topic, List.of("a", "b", "c", "d", "e", "f"), Map.of());
    equal(new TreeSet<>(read(topic, 6, name(), Map.of())), new TreeSet<>(List.of("a", "b", "c", "d", "e", "f")));
  }

  private static void rebalance() throws Exception {
    for (String assignor : List.of("RangeAssignor", "CooperativeStickyAssignor"))
      twoMembers(Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor, "heartbeat.interval.ms", 300));
  }

  private static void twoMembers(Map<String, Object> options) throws Exception {
    String topic = createTopic(4);
    String group = name();
    long deadline = System.currentTimeMillis() + STEP_TIMEOUT.toMillis();
    try (KafkaConsumer<String, String> one = consumer(group, options); KafkaConsumer<String, String> two = consumer(group, options)) {
      one.subscribe(List.of(topic));
      two.subscribe(List.of(topic));
      while (one.assignment().size() != 2 || two.assignment().size() != 2) {
        if (System.currentTimeMillis() > deadline) throw new AssertionError("assigned " + one.assignment() + " and " + two.assignment());
        one.poll(Duration.ofMillis(50));
        two.poll(Duration.ofMillis(50));
      }
      Set<TopicPartition> all = new java.util.HashSet<>(one.assignment());
      all.addAll(two.assignment());
      equal(all.size(), 4);
    }
  }

  private static void resume() throws Exception {
    resumeWith(Map.of());
  }

  private static void resumeWith(Map<String, Object> options) throws Exception {
    String topic = createTopic(1);
    String group = name();
    produce(topic, List.of("1", "2", "3"), Map.of());
    equal(read(topic, 3, group, options), List.of("1", "2", "3"));
    produce(topic, List.of("4"), Map.of());
    equal(read(topic, 1, group, options), List.of("4"));
  }

  private static void transactions() throws Exception {
    String source = createTopic(1);
    String target = createTopic(1);
    String group = name();
    produce(source, List.of("x"), Map.of());
    equal(read(source, 1, group, Map.of("enable.auto.commit", false)).size(), 1);
    try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", name()));
        KafkaConsumer<String, String> consumer = consumer(group, Map.of())) {
      producer.initTransactions();
      Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(new TopicPartition(source, 0), new OffsetAndMetadata(1));
      for (String value : List.of("aborted", "committed")) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(target, value)).get();
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        if (value.equals("committed")) producer.commitTransaction();
        else producer.abortTransaction();
      }
    }
    equal(read(target, 0, name(), Map.of("isolation.level", "read_committed")), List.of("committed"));
    equal(read(target, 0, name(), Map.of()), List.of("aborted", "committed"));
  }

  private static void administer() throws Exception {
    String topic = createTopic(1);
    String group = name();
    produce(topic, List.of("x"), Map.of());
    read(topic, 1, group, Map.of());
    try (Admin admin = admin()) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      Collection<AlterConfigOp> changes =
          List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "3600000"), AlterConfigOp.OpType.SET));
      admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
      equal(admin.describeConfigs(List.of(resource)).all().get().get(resource).get("retention.ms").value(), "3600000");
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get();
      equal(admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size(), 4);
      equal(admin.listGroups().all().get().stream().anyMatch(each -> each.groupId().equals(group)), true);
      equal(admin.describeConsumerGroups(List.of(group)).all().get().get(group).groupState(), GroupState.EMPTY);
      equal(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(new TopicPartition(topic, 0)).offset(), 1L);
      admin.deleteConsumerGroups(List.of(group)).all().get();
      equal(admin.listGroups().all().get().stream().anyMatch(each -> each.groupId().equals(group)), false);
    }
  }

  private static void consumerProtocol() throws Exception {
    Map<String, Object> options = Map.of("group.protocol", "consumer");
    resumeWith(options);
    twoMembers(options);
  }

  private static void share() throws Exception {
    String topic = createTopic(2);
    String group = name();
    try (Admin admin = admin()) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
      Collection<AlterConfigOp> changes =
          List.of(new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET));
      admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
    }
    produce(topic, List.of("a", "b", "c"), Map.of());
    equal(new TreeSet<>(readShared(topic, group, Map.of(), 3, record -> null)), new TreeSet<>(List.of("a 1", "b 1", "c 1")));
    produce(topic, List.of("accept", "release", "reject", "renew"), Map.of());
    // Each record is acknowledged as its value says, and with ACCEPT when it comes again.
    Set<String> seen = new TreeSet<>();
    List<String> values = readShared(topic, group, Map.of("share.acknowledgement.mode", "explicit"), 6,
        record -> seen.add(record.value()) ? AcknowledgeType.valueOf(record.value().toUpperCase(Locale.ROOT)) : AcknowledgeType.ACCEPT);
    equal(values.stream().sorted().toList(), List.of("accept 1", "reject 1", "release 1", "release 2", "renew 1", "renew 1"));
    produce(topic, List.of("d"), Map.of());
    equal(readShared(topic, group, Map.of(), 1, record -> null), List.of("d 1"));
  }

  /** Reads values with their delivery counts. */
  private static List<String> readShared(String topic, String group, Map<String, Object> options, int count,
      Function<ConsumerRecord<String, String>, AcknowledgeType> acknowledgement) {
    Map<String, Object> config = base();
    config.put("group.id", group);
    config.putAll(options);
    long deadline = System.currentTimeMillis() + STEP_TIMEOUT.toMillis();
    List<String> values = new ArrayList<>();
    try (KafkaShareConsumer<String, String> consumer =
        new KafkaShareConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (values.size() < count) {
        if (System.currentTimeMillis() > deadline) throw new AssertionError("read " + values + ", not " + count + " records");
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
          values.add(record.value() + " " + record.deliveryCount().orElseThrow());
          AcknowledgeType type = acknowledgement.apply(record);
          if (type != null) consumer.acknowledge(record, type);
        }
        consumer.commitSync();
      }
    }
    return values;
  }
}
