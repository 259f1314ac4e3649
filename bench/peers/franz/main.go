// One case of franz-go: franz '{"work":"read",…}' prints the result as JSON, as worker.mjs does for
// the clients in JavaScript.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

type job struct {
	Work, Bootstrap, Topic, Target, ValuesFile, Compression     string
	Partitions, BatchRecords, Out, Records, WarmUpMs, MeasureMs int
}

type result struct {
	Records       int     `json:"records"`
	PerSecond     float64 `json:"perSecond"`
	CPUPerMillion float64 `json:"cpuPerMillion"`
	PeakRSSMiB    float64 `json:"peakRssMiB"`
	Sent          int     `json:"sent,omitempty"`
	Offsets       int64   `json:"offsets,omitempty"`
	ContentSum    int64   `json:"contentSum,omitempty"`
}

var codecs = map[string]kgo.CompressionCodec{
	"none": kgo.NoCompression(), "snappy": kgo.SnappyCompression(), "lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression(),
	"gzip": kgo.GzipCompression(),
}

var works = map[string]func(job) result{"produce": produce, "read": readEdges, "json": readJSON, "mirror": mirror}

func main() {
	var j job
	must(json.Unmarshal([]byte(os.Args[1]), &j))
	work, isKnown := works[j.Work]
	if !isKnown {
		must(fmt.Errorf("the work is %q; expected produce, read, json or mirror", j.Work))
	}
	line, err := json.Marshal(work(j))
	must(err)
	fmt.Println(string(line))
}

func outcome(records int, elapsed time.Duration, cpuSeconds float64) result {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	n := float64(records)
	return result{Records: records, PerSecond: n / elapsed.Seconds(), CPUPerMillion: cpuSeconds / n * 1e6, PeakRSSMiB: float64(usage.Maxrss) / 1024}
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
