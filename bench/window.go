package main

import (
	"context"
	"encoding/json"
	"fmt"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"turnaround/internal/rig"
)

// The sizes of the window's benchmarks; a glance proves them at small ones.
const (
	windowRest = 20 * time.Second // memory is read so long after the first list
	keystrokes = 300
	wheelSteps = 2000
	frames     = 200
	acks       = 60
)

// faces are the programs with a window: the app as it is shipped, an empty Fyne
// window, and the program that measures the app's window without a display.
type faces struct{ app, blank, measure string }

// windows builds them, once.
var windows = sync.OnceValues(func() (faces, error) {
	dir, err := os.MkdirTemp("", "turnaround-bench-window-")
	if err != nil {
		return faces{}, err
	}
	made = append(made, dir)
	f := faces{filepath.Join(dir, "app"), filepath.Join(dir, "blank"), filepath.Join(dir, "measure")}
	for _, b := range []struct{ path, pkg, cgo, tags string }{
		{f.app, ".", "1", "migrated_fynedo"}, {f.blank, "./ui/shell/blank", "1", "migrated_fynedo"},
		{f.measure, "./ui/shell/measure", "0", "ci,migrated_fynedo"},
	} {
		cmd := exec.Command("go", "build", "-trimpath", "-tags", b.tags, "-ldflags", "-s -w", "-o", b.path, b.pkg)
		cmd.Env = append(os.Environ(), "CGO_ENABLED="+b.cgo)
		if out, err := cmd.CombinedOutput(); err != nil {
			return faces{}, fmt.Errorf("build %s: %w: %s", b.pkg, err, out)
		}
	}
	return f, nil
})

// window measures the window: what a person waits for with 100,000 incidents.
func window(h *host) []row {
	f, err := windows()
	h.must(err)
	rows := begin(h, f)
	data := copyYear(h)
	typed := h.took(f, "search", data, keystrokes)["key"]
	wheel := h.took(f, "scroll", data, wheelSteps)["step"]
	drawn := h.took(f, "frame", data, frames)
	acked := h.took(f, "ack", data, acks)["ack"]
	held := h.took(f, "storm", h.TempDir(), firing)["held"]
	return append(rows,
		within(fmt.Sprintf("window: search, from a keystroke to the new rows, over %s incidents", thousands(stored)), typed.tail(), typed.part(0.99) <= 16*time.Millisecond, "p99 16 ms"),
		within("window: one step of the wheel in a list of all of them, the list's update", wheel.tail(), wheel.part(0.99) <= 4*time.Millisecond, "p99 4 ms"),
		beside("window: the same step, drawn (Fyne's software painter), beside a stock list of labels", drawn["ours"], drawn["stock"], 1.3, "at most 1.3x"),
		within("window: from the acknowledge key to the changed row", acked.tail(), acked.part(0.99) <= 30*time.Millisecond, "p99 30 ms"),
		within(fmt.Sprintf("window: a storm of %s alerts in %s, how long one update holds the screen's goroutine", thousands(firing), storming), held.tail(),
			held.part(1) <= 50*time.Millisecond, "at most 50 ms"))
}

// storming is how long the storm lasts.
const storming = 10 * time.Second

func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// took runs the measuring program.
func (h *host) took(f faces, name, dir string, n int) map[string]spans {
	cmd := exec.Command(f.measure, name, dir, strconv.Itoa(n))
	cmd.Env = append(rig.Environment(h), "HOME="+h.TempDir(), "LANG=C.UTF-8")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		h.Fatalf("measure %s: %v", name, err)
	}
	series := map[string]spans{}
	h.must(json.Unmarshal(out, &series))
	return series
}

// begin measures the real windows on a screen of their own: from the start of
// the process to the first list, and to the first pixel of the empty window.
func begin(h *host, f faces) []row {
	desktop := rig.StartDesktop(h)
	eye := desktop.Eye(h)
	var ours, blank spans
	var mine, least memoryUse
	for n := range h.runs {
		dir := copyYear(h)
		p := install(h, dir, "[storage]\nkey = \"file\"\n[look]\ntheme = \"dark\"\nlanguage = \"en\"\n")
		run := p.command()
		run.Path, run.Args[0] = f.app, f.app
		last := n == h.runs-1
		took, used := shown(h, desktop, run, last, func() bool { return hasList(eye) })
		ours, mine = append(ours, took), used
		took, used = shown(h, desktop, exec.Command(f.blank), last, func() bool { return eye.At(700, 430) != color.NRGBA{A: 255} })
		blank, least = append(blank, took), used
		h.remove(dir)
	}
	above := float64(mine.resident-least.resident) / 1e6
	return []row{
		beside(fmt.Sprintf("window: start to the first list, %s incidents kept, beside an empty Fyne window (Xvfb)", thousands(stored)), ours, blank, 1.5, "at most 1.5x"),
		{what: fmt.Sprintf("window: resident %s after that", windowRest), ours: mine.String(), peer: least.String(),
			ratio: fmt.Sprintf("+%.0f MB", above), goal: "at most 80 MB above", met: yes(above <= 80)},
	}
}

// shown starts a program and waits until something is on the screen; settle has
// its memory read later.
func shown(h *host, d *rig.Desktop, cmd *exec.Cmd, settle bool, there func() bool) (took time.Duration, used memoryUse) {
	rig.Await(h, "an empty screen", func() bool { return !there() })
	cmd.Env = append(d.Env(h), "HOME="+h.TempDir(), "LIBGL_ALWAYS_SOFTWARE=1")
	start := time.Now()
	process := rig.Start(h, cmd)
	ctx, cancel := context.WithTimeout(context.Background(), rig.Deadline)
	defer cancel()
	for !there() {
		select {
		case <-ctx.Done():
			h.Fatalf("%s showed nothing within %s: %s", cmd.Path, rig.Deadline, process.Output())
		case <-process.Done():
			h.Fatalf("%s ended: %s", cmd.Path, process.Output())
		case <-time.After(time.Millisecond):
		}
	}
	took = time.Since(start)
	if settle {
		time.Sleep(windowRest)
		used = memory(h, process.Pid())
	}
	process.Stop()
	return took, used
}

// hasList tells whether the colour of a severity stands where the list has its
// marks: only a row that was drawn brings it there.
func hasList(eye *rig.Eye) bool {
	for y := 130; y < 500; y += 8 {
		if c := eye.At(108, y); c.R > 240 && c.G > 80 && c.B < 120 {
			return true
		}
	}
	return false
}
