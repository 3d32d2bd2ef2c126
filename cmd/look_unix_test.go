//go:build !windows

package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// files tells what lies in a folder, how large it is and when it was written.
func files(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(&all, path, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestLookingWritesNothing(t *testing.T) {
	s := newShell(t, "")
	id := s.declare("checkout is slow")
	store := filepath.Join(s.path("data"), "store")
	before := files(t, store)
	if !strings.Contains(before, ".sst") {
		t.Fatalf("no table in %s:\n%s", store, before)
	}
	for _, args := range [][]string{{"list"}, {"show", id}, {"list", "--json"}} {
		if out := s.ok(args...); !strings.Contains(out, "checkout is slow") {
			t.Errorf("%v says %q", args, out)
		}
	}
	if after := files(t, store); after != before {
		t.Errorf("looking changed the store:\n%s\nwas\n%s", after, before)
	}
}
