package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"turnaround/bench/fill"
	"turnaround/internal/rig"
)

const stored = 100000 // incidents in the store
const open = 200      // of them not resolved

// made are the folders that several benchmarks share.
var made []string

func clearMade() {
	for _, dir := range made {
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	}
}

// program builds the headless binary as it is shipped, once.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "turnaround-bench-program-")
	if err != nil {
		return "", err
	}
	made = append(made, dir)
	path := filepath.Join(dir, "turnaround")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "./cmd/turnaround")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w: %s", err, out)
	}
	return path, nil
})

// installed is the built program with data and a configuration of its own.
type installed struct {
	h    *host
	path string
	dir  string
}

// install makes a folder with the program's data in it; the text of the
// configuration comes below what every benchmark needs.
func install(h *host, dir, configuration string) *installed {
	path, err := program()
	h.must(err)
	text := "[me]\nname = \"Bench\"\n[duty]\nmode = \"always\"\n" + configuration
	h.must(os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text), 0o600))
	return &installed{h, path, dir}
}

// command prepares a run of the program, away from the caller's desktop.
func (p *installed) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.path, append([]string{"--config", filepath.Join(p.dir, "config.toml"), "--data", filepath.Join(p.dir, "data")}, args...)...)
	for _, entry := range os.Environ() {
		switch name, _, _ := strings.Cut(entry, "="); name {
		case "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR":
		default:
			cmd.Env = append(cmd.Env, entry)
		}
	}
	cmd.Env = append(cmd.Env, "XDG_RUNTIME_DIR="+p.dir)
	return cmd
}

// run gives what a command printed and how long it took, from its start to its end.
func (p *installed) run(args ...string) (string, time.Duration) {
	cmd := p.command(args...)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	start := time.Now()
	out, err := cmd.Output()
	took := time.Since(start)
	if err != nil {
		p.h.Fatalf("turnaround %s: %v: %s", strings.Join(args, " "), err, complaint.String())
	}
	return string(out), took
}

// year is a data folder with 100,000 incidents, made once and copied.
var year = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "turnaround-bench-year-")
	if err != nil {
		return "", err
	}
	made = append(made, dir)
	fmt.Fprintf(os.Stderr, "  filling a store with %d incidents\n", stored)
	start := time.Now()
	err = fill.Fill(context.Background(), fill.Options{Data: filepath.Join(dir, "data"), Incidents: stored, Open: open, Now: time.Now()})
	fmt.Fprintf(os.Stderr, "  filled in %s\n", brief(time.Since(start)))
	return dir, err
})

// copyYear gives a fresh copy of the filled folder.
func copyYear(h *host) string {
	from, err := year()
	h.must(err)
	dir := filepath.Join(h.TempDir(), "copy")
	if out, err := exec.Command("cp", "-a", from, dir).CombinedOutput(); err != nil {
		h.Fatalf("copy the filled store: %v: %s", err, out)
	}
	return dir
}

// forget drops the files of a folder from the kernel's cache.
func forget(h *host, dir string) {
	h.must(filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		return exec.Command("dd", "if="+path, "iflag=nocache", "count=0", "status=none").Run()
	}))
}

// list measures the commands that a person waits for, each as a new process
// on 100,000 incidents with nothing running.
func list(h *host) []row {
	p := install(h, copyYear(h), "[storage]\nkey = \"file\"\n")
	n := max(20, 4*h.runs)
	var known []struct {
		ID string `json:"id"`
	}
	out, _ := p.run("list", "--json")
	h.must(json.Unmarshal([]byte(out), &known))
	if len(known) != open {
		h.Fatalf("%d open incidents are listed, want %d", len(known), open)
	}
	repeat := func(cold bool, args ...string) (all spans) {
		for range n {
			if cold {
				forget(h, p.dir)
			}
			_, took := p.run(args...)
			all = append(all, took)
		}
		return all
	}
	plain, found, whole := repeat(false, "list"), repeat(false, "list", "--status", "all", "--query", "checkout-77777"), repeat(false, "list", "--status", "all", "--json")
	one, disk := repeat(false, "show", known[0].ID), repeat(true, "list")
	floor := repeat(false, "version")
	of := fmt.Sprintf(" (n=%d)", n)
	return []row{
		within("`list` from a cold start (a new process; 200 open of 100,000)", plain.tail(), plain.median() <= 120*time.Millisecond, "120 ms"),
		{what: "the same with the files dropped from the kernel's cache", ours: disk.tail()},
		{what: "`list --status all --query WORD`, one found", ours: found.String() + of},
		{what: "`list --status all --json`, 100,000 printed", ours: whole.String() + of},
		within("`show ID` from a cold start", one.tail(), one.median() <= 50*time.Millisecond, "50 ms"),
		{what: "`version`, the least a process takes", ours: floor.String() + of},
	}
}

// size is that of the stripped binary.
func size(h *host) []row {
	path, err := program()
	h.must(err)
	info, err := os.Stat(path)
	h.must(err)
	rows := []row{{what: "stripped binary, headless, static", ours: fmt.Sprintf("%.1f MB", float64(info.Size())/1e6), goal: "none set"}}
	for _, desktop := range []string{"build/turnaround", "turnaround"} {
		if info, err := os.Stat(desktop); err == nil && info.Mode().IsRegular() {
			rows = append(rows, row{what: "desktop binary as built (" + desktop + ")", ours: fmt.Sprintf("%.1f MB", float64(info.Size())/1e6), goal: "none set"})
		}
	}
	return rows
}

// mailSource and alertSource are sources as a person would configure them.
func mailSource(server *rig.Dovecot) string {
	return fmt.Sprintf("[[source]]\nname = \"mail\"\nprofile = \"imap\"\nurl = \"imap://%s/%s\"\nuser = %q\nsecret = \"env:BENCH_PASSWORD\"\ntls = { plain = true }\n",
		server.Addr, folder, server.User)
}

func alertSource(am *rig.Alertmanager) string {
	return fmt.Sprintf("[[source]]\nname = \"api\"\nprofile = \"alertmanager\"\nurl = %q\n", am.URL)
}
