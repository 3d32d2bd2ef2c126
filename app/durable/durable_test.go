package durable_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"turnaround/app/durable"
)

func alone(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil || string(data) != text {
		t.Errorf("got %q, %v, want %q", data, err, text)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestWriteReplacesAndCreateDoesNot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := durable.Create(path, []byte("one"), durable.Private); err != nil {
		t.Fatal(err)
	}
	alone(t, path, "one", 0o600)
	if err := durable.Create(path, []byte("two"), durable.Private); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v", err)
	}
	alone(t, path, "one", 0o600)
	if err := durable.Write(path, []byte("three"), 0o644); err != nil {
		t.Fatal(err)
	}
	alone(t, path, "three", 0o644)
}

func TestOfManyCreatorsOneSucceeds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	var won atomic.Int32
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			err := durable.Create(path, []byte(strconv.Itoa(i)), durable.Private)
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, fs.ErrExist):
				t.Error(err)
			}
		})
	}
	group.Wait()
	if won.Load() != 1 {
		t.Errorf("%d creators succeed", won.Load())
	}
}

func TestWhatCannotBeWrittenLeavesTheOldFile(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "folder")
	if err := os.Mkdir(target, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := durable.Write(target, []byte("x"), durable.Private); err == nil {
		t.Error("a folder is replaced by a file")
	}
	if err := durable.Write(filepath.Join(dir, "gone", "file"), []byte("x"), durable.Private); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestSweepRemovesOnlyWhatBrokenWritesLeft(t *testing.T) {
	folder := t.TempDir()
	kept := []string{"notes.md", ".notes.md", ".notes.md.bak", ".other.txt.123", "notes.md.123", "..123"}
	for _, name := range append([]string{".notes.md.123", ".a.b.md.0"}, kept...) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, ".folder.md.1"), 0o700); err != nil {
		t.Fatal(err)
	}
	ours := func(name string) bool { return filepath.Ext(name) == ".md" }
	for range 2 {
		if err := durable.Sweep(folder, ours); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 7 {
		t.Errorf("left are %v, %v", left, err)
	}
	if err := durable.Sweep(filepath.Join(folder, "none"), ours); err != nil {
		t.Error(err)
	}
}
