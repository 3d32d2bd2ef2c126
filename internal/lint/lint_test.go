package lint_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"turnaround/internal/lint"
)

func repository(t *testing.T) (string, []lint.File) {
	t.Helper()
	root, err := lint.Root()
	if err != nil {
		t.Fatal(err)
	}
	files, err := lint.Read(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("only %d Go files were found", len(files))
	}
	return root, files
}

func complain(t *testing.T, found []lint.Finding) {
	t.Helper()
	for _, finding := range found {
		t.Error(finding)
	}
}

func TestImportsPointDown(t *testing.T) {
	_, files := repository(t)
	complain(t, lint.Arrows(files))
}

func TestFilesAndFunctionsAreShort(t *testing.T) {
	_, files := repository(t)
	complain(t, lint.Sizes(files))
}

func TestBannedCallsAreNotUsed(t *testing.T) {
	_, files := repository(t)
	complain(t, lint.Banned(files))
}

func TestDependenciesAreUnderAllowedLicences(t *testing.T) {
	root, _ := repository(t)
	var builds []lint.Build
	for _, system := range []string{"linux", "windows", "darwin"} {
		builds = append(builds,
			lint.Build{Package: ".", System: system, Tags: "migrated_fynedo"},
			lint.Build{Package: "./cmd/turnaround", System: system})
	}
	dependencies, err := lint.Dependencies(root, builds)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, dependency := range dependencies {
		names = append(names, dependency.Path)
	}
	for _, sure := range []string{"fyne.io/fyne/v2", "github.com/dgraph-io/badger/v4"} {
		if !strings.Contains(strings.Join(names, " "), sure) {
			t.Fatalf("%s is not among the dependencies %q", sure, names)
		}
	}
	complain(t, lint.Licences(dependencies))
}

func parse(t *testing.T, path, text string) []lint.File {
	t.Helper()
	file, err := lint.Parse(path, text)
	if err != nil {
		t.Fatal(err)
	}
	return []lint.File{file}
}

func TestArrowsAreFoundThatPointUp(t *testing.T) {
	cases := []struct {
		path, imports string
		found         bool
	}{
		{"app/desk/a.go", "turnaround/sync/engine", true},
		{"app/desk/a.go", "turnaround/app/store", false},
		{"app/desk/a_test.go", "turnaround/sync/engine", false},
		{"app/desk/a.go", "fyne.io/fyne/v2", true},
		{"app/desk/a_test.go", "fyne.io/fyne/v2/test", true},
		{"app/incident/a.go", "turnaround/app/outbox", true},
		{"app/incident/a.go", "github.com/oklog/ulid/v2", true},
		{"app/incident/a.go", "encoding/json", false},
		{"sync/engine/a.go", "turnaround/ui/shell", true},
		{"sync/notify/a.go", "fyne.io/fyne/v2", true},
		{"sync/notify/a_android.go", "fyne.io/fyne/v2", false},
		{"sync/restsource/a.go", "github.com/go-resty/resty/v2", false},
		{"sync/engine/a.go", "github.com/go-resty/resty/v2", true},
		{"app/desk/a.go", "github.com/dgraph-io/badger/v4", true},
		{"sync/engine/a_test.go", "github.com/emersion/go-imap/v2/imapserver", false},
		{"sync/engine/a.go", "github.com/emersion/go-imap/v2/imapclient", true},
		{"ui/board/a.go", "turnaround/ui/people", true},
		{"ui/board/a.go", "turnaround/ui/parts", false},
		{"ui/shell/a.go", "turnaround/ui/board", false},
		{"ui/board/a.go", "turnaround/sync/engine", true},
		{"ui/look/a.go", "turnaround/ui/parts", true},
		{"ui/parts/a.go", "turnaround/ui/keys", false},
		{"ui/parts/a.go", "turnaround/ui/words", false},
		{"ui/keys/a.go", "turnaround/ui/words", false},
		{"ui/keys/a.go", "turnaround/ui/parts", true},
		{"ui/keys/a.go", "turnaround/app/desk", true},
		{"ui/words/a.go", "turnaround/ui/keys", true},
		{"ui/view/a.go", "turnaround/ui/words", false},
		{"ui/view/a.go", "turnaround/ui/parts", true},
		{"ui/board/a.go", "turnaround/cmd/pager", true},
		{"ui/shell/a.go", "turnaround/cmd/pager", false},
		{"cmd/a.go", "turnaround/internal/rig", true},
		{"cmd/a_test.go", "turnaround/internal/rig", false},
	}
	for _, c := range cases {
		t.Run(c.path+" imports "+c.imports, func(t *testing.T) {
			found := lint.Arrows(parse(t, c.path, "package a\n\nimport _ \""+c.imports+"\"\n"))
			if (len(found) > 0) != c.found {
				t.Errorf("found %v", found)
			}
		})
	}
}

