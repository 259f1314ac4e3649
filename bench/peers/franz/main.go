// One case of franz-go: franz '{"work":"read",…}' prints the result as JSON, as worker.mjs does for
// the clients in JavaScript.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

type job struct {
	Work, Bootstrap, Topic, ValuesFile, Compression             string
	Partitions, BatchRecords, Out, Records, WarmUpMs, MeasureMs int
}

type result struct {
	Records       int     `json:"records"`
	PerSecond     float64 `json:"perSecond"`
	CPUPerMillion float64 `json:"cpuPerMillion"`
	PeakRSSMiB    float64 `json:"peakRssMiB"`
	Offsets       int64   `json:"offsets,omitempty"`
	Edges         int64   `json:"edges,omitempty"`
}

var codecs = map[string]kgo.CompressionCodec{
	"none": kgo.NoCompression(), "snappy": kgo.SnappyCompression(), "lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression(),
	"gzip": kgo.GzipCompression(),
}

func main() {
	var j job
	must(json.Unmarshal([]byte(os.Args[1]), &j))
	work := produce
	if j.Work == "read" {
		work = read
	}
	line, err := json.Marshal(work(j))
	must(err)
	fmt.Println(string(line))
}

func produce(j job) result {
	file, err := os.ReadFile(j.ValuesFile)
	must(err)
	values := bytes.Split(file, []byte("\n"))
	client, err := kgo.NewClient(kgo.SeedBrokers(j.Bootstrap), kgo.DisableIdempotentWrite(), kgo.ProducerLinger(0),
		kgo.ProducerBatchCompression(codecs[j.Compression]), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.MaxProduceRequestsInflightPerBroker(j.Out), kgo.ProducerBatchMaxBytes(2<<20))
	must(err)
	calls, elapsed, cpuSeconds := measureCalls(j, func(i int) {
		records := make([]*kgo.Record, j.BatchRecords)
		for k := range records {
			records[k] = &kgo.Record{Topic: j.Topic, Partition: int32(i % j.Partitions), Value: values[(i*j.BatchRecords+k)%len(values)]}
		}
		must(client.ProduceSync(context.Background(), records...).FirstErr())
	})
	return outcome(calls*j.BatchRecords, elapsed, cpuSeconds)
}

func measureCalls(j job, call func(i int)) (int, time.Duration, float64) {
	from := time.Now().Add(time.Duration(j.WarmUpMs) * time.Millisecond)
	to := from.Add(time.Duration(j.MeasureMs) * time.Millisecond)
	var next, calls atomic.Int64
	var before float64
	var begin sync.Once
	var loops sync.WaitGroup
	for range j.Out {
		loops.Add(1)
		go func() {
			defer loops.Done()
			for now := time.Now(); now.Before(to); now = time.Now() {
				if now.After(from) {
					begin.Do(func() { before = cpu() })
				}
				call(int(next.Add(1) - 1))
				if now.After(from) {
					calls.Add(1)
				}
			}
		}()
	}
	loops.Wait()
	return int(calls.Load()), time.Since(from), cpu() - before
}

func read(j job) result {
	offsets := map[int32]kgo.Offset{}
	for p := range j.Partitions {
		offsets[int32(p)] = kgo.NewOffset().AtStart()
	}
	before := cpu()
	client, err := kgo.NewClient(kgo.SeedBrokers(j.Bootstrap), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{j.Topic: offsets}),
		kgo.FetchMaxWait(500*time.Millisecond), kgo.FetchMaxPartitionBytes(1<<20), kgo.FetchMaxBytes(50<<20))
	must(err)
	var sum, edges int64
	var began time.Time
	records := 0
	for records < j.Records {
		fetches := client.PollFetches(context.Background())
		must(fetches.Err())
		if began.IsZero() {
			began = time.Now()
		}
		fetches.EachRecord(func(r *kgo.Record) {
			records++
			sum += r.Offset
			edges += edgesOf(r.Key) + edgesOf(r.Value)
		})
	}
	r := outcome(records, time.Since(began), cpu()-before)
	r.Offsets, r.Edges = sum, edges
	return r
}

func edgesOf(b []byte) int64 {
	if len(b) == 0 {
		return 0
	}
	return int64(b[0]) + int64(b[len(b)-1])
}

func outcome(records int, elapsed time.Duration, cpuSeconds float64) result {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	n := float64(records)
	return result{records, n / elapsed.Seconds(), cpuSeconds / n * 1e6, float64(usage.Maxrss) / 1024, 0, 0}
}

func cpu() float64 {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
