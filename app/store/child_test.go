package store

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"testing"
)

// benchDir holds the filled stores of a run of benchmarks; empty: there are none.
var benchDir string

// TestMain also is the child process of tests that need one.
func TestMain(m *testing.M) {
	if role := os.Getenv("STORE_CHILD"); role != "" {
		if err := child(role, os.Getenv("STORE_DIR")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
		os.Exit(0)
	}
	code := m.Run()
	if err := os.RemoveAll(benchDir); benchDir != "" && err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 3
	}
	os.Exit(code)
}

// roles are what a child process can do.
var roles = map[string]func(dir string) error{
	"resident": childResident, "hold": childHold, "write": childWrite, "fill": childFill,
}

func child(role, dir string) error {
	if f := roles[role]; f != nil {
		return f(dir)
	}
	return fmt.Errorf("no such role %q", role)
}

// startChild runs this test binary in another role.
func startChild(t testing.TB, role, dir string) (cmd *exec.Cmd, in io.WriteCloser, out *bufio.Scanner) {
	t.Helper()
	cmd = exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "STORE_CHILD="+role, "STORE_DIR="+dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // it may have ended by itself
	return cmd, in, bufio.NewScanner(stdout)
}

// childHold keeps the store open until its input ends.
func childHold(dir string) error {
	s, err := Open(context.Background(), phone(dir))
	if err != nil {
		return err
	}
	fmt.Println("open")
	_, err = io.Copy(io.Discard, os.Stdin)
	return errors.Join(err, s.Close())
}

// childWrite writes until it is killed and says what was acknowledged.
func childWrite(dir string) error {
	s, err := Open(context.Background(), phone(dir))
	if err != nil {
		return err
	}
	start := s.Stats().Incidents
	for n := start; ; n++ {
		inc := sample(n)
		err := s.Update(context.Background(), func(tx *Tx) error {
			for e := range 3 {
				if _, err := tx.AddEntry(entry(inc.ID, fmt.Sprint("e", e), noon)); err != nil {
					return err
				}
			}
			// Large enough that logs are flushed and compacted meanwhile.
			return errors.Join(tx.PutBody(inc.ID, "k", strings.Repeat(fmt.Sprint(n), 20_000)),
				tx.PutMeta("count", []byte(fmt.Sprint(n+1))), tx.PutIncident(inc))
		})
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// childFill closes the store while the disk is nearly full.
func childFill(dir string) error {
	free := uint64(1 << 40)
	s, err := open(context.Background(), phone(dir), settings{schema: schemaVersion, free: func(string) (uint64, error) { return free, nil }})
	if err != nil {
		return err
	}
	put := func(n int) error {
		return s.Update(context.Background(), func(tx *Tx) error { return tx.PutIncident(sample(n)) })
	}
	if err := put(1); err != nil {
		return err
	}
	free = 1 << 20
	if err := put(2); !errors.Is(err, ErrFull) {
		return fmt.Errorf("update: %w, want ErrFull", err)
	}
	if err := s.View(func(tx *Tx) error { _, err := tx.Incident(sample(1).ID); return err }); err != nil {
		return err
	}
	return s.Close()
}

// childResident prints what the process takes after opening and iterating.
func childResident(dir string) error {
	o := Options{Dir: dir, Preset: Preset(os.Getenv("STORE_PRESET")), Key: bytes.Repeat([]byte{7}, 32), Log: quiet()}
	s, err := Open(context.Background(), o)
	if err != nil {
		return err
	}
	n := 0
	for row := range s.Rows() {
		n += len(row.Title)
	}
	status("opened")
	debug.FreeOSMemory()
	status("freed")
	return s.Close()
}

func status(name string) {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return
	}
	for _, line := range strings.Split(string(raw), "\n") {
		for _, want := range []string{"VmRSS", "RssAnon", "RssFile"} {
			var kb int
			if _, err := fmt.Sscanf(line, want+": %d kB", &kb); err == nil {
				fmt.Printf("%s-%s-MB=%d\n", name, want, kb>>10)
			}
		}
	}
}
