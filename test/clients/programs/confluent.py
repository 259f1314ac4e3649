"""The steps of confluent-kafka, which is librdkafka. See ../support/steps.ts."""

import time
import uuid

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourceType,
)

from run_steps import end, equal, report, task, until

TASK = task()
TIMEOUT_S = 10


def base():
    config = {"bootstrap.servers": TASK["bootstrap"]}
    security = TASK.get("security")
    if security:
        config.update({
            "security.protocol": "SASL_SSL",
            "ssl.ca.location": security["caFile"],
            "sasl.mechanism": security["mechanism"],
            "sasl.username": security["username"],
            "sasl.password": security["password"],
        })
    return config


def name():
    return f"{TASK['prefix']}-{uuid.uuid4().hex[:8]}"


ADMIN = AdminClient(base())


def admin():
    return ADMIN


def create_topic(partitions=1):
    topic = name()
    admin().create_topics([NewTopic(topic, num_partitions=partitions)])[topic].result(TIMEOUT_S)
    return topic


def produce(topic, values, **options):
    failures = []
    producer = Producer({**base(), **options})
    for value in values:
        producer.produce(topic, value, on_delivery=lambda error, _: error and failures.append(error))
    equal(producer.flush(TIMEOUT_S), 0)
    equal(failures, [])


def consumer(group=None, **options):
    return Consumer({**base(), "group.id": group or name(), "auto.offset.reset": "earliest", **options})


def consume(topic, count, group=None, quiet_s=1.5, **options):
    """Reads `count` values, or until nothing has come for a while if the count is None."""
    member = consumer(group, **options)
    values = []

    def poll():
        message = member.poll(0.2)
        if message is not None:
            equal(message.error(), None)
            values.append(message.value().decode())

    try:
        member.subscribe([topic])
        if count is not None:
            until(lambda: len(values) >= count, poll)
        else:
            until(lambda: len(values) > 0, poll)
            quiet_at = time.monotonic() + quiet_s
            while time.monotonic() < quiet_at:
                poll()
    finally:
        member.close()
    return values


def metadata():
    topic = create_topic(3)
    equal(len(admin().list_topics(topic, TIMEOUT_S).topics[topic].partitions), 3)


def topics():
    topic = create_topic(2)
    equal(topic in admin().list_topics(timeout=TIMEOUT_S).topics, True)
    admin().delete_topics([topic])[topic].result(TIMEOUT_S)
    equal(topic in admin().list_topics(timeout=TIMEOUT_S).topics, False)


def acks():
    topic = create_topic()
    for required in ("0", "1", "all"):
        produce(topic, [f"acks {required}"], acks=required)
    equal(sorted(consume(topic, 3)), ["acks 0", "acks 1", "acks all"])


def codecs():
    topic = create_topic()
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        produce(topic, [codec * 50] * 20, **{"compression.type": codec, "linger.ms": 50})
    equal(len(consume(topic, 100)), 100)


def consume_step():
    topic = create_topic(3)
    produce(topic, list("abcdef"))
    equal(sorted(consume(topic, 6)), list("abcdef"))


def two_members(**options):
    topic = create_topic(4)
    group = name()
    members = [consumer(group, **options) for _ in range(2)]
    try:
        for member in members:
            member.subscribe([topic])
        partitions = lambda: [sorted(part.partition for part in member.assignment()) for member in members]
        until(lambda: all(len(each) == 2 for each in partitions()), lambda: [member.poll(0.1) for member in members])
        equal(sorted(sum(partitions(), [])), [0, 1, 2, 3])
    finally:
        for member in members:
            member.close()


def rebalance():
    two_members()
    two_members(**{"partition.assignment.strategy": "cooperative-sticky"})


def resume(**options):
    topic = create_topic()
    group = name()
    produce(topic, ["1", "2", "3"])
    equal(consume(topic, 3, group, **options), ["1", "2", "3"])
    produce(topic, ["4"])
    equal(consume(topic, 1, group, **options), ["4"])


def transactions():
    source, target = create_topic(), create_topic()
    group = name()
    produce(source, ["x"])
    producer = Producer({**base(), "transactional.id": name()})
    producer.init_transactions(TIMEOUT_S)
    reader = consumer(group, **{"enable.auto.commit": False})
    reader.subscribe([source])
    read = []
    until(lambda: len(read) > 0, lambda: [read.append(each) for each in [reader.poll(0.2)] if each is not None])
    offsets = [TopicPartition(source, 0, 1)]
    for value, is_committed in (("aborted", False), ("committed", True)):
        producer.begin_transaction()
        producer.produce(target, value)
        producer.send_offsets_to_transaction(offsets, reader.consumer_group_metadata(), TIMEOUT_S)
        producer.flush(TIMEOUT_S)
        if is_committed:
            producer.commit_transaction(TIMEOUT_S)
        else:
            producer.abort_transaction(TIMEOUT_S)
    equal(reader.committed([TopicPartition(source, 0)], TIMEOUT_S)[0].offset, 1)
    reader.close()
    equal(consume(target, None), ["committed"])
    equal(consume(target, None, **{"isolation.level": "read_uncommitted"}), ["aborted", "committed"])


def admin_step():
    topic = create_topic()
    group = name()
    produce(topic, ["x"])
    consume(topic, 1, group)
    client = admin()
    entry = ConfigEntry("retention.ms", "3600000", incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
    client.incremental_alter_configs([resource])[resource].result(TIMEOUT_S)
    wanted = ConfigResource(ResourceType.TOPIC, topic)
    equal(client.describe_configs([wanted])[wanted].result(TIMEOUT_S)["retention.ms"].value, "3600000")
    client.create_partitions([NewPartitions(topic, 4)])[topic].result(TIMEOUT_S)
    equal(len(client.list_topics(topic, TIMEOUT_S).topics[topic].partitions), 4)
    listed = lambda: [each.group_id for each in client.list_consumer_groups().result(TIMEOUT_S).valid]
    equal(group in listed(), True)
    described = client.describe_consumer_groups([group])[group].result(TIMEOUT_S)
    equal(len(described.members), 0)
    offsets = client.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)])[group].result(TIMEOUT_S)
    equal([each.offset for each in offsets.topic_partitions], [1])
    client.delete_consumer_groups([group])[group].result(TIMEOUT_S)
    equal(group in listed(), False)


def consumer_protocol():
    options = {"group.protocol": "consumer"}
    resume(**options)
    two_members(**options)


STEPS = {
    "metadata": metadata,
    "topics": topics,
    "acks": acks,
    "codecs": codecs,
    "consume": consume_step,
    "rebalance": rebalance,
    "resume": resume,
    "transactions": transactions,
    "admin": admin_step,
    "consumer-protocol": consumer_protocol,
}

for step in TASK["steps"]:
    report(step, STEPS[step])
end()
