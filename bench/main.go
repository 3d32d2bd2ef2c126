// Command bench measures this program beside its peers: real servers, fresh
// data, several runs, and the peer in the same run.
//
//	go run ./bench            # everything, about 40 minutes
//	go run ./bench mail list  # some of it
//
// It prints one table in Markdown; docs/benchmarks.md keeps the last one.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"slices"
	"strings"
)

// bench is one benchmark: it measures and gives rows of the table.
type bench struct {
	name string
	what string
	run  func(*host) []row
}

var benches = []bench{
	{"mail", "20,000 alert mails from Dovecot, beside mbsync and a bare fetch", mail},
	{"alerts", "10,000 alerts from Alertmanager, beside curl", alerts},
	{"push", "from EXISTS, and from APPEND, to the notification", push},
	{"poll", "from a poll to the notification", poll},
	{"storm", "10,000 alerts in 10 s", storm},
	{"list", "list and show from a cold start on 100,000 incidents", list},
	{"watch", "memory and idle CPU of watch on 100,000 incidents", watch},
	{"window", "the window: start, search, scroll, acknowledge, memory, a storm", window},
	{"size", "the stripped binary", size},
}

func main() {
	runs := flag.Int("runs", 5, "how often each thing is measured")
	profile := flag.String("cpuprofile", "", "write a CPU profile of this process to a file")
	flag.Usage = usage
	flag.Parse()
	chosen, err := choose(flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	stop, err := profiled(*profile)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	sound := measure(os.Stdout, chosen, *runs)
	stop()
	clearMade()
	if !sound {
		os.Exit(1)
	}
}

// profiled starts a CPU profile where one is asked for.
func profiled(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		if err := file.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	}, nil
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: go run ./bench [-runs N] [name...]")
	for _, b := range benches {
		fmt.Fprintf(os.Stderr, "  %-8s %s\n", b.name, b.what)
	}
}

func choose(names []string) ([]bench, error) {
	if len(names) == 0 {
		return benches, nil
	}
	var chosen []bench
	for _, name := range names {
		at := slices.IndexFunc(benches, func(b bench) bool { return b.name == name })
		if at < 0 {
			return nil, fmt.Errorf("no benchmark is called %q", name)
		}
		chosen = append(chosen, benches[at])
	}
	return chosen, nil
}

// measure runs the benchmarks one after the other and prints the table; a
// benchmark that fails is told and does not stop the others.
func measure(out io.Writer, chosen []bench, runs int) bool {
	fmt.Fprintln(out, machine())
	fmt.Fprintln(out)
	fmt.Fprintln(out, "| what | ours | peer | ratio | goal | met |")
	fmt.Fprintln(out, "|---|---|---|---|---|---|")
	sound := true
	for _, b := range chosen {
		fmt.Fprintf(os.Stderr, "%s: %s (load %s)\n", b.name, b.what, load())
		rows, err := newHost(b.name, runs).do(b.run)
		for _, r := range rows {
			fmt.Fprintln(out, r.markdown())
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", b.name, err)
			sound = false
		}
	}
	return sound
}

// load is how busy the machine is with other things.
func load() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(raw))[:3], " ")
}
