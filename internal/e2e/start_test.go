package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"turnaround/internal/rig"
)

// refuses checks that a start fails with words a person can act on, and that
// the data is as it was.
func (a *app) refuses(t testing.TB, words ...string) {
	t.Helper()
	before := a.files(t)
	for _, args := range [][]string{{"watch"}, {"list"}} {
		r := a.run(t, args...)
		if r.code != 1 {
			t.Errorf("%s: exit %d: %s%s", args, r.code, r.out, r.errs)
		}
		for _, word := range words {
			if !strings.Contains(r.errs, word) {
				t.Errorf("%s says %q, which misses %q", args, r.errs, word)
			}
		}
	}
	if after := a.files(t); after != before {
		t.Errorf("the refused start changed the data from\n%s\nto\n%s", before, after)
	}
}

// files lists the store's tables with their sizes.
func (a *app) files(t testing.TB) string {
	t.Helper()
	var list strings.Builder
	tables, err := filepath.Glob(filepath.Join(a.data, "store", "*.sst"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range tables {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&list, info.Name(), info.Size())
	}
	return list.String()
}

func TestASecondStartSaysWhoRuns(t *testing.T) {
	t.Parallel()
	a := newApp(t, "")
	a.watch(t)
	r := a.run(t, "watch")
	if r.code != 1 || !strings.Contains(r.errs, "running") || !strings.Contains(r.errs, strconv.Itoa(a.process.Pid())) {
		t.Errorf("a second start: exit %d, %q; want it to name process %d", r.code, r.errs, a.process.Pid())
	}
	a.must(t, nil, "declare", "Customers cannot log in")
	if items, err := a.list("status:open"); err != nil || len(items) != 1 {
		t.Errorf("the first one lists %+v, %v", items, err)
	}
}

func TestDataFoldersKnowNothingOfEachOther(t *testing.T) {
	t.Parallel()
	a := newApp(t, "")
	a.watch(t)
	a.must(t, nil, "declare", "Here")
	other := filepath.Join(a.home, "other")
	second := rig.Start(t, a.command("watch", "--data", other))
	second.AwaitLine(t, "Watching")
	a.must(t, nil, "declare", "There", "--data", other)
	second.Stop()
	for data, want := range map[string]string{a.data: "Here", other: "There"} {
		var items []item
		a.must(t, &items, "list", "--data", data)
		if len(items) != 1 || items[0].Title != want {
			t.Errorf("%s lists %+v", data, items)
		}
	}
}

func TestAFolderThatCannotBeWrittenIsNamed(t *testing.T) {
	t.Parallel()
	a := newApp(t, "")
	locked := filepath.Join(a.home, "locked")
	if err := os.Mkdir(locked, 0o555); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{a.home, a.config} {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := a.command("watch", "--data", filepath.Join(locked, "data"))
	cmd.Env = append(cmd.Env, "XDG_RUNTIME_DIR="+a.home)
	if os.Getuid() == 0 {
		withoutRights(cmd)
	}
	r := finish(t, cmd)
	if r.code != 1 || !strings.Contains(r.errs, locked) || !strings.Contains(r.errs, "permission denied") {
		t.Errorf("exit %d, %q; want it to name %s", r.code, r.errs, locked)
	}
}

func TestAStoreOfANewerVersionIsLeftAlone(t *testing.T) {
	t.Parallel()
	a := newApp(t, "")
	newer := a.command("declare", "From tomorrow")
	newer.Path, newer.Args[0] = newerProgram(t), "turnaround"
	if r := finish(t, newer); r.code != 0 {
		t.Fatalf("the newer version: exit %d, %s", r.code, r.errs)
	}
	a.refuses(t, "written by a newer version")
}

// newerProgram is the program with the next version of the store's schema.
func newerProgram(t testing.TB) string {
	t.Helper()
	source, err := filepath.Abs("../../app/store/migrate.go")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	changed := regexp.MustCompile(`const schemaVersion = \d+`).ReplaceAll(text, []byte("const schemaVersion = 1000"))
	if string(changed) == string(text) {
		t.Fatalf("%s names no version", source)
	}
	folder := t.TempDir()
	other, overlay, path := filepath.Join(folder, "migrate.go"), filepath.Join(folder, "overlay.json"), filepath.Join(folder, "newer")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{source: other}})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{other: changed, overlay: replace} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-overlay", overlay, "-o", path, "turnaround/cmd/turnaround")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build a newer version: %v\n%s", err, out)
	}
	return path
}

func TestTheWrongKeyAndNoneAreTold(t *testing.T) {
	t.Parallel()
	a, stranger := newApp(t, ""), newApp(t, "")
	for _, each := range []*app{a, stranger} {
		each.must(t, nil, "declare", "Kept")
	}
	key, err := os.ReadFile(a.data + ".key")
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := os.ReadFile(stranger.data + ".key")
	if err != nil {
		t.Fatal(err)
	}
	replace := func(data []byte) {
		t.Helper()
		if err := os.WriteFile(a.data+".key", data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	replace(foreign)
	a.refuses(t, "key")
	if err := os.Remove(a.data + ".key"); err != nil {
		t.Fatal(err)
	}
	a.refuses(t, "key", "missing", a.data+".key")
	replace(key)
	var items []item
	if a.must(t, &items, "list"); len(items) != 1 || items[0].Title != "Kept" {
		t.Errorf("with its own key back it lists %+v", items)
	}
}

func TestADamagedStoreIsSetAsideAndFilledAgain(t *testing.T) {
	t.Parallel()
	server := rig.StartAlertmanager(t)
	for n := range 20 {
		server.Post(t, alert(fmt.Sprintf("Group%04d", n)))
	}
	a := newApp(t, atAlertmanager(server.URL))
	a.watch(t)
	a.met(t)
	a.process.Stop()
	damaged := 0
	for _, pattern := range []string{"*.sst", "*.mem", "*.vlog", "MANIFEST"} {
		names, err := filepath.Glob(filepath.Join(a.data, "store", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			damaged += spoil(t, name)
		}
	}
	if damaged == 0 {
		t.Fatal("there was nothing to damage")
	}
	a.watch(t)
	told := a.process.AwaitLine(t, "set aside")
	aside, err := filepath.Glob(filepath.Join(a.data, "store.corrupt-*"))
	if err != nil || len(aside) != 1 || !strings.Contains(told, aside[0]) {
		t.Errorf("set aside are %q, %v; told was %q", aside, err, told)
	}
	awaitThat(t, "the alerts to be back", func() bool {
		items, err := a.list("status:open")
		return err == nil && len(items) == 20
	})
}

// spoil overwrites the middle of a file and tells how many bytes.
func spoil(t testing.TB, name string) int {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for n := len(data) / 4; n < len(data)*3/4; n++ {
		data[n] ^= 0x5A
	}
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return len(data) / 2
}

func TestCommandsAndAStartingAppWaitForEachOther(t *testing.T) {
	t.Parallel()
	a := newApp(t, "")
	a.must(t, nil, "declare", "Customers cannot log in")
	for range 3 {
		process := rig.Start(t, a.command("watch"))
		for range 8 {
			var items []item
			if a.must(t, &items, "list"); len(items) != 1 {
				t.Errorf("listed %+v", items)
			}
		}
		process.AwaitLine(t, "Watching")
		process.Stop()
	}
}