func TestPhoneFilesAreToldByTheirConstraint(t *testing.T) {
	text := "//go:build android || ios\n\npackage a\n\nimport _ \"fyne.io/fyne/v2\"\n"
	if found := lint.Arrows(parse(t, "sync/notify/phone.go", text)); len(found) > 0 {
		t.Errorf("found %v", found)
	}
	text = strings.Replace(text, "android || ios", "android || linux", 1)
	if found := lint.Arrows(parse(t, "sync/notify/phone.go", text)); len(found) == 0 {
		t.Error("a file for Linux may not import Fyne there")
	}
}

func TestLongFilesAndFunctionsAreFound(t *testing.T) {
	long := "package a\n\nfunc long() {\n" + strings.Repeat("\tprintln()\n", 390) + "}\n"
	if found := lint.Sizes(parse(t, "app/a.go", long)); len(found) != 1 {
		t.Errorf("in a long function: %v", found)
	}
	if found := lint.Sizes(parse(t, "app/a.go", long+strings.Repeat("\n", 10))); len(found) != 2 {
		t.Errorf("in a long file: %v", found)
	}
	if found := lint.Sizes(parse(t, "app/a_test.go", long)); len(found) != 0 {
		t.Errorf("in a test: %v", found)
	}
}

func TestBannedCallsAreFound(t *testing.T) {
	cases := []struct {
		path, imports, body string
		found               bool
	}{
		{"app/a_test.go", "time", "time.Sleep(1)", true},
		{"app/a.go", "time", "time.Sleep(1)", true},
		{"ui/board/a.go", "turnaround/app/store", "store.Open()", true},
		{"ui/board/a.go", "turnaround/app/store", "var _ store.Row", false},
		{"app/a.go", "time", "time.Now()", false},
		{"ui/board/a.go", "fyne.io/fyne/v2", "fyne.DoAndWait(nil)", true},
		{"ui/board/a.go", "fyne.io/fyne/v2", "fyne.Do(nil)", true},
		{"ui/post/a.go", "fyne.io/fyne/v2", "fyne.Do(nil)", false},
		{"app/a_test.go", "testing", "var t *testing.T; t.Skip()", true},
		{"sync/a.go", "net/http", "http.Get(\"\")", true},
		{"sync/a.go", "log/slog", "slog.Info(\"\")", true},
		{"sync/a.go", "log/slog", "var l *slog.Logger; l.Info(\"\")", false},
		{"sync/a.go", "crypto/tls", "_ = tls.Config{InsecureSkipVerify: true}", true},
		{"sync/a.go", "crypto/tls", "insecure := false; _ = tls.Config{InsecureSkipVerify: insecure}", false},
		{"sync/a.go", "time", "// TO" + "DO: later\n_ = time.Now", true},
	}
	for _, c := range cases {
		t.Run(c.path+" "+c.body, func(t *testing.T) {
			found := lint.Banned(parse(t, c.path, "package a\n\nimport \""+c.imports+"\"\n\nfunc a() {\n"+c.body+"\n}\n"))
			if (len(found) > 0) != c.found {
				t.Errorf("found %v", found)
			}
		})
	}
}

func TestLicencesThatAreNotAllowedAreFound(t *testing.T) {
	root, _ := repository(t)
	apache, err := os.ReadFile(filepath.Join(root, "LICENSE"))
	if err != nil {
		t.Fatal(err)
	}
	agpl := "This program is free software: you can redistribute it and/or modify it under the terms of the " +
		"GNU Affero General Public License as published by the Free Software Foundation, either version 3 of " +
		"the License, or (at your option) any later version.\n"
	for name, c := range map[string]struct {
		text  string
		found bool
	}{
		"Apache-2.0": {string(apache), false},
		"AGPL-3.0":   {agpl, true},
		"a secret":   {"You may not use this at all, whoever you are and whatever you do.\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "LICENSE"), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			found := lint.Licences([]lint.Dependency{{Path: "example.org/a", Dir: folder}})
			if (len(found) > 0) != c.found {
				t.Errorf("found %v", found)
			}
		})
	}
	if found := lint.Licences([]lint.Dependency{{Path: "example.org/a", Dir: t.TempDir()}}); len(found) == 0 {
		t.Error("a module without a licence was let through")
	}
}
