package secret_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/secret"
)

func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "give it")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func private(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func env(values map[string]string) func(string) (string, bool) {
	return func(key string) (string, bool) {
		v, ok := values[key]
		return v, ok
	}
}

func TestResolve(t *testing.T) {
	ring := newRing()
	ring.items["eu"] = "from the ring"
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "s"), []byte("two\nlines\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := &secret.Resolver{Ring: ring, Env: env(map[string]string{"TOKEN": "from the environment"}), Home: home, Known: &secret.Redactor{}}
	for ref, want := range map[string]string{
		"keyring:eu": "from the ring",
		"env:TOKEN":  "from the environment",
		"file:~/s":   "two\nlines",
		"file:" + private(t, "from a file\r\n", 0o400):                                        "from a file",
		`command:"` + script(t, `echo "$1|$2|$HOME_NOT_READ"; echo second`) + `" 'a b' $(id)`: "a b|$(id)|",
		`command:"` + script(t, `printf 'no line end'`) + `"`:                                 "no line end",
		`command:"` + script(t, `echo output; echo err >&2`) + `"`:                            "output",
	} {
		got, err := r.Resolve(t.Context(), ref)
		if err != nil || got != want {
			t.Errorf("%s = %q, %v, want %q", ref, got, err, want)
		}
		if text := r.Known.Redact("x " + got + " y"); strings.Contains(text, want) {
			t.Errorf("%s is not known afterwards: %s", ref, text)
		}
	}
}

func TestWhatCannotBeResolvedSaysWhyAndNothingElse(t *testing.T) {
	folder := t.TempDir()
	r := &secret.Resolver{Ring: newRing(), Env: env(map[string]string{"EMPTY": ""}), Timeout: time.Minute}
	for _, c := range []struct{ ref, want string }{
		{"hunter2hunter2", "is no reference"},
		{"vault:hunter2", "is no reference"},
		{"keyring:", "names nothing"},
		{"keyring:gone", "not there"},
		{"env:GONE", "not set"},
		{"env:EMPTY", "is empty"},
		{"env:A=hunter2", "no environment variable"},
		{"file:" + filepath.Join(folder, "gone"), "not there"},
		{"file:" + folder, "is not a file"},
		{"file:" + private(t, "hunter2", 0o640), "chmod 600 "},
		{"file:" + private(t, "hunter2", 0o604), "chmod 600 "},
		{"file:" + private(t, strings.Repeat("hunter2", 10000), 0o600), "longer than"},
		{"file:" + private(t, "\n", 0o600), "is empty"},
		{"command:" + filepath.Join(folder, "gone") + " hunter2", "the program failed"},
		{`command:"` + script(t, "echo hunter2; exit 3") + `"`, "exit status 3"},
		{`command:"` + script(t, "echo hunter2 >&2; exit 3") + `"`, "exit status 3"},
		{`command:"` + script(t, "true") + `" hunter2`, "is empty"},
		{`command:"` + script(t, "yes hunter2 | tr -d '\\n'") + `"`, "longer than"},
		{`command:"hunter2`, "closing quote"},
		{"command:''", "names no program"},
		{"file:a\x00hunter2", "control character"},
	} {
		value, err := r.Resolve(t.Context(), c.ref)
		if err == nil || value != "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q = %q, %v, want %q", c.ref, value, err, c.want)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%.60q: the error holds the secret: %v", c.ref, err)
		}
	}
}

func TestACommandThatHangsIsEnded(t *testing.T) {
	r := &secret.Resolver{Timeout: 50 * time.Millisecond}
	_, err := r.Resolve(t.Context(), `command:"`+script(t, "exec sleep 600")+`"`)
	if err == nil || !strings.Contains(err.Error(), "did not end within 50ms") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (&secret.Resolver{}).Resolve(ctx, `command:"`+script(t, "exec sleep 600")+`"`); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAChildThatKeepsThePipeOpenDoesNotKeepUsWaiting(t *testing.T) {
	// The child outlives the program and holds its output open, as an agent
	// does that is started on demand; it ends when the test's folder goes.
	got, err := (&secret.Resolver{}).Resolve(t.Context(), `command:"`+script(t, "echo value; while [ -e \"$0\" ]; do sleep 1; done &")+`"`)
	if err != nil || got != "value" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestSet(t *testing.T) {
	ring := newRing()
	r := &secret.Resolver{Ring: ring, Known: &secret.Redactor{}}
	path := filepath.Join(t.TempDir(), "token")
	for _, ref := range []string{"keyring:new", "file:" + path} {
		for _, value := range []string{"first value", "second value"} {
			if err := r.Set(t.Context(), ref, value); err != nil {
				t.Fatal(err)
			}
			if got, err := r.Resolve(t.Context(), ref); err != nil || got != value {
				t.Errorf("%s = %q, %v", ref, got, err)
			}
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if got := r.Known.Redact("second value"); got != secret.Struck {
		t.Errorf("a kept secret is not known: %s", got)
	}
	for _, ref := range []string{"env:X", "command:x"} {
		if err := r.Set(t.Context(), ref, "hunter2"); !errors.Is(err, secret.ErrReadOnly) {
			t.Errorf("%s: %v", ref, err)
		}
	}
	for _, value := range []string{"", strings.Repeat("x", 1<<20)} {
		if err := r.Set(t.Context(), "keyring:new", value); err == nil {
			t.Errorf("%d bytes are kept", len(value))
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"keyring:eu-prod", "env:TOKEN", `command:pass show "a b" 'c`, "file:~/x", "hunter2", "command:\t"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ref, err := secret.Parse(text)
		if err != nil {
			if len(text) > 12 && strings.Contains(err.Error(), text) {
				t.Fatalf("the error repeats %q", text)
			}
			return
		}
		if again, err := secret.Parse(ref.String()); err != nil || again != ref {
			t.Fatalf("%q reads %+v, written %q reads %+v, %v", text, ref, ref, again, err)
		}
	})
}
