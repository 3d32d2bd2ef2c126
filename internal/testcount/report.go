package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// event is one line of go test -json (see "go doc test2json").
type event struct {
	Action      string
	Package     string
	ImportPath  string // of build-output and build-fail
	Test        string
	Elapsed     float64 // seconds
	Output      string
	FailedBuild string
}

// counts is how the tests ended; parents of subtests count as tests too.
type counts struct {
	passed, failed, skipped int
}

// String is the line that CI reads.
func (c counts) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", c.passed, c.failed, c.skipped)
}

// test names a test within its package; "" is the package itself.
type test struct{ pkg, name string }

type reporter struct {
	out    io.Writer
	counts counts
	said   map[test][]string // what a test or package wrote, until it ended
	builds map[string]string // what the compiler said, by import path
	ran    map[string]int    // tests that passed, by package
	failed map[string]int
	slow   []string
}

// slowTest is from when on a test is named in the end.
const slowTest = 10 * time.Second

// report reads the events of go test and writes a line for each package, what
// failing tests said, and the slow ones.
func report(stream io.Reader, out io.Writer) (counts, error) {
	r := &reporter{
		out: out, said: map[test][]string{}, builds: map[string]string{},
		ran: map[string]int{}, failed: map[string]int{},
	}
	lines := bufio.NewReader(stream)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) != nil {
				// go itself complains in plain text.
				fmt.Fprint(out, string(line))
			} else {
				r.take(e)
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r.counts, err
		}
	}
	r.unfinished()
	for _, line := range r.slow {
		fmt.Fprintln(out, line)
	}
	return r.counts, nil
}

func (r *reporter) take(e event) {
	key := test{e.Package, e.Test}
	switch e.Action {
	case "start":
		r.said[key] = nil
	case "run":
		r.said[key] = []string{}
	case "output":
		r.said[key] = append(r.said[key], e.Output)
	case "build-output":
		r.builds[e.ImportPath] += e.Output
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(e)
		} else {
			r.endTest(e)
		}
		delete(r.said, key)
	}
}

func (r *reporter) endTest(e event) {
	switch e.Action {
	case "pass":
		r.counts.passed++
		r.ran[e.Package]++
	case "skip":
		r.counts.skipped++
	case "fail":
		r.counts.failed++
		r.failed[e.Package]++
		fmt.Fprintf(r.out, "\n%s %s failed after %.2f s:\n%s", e.Package, e.Test, e.Elapsed,
			strings.Join(r.said[test{e.Package, e.Test}], ""))
	}
	if took := time.Duration(e.Elapsed * float64(time.Second)); took >= slowTest && !strings.Contains(e.Test, "/") {
		r.slow = append(r.slow, fmt.Sprintf("slow: %s %s took %.0f s", e.Package, e.Test, e.Elapsed))
	}
}

func (r *reporter) endPackage(e event) {
	switch {
	case e.Action == "skip" || e.Action == "pass" && r.ran[e.Package] == 0:
		return // without tests
	case e.Action == "pass":
		fmt.Fprintf(r.out, "ok    %s (%d tests, %.1f s)\n", e.Package, r.ran[e.Package], e.Elapsed)
		return
	}
	// A package that fails without a failing test panicked, did not build, or
	// ran into the time limit: what it wrote last tells which.
	if r.failed[e.Package] == 0 {
		r.counts.failed++
		r.failed[e.Package]++
		fmt.Fprintf(r.out, "\n%s%s", r.builds[e.FailedBuild], strings.Join(r.last(e.Package), ""))
	}
	fmt.Fprintf(r.out, "FAIL  %s (%d of %d tests failed, %.1f s)\n", e.Package, r.failed[e.Package],
		r.ran[e.Package]+r.failed[e.Package], e.Elapsed)
}

// last takes what a package and its unfinished tests wrote.
func (r *reporter) last(pkg string) []string {
	var lines []string
	for key, said := range r.said {
		if key.pkg == pkg && key.name != "" {
			lines = append(lines, said...)
			delete(r.said, key)
		}
	}
	return append(lines, r.said[test{pkg, ""}]...)
}

// unfinished counts packages that go test never reported on: it was stopped.
func (r *reporter) unfinished() {
	var names []string
	for key := range r.said {
		if key.name == "" {
			names = append(names, key.pkg)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		r.counts.failed++
		fmt.Fprintf(r.out, "FAIL  %s (not finished)\n", name)
	}
}
