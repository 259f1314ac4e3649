package main

import (
	"context"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// How many Produce requests are in flight.
const mirrorOut = 4

// The client gives no batches, so each record is decoded and encoded again. Produce waits while
// 10,000 records are in flight, which is the client's default.
func mirror(j job) result {
	before := cpu()
	var first firstFetch
	client, err := kgo.NewClient(append(readOptions(j), kgo.WithHooks(&first), kgo.DisableIdempotentWrite(), kgo.ProducerLinger(0),
		kgo.ProducerBatchCompression(codecs[j.Compression]), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.MaxProduceRequestsInflightPerBroker(mirrorOut))...)
	must(err)
	records := eachRecord(client, j.Records, func(r *kgo.Record) {
		copied := &kgo.Record{Topic: j.Target, Partition: r.Partition, Key: r.Key, Value: r.Value, Timestamp: r.Timestamp}
		client.Produce(context.Background(), copied, func(_ *kgo.Record, err error) { must(err) })
	})
	must(client.Flush(context.Background()))
	return outcome(records, time.Since(first.at), cpu()-before)
}
