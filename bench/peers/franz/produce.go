package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

func produce(j job) result {
	file, err := os.ReadFile(j.ValuesFile)
	must(err)
	values := bytes.Split(file, []byte("\n"))
	client, err := kgo.NewClient(kgo.SeedBrokers(j.Bootstrap), kgo.DisableIdempotentWrite(), kgo.ProducerLinger(0),
		kgo.ProducerBatchCompression(codecs[j.Compression]), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.MaxProduceRequestsInflightPerBroker(j.Out), kgo.ProducerBatchMaxBytes(2<<20))
	must(err)
	m := measureCalls(j, func(i int) {
		records := make([]*kgo.Record, j.BatchRecords)
		for k := range records {
			records[k] = &kgo.Record{Topic: j.Topic, Partition: int32(i % j.Partitions), Value: values[(i*j.BatchRecords+k)%len(values)]}
		}
		must(client.ProduceSync(context.Background(), records...).FirstErr())
	})
	r := outcome(m.calls*j.BatchRecords, m.elapsed, m.cpuSeconds)
	r.Sent = m.allCalls * j.BatchRecords
	return r
}

type measured struct {
	// The calls that count, and all calls, with those of the warm-up.
	calls, allCalls int
	elapsed         time.Duration
	cpuSeconds      float64
}

func measureCalls(j job, call func(i int)) measured {
	from := time.Now().Add(time.Duration(j.WarmUpMs) * time.Millisecond)
	to := from.Add(time.Duration(j.MeasureMs) * time.Millisecond)
	var next, calls atomic.Int64
	var before float64
	var began time.Time
	var begin sync.Once
	var loops sync.WaitGroup
	for range j.Out {
		loops.Add(1)
		go func() {
			defer loops.Done()
			for now := time.Now(); now.Before(to); now = time.Now() {
				if now.After(from) {
					begin.Do(func() { began, before = now, cpu() })
				}
				call(int(next.Add(1) - 1))
				if now.After(from) {
					calls.Add(1)
				}
			}
		}()
	}
	loops.Wait()
	if calls.Load() == 0 {
		must(fmt.Errorf("no call began in the %d ms that are measured: a call of the warm-up took longer; is the machine busy?", j.MeasureMs))
	}
	return measured{int(calls.Load()), int(next.Load()), time.Since(began), cpu() - before}
}
