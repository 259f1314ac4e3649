/** What `kafkawire broker --help` prints. */
export const USAGE = `Usage: kafkawire broker [OPTIONS]

Starts a Kafka cluster for tests, in memory, on loopback. It ends with Ctrl-C, with SIGTERM, and with the process that started it.

  --port PORT               the port of the first broker; the others have the ports after it. 0: any free ports. Default: 9092
  --brokers N               the number of brokers. Default: as many as in --data-dir, otherwise 1
  --topic NAME[:N[:R]]      create a topic with N partitions (default 1), each on R brokers (default 1). May be repeated
  --data-dir DIR            keep records, topics, offsets and all other state in this folder, for the next run. A process that is
                            killed loses at most the last 100 ms. Default: everything is in memory alone
  --load TOPIC=FILE         write the lines of a file to a topic, before the cluster is ready. May be repeated.
                            A line is a JSON object { "key", "value", "headers", "partition", "timestamp" }; FILE "-" is the standard input
  --sasl USER:PASSWORD      clients must authenticate, by PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER. May be repeated
  --super-user NAME         check ACLs, which do not bind this user. ANONYMOUS is a client that does not authenticate. May be repeated
  --tls                     clients must use TLS. The command makes a certificate authority, and writes it to ca.pem
  --mtls                    clients must also have a certificate: client.pem, with its key in client-key.pem
  --tls-dir DIR             the folder for these files. Default: a folder that is removed at the end
  --no-auto-create          a topic that does not exist is an error, and is not created
  --as-version RELEASE      be like a broker of Kafka 2.8, 3.9 or 4.4. Default: 4.4
  --profile NAME            be like another kind of broker: event-hubs, msk-serverless, confluent-cloud, redpanda, warpstream,
                            single-address, or a release such as kafka-3.9
  --control PORT            serve the control of the cluster over HTTP and JSON on 127.0.0.1. 0: any free port. GET /openapi.json describes it
  --host ADDRESS            the address to listen on. Default: 127.0.0.1
  --advertise HOST          the host that clients are told to dial. Default: that of --host
  --detached                go on when the process that started the command has ended
  --json                    print the ready line as JSON, and no status line
  --help                    show this text

Exit codes: 0 after Ctrl-C, SIGTERM, SIGHUP and the end of the parent, 1 if the cluster could not start or go on, 2 for a wrong command line.

Examples:
  kafkawire broker --topic orders:6
  kafkawire broker --brokers 3 --port 0 --json
  kafkawire broker --topic orders:6 --data-dir ./kafka-data
  kafkawire broker --load orders=orders.jsonl --sasl alice:secret
  echo hello | kafkawire produce orders --bootstrap localhost:9092
`
