package main

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// An order has all fields of the documents, so that the whole of each is parsed.
type order struct {
	ID     int64  `json:"id"`
	TS     int64  `json:"ts"`
	Amount int64  `json:"amount"`
	Status string `json:"status"`
	IsPaid bool   `json:"isPaid"`
	Lines  []line `json:"lines"`
	Note   string `json:"note"`
}

type line struct {
	SKU      string  `json:"sku"`
	Quantity int     `json:"quantity"`
	Price    float64 `json:"price"`
	Tag      string  `json:"tag"`
}

func readEdges(j job) result {
	return read(j, func(r *kgo.Record) int64 { return edgesOf(r.Key) + edgesOf(r.Value) })
}

func readJSON(j job) result {
	return read(j, func(r *kgo.Record) int64 {
		var o order
		must(json.Unmarshal(r.Value, &o))
		return o.Amount
	})
}

func read(j job, contentOf func(r *kgo.Record) int64) result {
	before := cpu()
	var first firstFetch
	client, err := kgo.NewClient(append(readOptions(j), kgo.WithHooks(&first))...)
	must(err)
	var offsets, content int64
	records := eachRecord(client, j.Records, func(r *kgo.Record) {
		offsets += r.Offset
		content += contentOf(r)
	})
	r := outcome(records, time.Since(first.at), cpu()-before)
	r.Offsets, r.ContentSum = offsets, content
	return r
}

func readOptions(j job) []kgo.Opt {
	offsets := map[int32]kgo.Offset{}
	for p := range j.Partitions {
		offsets[int32(p)] = kgo.NewOffset().AtStart()
	}
	return []kgo.Opt{kgo.SeedBrokers(j.Bootstrap), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{j.Topic: offsets}),
		kgo.FetchMaxWait(500 * time.Millisecond), kgo.FetchMaxPartitionBytes(1 << 20), kgo.FetchMaxBytes(50 << 20)}
}

// Returns the number of records.
func eachRecord(client *kgo.Client, wanted int, take func(r *kgo.Record)) int {
	records := 0
	for records < wanted {
		fetches := client.PollFetches(context.Background())
		must(fetches.Err())
		fetches.EachRecord(func(r *kgo.Record) {
			records++
			take(r)
		})
	}
	return records
}

// The time of the first Fetch response. The client decodes ahead, so by its first record it may
// have decoded many.
type firstFetch struct {
	once sync.Once
	at   time.Time
}

const fetchKey = 1 // the API key of Fetch

func (f *firstFetch) OnBrokerRead(_ kgo.BrokerMetadata, key int16, _ int, _, _ time.Duration, err error) {
	if key == fetchKey && err == nil {
		f.once.Do(func() { f.at = time.Now() })
	}
}

func edgesOf(b []byte) int64 {
	if len(b) == 0 {
		return 0
	}
	return int64(b[0]) + int64(b[len(b)-1])
}
