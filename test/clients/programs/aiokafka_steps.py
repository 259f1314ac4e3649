"""The steps of aiokafka. See ../support/steps.ts."""

import asyncio
import ssl
import uuid

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from run_steps import STEP_TIMEOUT_S, end, equal, report, task

TASK = task()
QUIET_S = 1.5


def base():
    config = {"bootstrap_servers": TASK["bootstrap"]}
    security = TASK.get("security")
    if security:
        config.update(
            security_protocol="SASL_SSL",
            ssl_context=ssl.create_default_context(cafile=security["caFile"]),
            sasl_mechanism=security["mechanism"],
            sasl_plain_username=security["username"],
            sasl_plain_password=security["password"],
        )
    return config


def name():
    return f"{TASK['prefix']}-{uuid.uuid4().hex[:8]}"


class Started:
    """A client from its start to its stop, for `async with`."""

    def __init__(self, client, stop="stop"):
        self.client, self.stop = client, stop

    async def __aenter__(self):
        await self.client.start()
        return self.client

    async def __aexit__(self, *_):
        await getattr(self.client, self.stop)()


def admin():
    return Started(AIOKafkaAdminClient(**base()), "close")


async def create_topic(partitions=1):
    topic = name()
    async with admin() as client:
        await client.create_topics([NewTopic(topic, partitions, 1)])
    return topic


async def produce(topic, values, **options):
    async with Started(AIOKafkaProducer(**base(), **options)) as producer:
        for value in values:
            await producer.send_and_wait(topic, value.encode())


def consumer(*topics, group=None, **options):
    return Started(AIOKafkaConsumer(*topics, **base(), group_id=group or name(), auto_offset_reset="earliest", **options))


async def consume(topic, count, group=None, **options):
    values = []
    async with consumer(topic, group=group, **options) as member:
        while count is None or len(values) < count:
            try:
                message = await asyncio.wait_for(member.getone(), STEP_TIMEOUT_S if not values else QUIET_S)
            except asyncio.TimeoutError:
                break
            values.append(message.value.decode())
    return values


async def metadata():
    topic = await create_topic(3)
    async with admin() as client:
        [described] = await client.describe_topics([topic])
        equal(len(described["partitions"]), 3)


async def topics():
    topic = await create_topic(2)
    async with admin() as client:
        equal(topic in await client.list_topics(), True)
        await client.delete_topics([topic])
        equal(topic in await client.list_topics(), False)


async def acks():
    topic = await create_topic()
    for required in (0, 1, "all"):
        await produce(topic, [f"acks {required}"], acks=required)
    equal(sorted(await consume(topic, 3)), ["acks 0", "acks 1", "acks all"])


async def codecs():
    topic = await create_topic()
    for codec in (None, "gzip", "snappy", "lz4", "zstd"):
        await produce(topic, [str(codec) * 50], compression_type=codec)
    equal(len(await consume(topic, 5)), 5)


async def consume_step():
    topic = await create_topic(3)
    await produce(topic, list("abcdef"))
    equal(sorted(await consume(topic, 6)), list("abcdef"))


async def rebalance():
    topic = await create_topic(4)
    group = name()
    fast = {"heartbeat_interval_ms": 300, "session_timeout_ms": 10_000}
    async with consumer(topic, group=group, **fast) as one, consumer(topic, group=group, **fast) as two:
        async with asyncio.timeout(STEP_TIMEOUT_S):
            while [len(one.assignment()), len(two.assignment())] != [2, 2]:
                await asyncio.sleep(0.05)
        equal(sorted(part.partition for member in (one, two) for part in member.assignment()), [0, 1, 2, 3])


async def resume():
    topic = await create_topic()
    group = name()
    await produce(topic, ["1", "2", "3"])
    equal(await consume(topic, 3, group), ["1", "2", "3"])
    await produce(topic, ["4"])
    equal(await consume(topic, 1, group), ["4"])


async def transactions():
    source, target = await create_topic(), await create_topic()
    group = name()
    await produce(source, ["x"])
    equal(await consume(source, 1, group, enable_auto_commit=False), ["x"])
    async with Started(AIOKafkaProducer(**base(), transactional_id=name())) as producer:
        for value, is_committed in (("aborted", False), ("committed", True)):
            await producer.begin_transaction()
            await producer.send_and_wait(target, value.encode())
            await producer.send_offsets_to_transaction({TopicPartition(source, 0): 1}, group)
            await (producer.commit_transaction() if is_committed else producer.abort_transaction())
    equal(await consume(target, None, isolation_level="read_committed"), ["committed"])
    equal(await consume(target, None), ["aborted", "committed"])
    async with admin() as client:
        equal((await client.list_consumer_group_offsets(group))[TopicPartition(source, 0)].offset, 1)


async def admin_step():
    topic = await create_topic()
    group = name()
    await produce(topic, ["x"])
    await consume(topic, 1, group)
    async with admin() as client:
        await client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {"retention.ms": "3600000"})])
        [answer] = await client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
        entries = {entry[0]: entry[1] for entry in answer.resources[0][4]}
        equal(entries["retention.ms"], "3600000")
        await client.create_partitions({topic: NewPartitions(4)})
        [described] = await client.describe_topics([topic])
        equal(len(described["partitions"]), 4)
        equal(group in [each[0] for each in await client.list_consumer_groups()], True)
        offsets = await client.list_consumer_group_offsets(group)
        equal(offsets[TopicPartition(topic, 0)].offset, 1)


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
}

for step in TASK["steps"]:
    report(step, lambda: asyncio.run(asyncio.wait_for(STEPS[step](), STEP_TIMEOUT_S)))
end()
