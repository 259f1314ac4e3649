"""Run the mock cluster of librdkafka, print its addresses and stop when standard input ends."""

import sys

from confluent_kafka import Producer

# A client with test.mock.num.brokers starts mock brokers in its own process and connects to them
# instead of its bootstrap servers.
client = Producer({"bootstrap.servers": "none", "test.mock.num.brokers": 3, "log_level": 3})
brokers = client.list_topics(timeout=10).brokers.values()
print(",".join(f"{broker.host}:{broker.port}" for broker in brokers), flush=True)
sys.stdin.read()
