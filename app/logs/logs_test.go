package logs_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"turnaround/app/logs"
	"turnaround/app/secret"
)

func TestTheLogRotatesAndHoldsNoSecret(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "logs")
	known := &secret.Redactor{}
	log, closer, err := logs.Open(dir, "", known)
	if err != nil {
		t.Fatal(err)
	}
	known.Add("hunter2")
	log.Info("start", "url", "https://h/?key=hunter2", "token", "abc", "n", 7)
	log.Debug("not at this level")
	line := strings.Repeat("x", 10_000)
	for range 1200 { // 12 MB: two rotations
		log.Info(line)
	}
	if err := closer.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Fatalf("files: %v, %v", entries, err)
	}
	found := false
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 || info.Size() > 5<<20 {
			t.Errorf("%s: %v of %d bytes, %v", path, info.Mode(), info.Size(), err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte("hunter2")) || bytes.Contains(data, []byte("abc")) || bytes.Contains(data, []byte("not at this level")) {
			t.Errorf("%s holds what it must not", path)
		}
		found = found || bytes.Contains(data, []byte(`"msg":"start","url":"https://h/?key=[redacted]","token":"[redacted]","n":7`))
		scan := bufio.NewScanner(bytes.NewReader(data))
		for scan.Scan() {
			if !json.Valid(scan.Bytes()) {
				t.Fatalf("%s: a line is no JSON: %.100s", path, scan.Text())
			}
		}
	}
	if !found {
		t.Error("the first line is missing")
	}
}

func TestLevels(t *testing.T) {
	for text, want := range map[string]slog.Level{"": slog.LevelInfo, "Debug": slog.LevelDebug, " warn ": slog.LevelWarn, "error": slog.LevelError} {
		if got, ok := logs.Level(text); got != want || !ok {
			t.Errorf("%q = %v, %t", text, got, ok)
		}
	}
	dir := t.TempDir()
	log, closer, err := logs.Open(dir, "loud", nil)
	if err != nil {
		t.Fatal(err)
	}
	log.Info("goes on")
	if err := closer.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, logs.Name))
	if err != nil || !bytes.Contains(data, []byte("unknown log level")) || !bytes.Contains(data, []byte("goes on")) {
		t.Errorf("got %s, %v", data, err)
	}
}

func TestAFolderThatCannotBeWrittenToIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := logs.Open(path, "", nil); err == nil {
		t.Error("a file is taken for a folder")
	}
}
