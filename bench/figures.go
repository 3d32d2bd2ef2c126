package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// row is one line of the table.
type row struct {
	what, ours, peer, ratio, goal, met string
}

func (r row) markdown() string {
	return "| " + strings.Join([]string{r.what, r.ours, r.peer, r.ratio, r.goal, r.met}, " | ") + " |"
}

func yes(met bool) string {
	if met {
		return "yes"
	}
	return "**no**"
}

// spans are the durations of several runs.
type spans []time.Duration

func (s spans) sorted() spans { return slices.Sorted(slices.Values(s)) }

func (s spans) median() time.Duration { return s.part(0.5) }

// part is the smallest duration that the given share of all does not exceed.
func (s spans) part(share float64) time.Duration {
	if len(s) == 0 {
		return 0
	}
	at := int(share*float64(len(s))+0.999999) - 1
	return s.sorted()[min(max(at, 0), len(s)-1)]
}

// String gives minimum, median and maximum.
func (s spans) String() string {
	return fmt.Sprintf("%s / **%s** / %s", brief(s.part(0)), brief(s.median()), brief(s.part(1)))
}

// tail gives median, 99th percentile and maximum.
func (s spans) tail() string {
	return fmt.Sprintf("p50 %s, **p99 %s**, max %s (n=%d)", brief(s.median()), brief(s.part(0.99)), brief(s.part(1)), len(s))
}

func brief(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%.0f ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.2f ms", float64(d)/1e6)
}

// beside compares two medians.
func beside(what string, ours, peer spans, most float64, goal string) row {
	ratio := float64(ours.median()) / float64(peer.median())
	r := row{what: what, ours: ours.String(), peer: peer.String(), ratio: fmt.Sprintf("%.2f", ratio), goal: goal}
	if most > 0 {
		r.met = yes(ratio <= most)
	}
	return r
}

// within compares a figure with a bound of its own.
func within(what, ours string, met bool, goal string) row {
	return row{what: what, ours: ours, goal: goal, met: yes(met)}
}

// timed measures one call.
func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// machine says what the figures were taken on.
func machine() string {
	model, kernel := "unknown processor", ""
	if f, err := os.Open("/proc/cpuinfo"); err == nil {
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			if name, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	if raw, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		kernel = strings.TrimSpace(string(raw))
	}
	return fmt.Sprintf("%s, %d cores, %s %s, %s, load before: %s",
		model, runtime.NumCPU(), runtime.GOOS, kernel, runtime.Version(), load())
}
