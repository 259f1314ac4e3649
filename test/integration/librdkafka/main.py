"""The mock cluster that is part of librdkafka, as a process: prints its addresses and ends when its standard input does."""

import sys

from confluent_kafka import Producer

# A client that is asked for mock brokers starts them in its own process, and talks to them instead of its bootstrap servers.
client = Producer({"bootstrap.servers": "none", "test.mock.num.brokers": 3, "log_level": 3})
brokers = client.list_topics(timeout=10).brokers.values()
print(",".join(f"{broker.host}:{broker.port}" for broker in brokers), flush=True)
sys.stdin.read()
