"""A test in Python that needs Kafka, and starts one in 0.2 s: no Java, no docker.

Run it with: pip install confluent-kafka && python -m unittest
"""

import json
import os
import shlex
import subprocess
import unittest

from confluent_kafka import Consumer, Producer

# Set KAFKAWIRE to run another installation of the command.
COMMAND = shlex.split(os.environ.get("KAFKAWIRE", "npx --yes kafkawire"))


class Kafka:
    """A testing cluster for `with`. It also ends if this process is killed."""

    def __init__(self, *options):
        self.options = options

    def __enter__(self):
        command = [*COMMAND, "broker", "--port", "0", "--json", *self.options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the broker ended with status {self.process.wait()}")
        self.bootstrap = json.loads(line)["bootstrap"]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.stdout.close()
        self.process.wait(10)


class OrdersTest(unittest.TestCase):
    def test_an_order_that_was_sent_is_received_by_the_group(self):
        with Kafka("--topic", "orders:3") as kafka:
            producer = Producer({"bootstrap.servers": kafka.bootstrap})
            producer.produce("orders", key="alice", value="1 book")
            self.assertEqual(producer.flush(10), 0)

            consumer = Consumer({"bootstrap.servers": kafka.bootstrap, "group.id": "billing", "auto.offset.reset": "earliest"})
            consumer.subscribe(["orders"])
            message = consumer.poll(10)
            consumer.close()
            self.assertIsNotNone(message)
            self.assertEqual((message.key(), message.value()), (b"alice", b"1 book"))


if __name__ == "__main__":
    unittest.main()
