package secret_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"turnaround/app/secret"
)

// memoryRing is a keyring in memory that can be locked.
type memoryRing struct {
	mu     sync.Mutex
	items  map[string]string
	locked bool
}

func newRing() *memoryRing { return &memoryRing{items: map[string]string{}} }

func (r *memoryRing) Get(_ context.Context, name string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.locked {
		return "", secret.ErrUnavailable
	}
	v, ok := r.items[name]
	if !ok {
		return "", secret.ErrMissing
	}
	return v, nil
}

func (r *memoryRing) Set(_ context.Context, name, value string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.locked {
		return secret.ErrUnavailable
	}
	r.items[name] = value
	return nil
}

func (r *memoryRing) Delete(_ context.Context, name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.items, name)
	return nil
}

type keyRig struct {
	t    *testing.T
	ring *memoryRing
	o    secret.KeyOptions
}

func newKeyRig(t *testing.T) *keyRig {
	data := filepath.Join(t.TempDir(), "data")
	ring := newRing()
	return &keyRig{t, ring, secret.KeyOptions{
		Store: filepath.Join(data, "store"), File: secret.KeyFile(data),
		Resolver: &secret.Resolver{Ring: ring, Env: env(map[string]string{"PASS": "correct horse", "OTHER": "battery staple"})},
	}}
}

func (k *keyRig) get(way string) ([]byte, secret.Kept) {
	k.t.Helper()
	key, kept, err := k.try(way)
	if err != nil {
		k.t.Fatal(err)
	}
	return key, kept
}

func (k *keyRig) try(way string) ([]byte, secret.Kept, error) {
	o := k.o
	o.Way = way
	return secret.DataKey(k.t.Context(), o)
}

// fill makes the store hold data.
func (k *keyRig) fill() {
	k.t.Helper()
	if err := os.MkdirAll(k.o.Store, 0o700); err != nil {
		k.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(k.o.Store, "MANIFEST"), []byte("x"), 0o600); err != nil {
		k.t.Fatal(err)
	}
}

func TestTheKeyIsMadeOnceAndFoundAgain(t *testing.T) {
	for way, want := range map[string]string{"": "keyring", "keyring": "keyring", "file": "file", "env:PASS": "passphrase"} {
		k := newKeyRig(t)
		first, kept := k.get(way)
		if len(first) != secret.KeySize || kept.Way != want || kept.Protects == "" || kept.Not == "" || kept.Note != "" {
			t.Errorf("%q: %d bytes, %+v", way, len(first), kept)
		}
		k.fill()
		again, _ := k.get(way)
		if !bytes.Equal(first, again) {
			t.Errorf("%q: another key at the second start", way)
		}
		info, err := os.Stat(k.o.File)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%q: %v, %v", way, info, err)
		}
		if text, err := os.ReadFile(k.o.File); err != nil || bytes.Contains(text, []byte("correct horse")) {
			t.Errorf("%q: the passphrase is in the key file: %s, %v", way, text, err)
		}
		if other, _ := newKeyRig(t).get(way); bytes.Equal(first, other) {
			t.Errorf("%q: two data folders share a key", way)
		}
	}
}

func TestWithoutAKeyringTheKeyIsInAFileAndSaysSo(t *testing.T) {
	k := newKeyRig(t)
	k.ring.locked = true
	first, kept := k.get("")
	if kept.Way != "file" || !strings.Contains(kept.Note, `storage.key = "keyring"`) {
		t.Errorf("got %+v", kept)
	}
	k.ring.locked = false
	k.fill()
	moved, kept := k.get("keyring")
	if !bytes.Equal(first, moved) || kept.Way != "keyring" {
		t.Errorf("moved to %+v", kept)
	}
	if _, _, err := newKeyRigLocked(t).try("keyring"); !errors.Is(err, secret.ErrUnavailable) {
		t.Errorf("asked for the keyring alone: %v", err)
	}
}

func newKeyRigLocked(t *testing.T) *keyRig {
	k := newKeyRig(t)
	k.ring.locked = true
	return k
}

func TestTheKeyMovesWhereItIsAskedToBe(t *testing.T) {
	k := newKeyRig(t)
	first, _ := k.get("keyring")
	k.fill()
	for _, way := range []string{"file", "keyring", "env:PASS", "env:PASS"} {
		key, kept := k.get(way)
		if !bytes.Equal(key, first) || kept.Note != "" {
			t.Errorf("%s: %+v", way, kept)
		}
		text, err := os.ReadFile(k.o.File)
		if err != nil || way != "file" && bytes.Contains(text, []byte(`"key"`)) {
			t.Errorf("%s: the open key stays behind: %s, %v", way, text, err)
		}
		if want := map[string]int{"keyring": 1}[way]; len(k.ring.items) != want {
			t.Errorf("%s: the keyring holds %d items", way, len(k.ring.items))
		}
	}
}

func TestAKeyThatCannotMoveStays(t *testing.T) {
	k := newKeyRig(t)
	first, _ := k.get("file")
	k.fill()
	k.ring.locked = true
	key, kept := k.get("keyring")
	if !bytes.Equal(first, key) || kept.Way != "file" || !strings.Contains(kept.Note, "could not be moved") {
		t.Errorf("got %+v", kept)
	}
}

func TestALostKeyIsNeverReplaced(t *testing.T) {
	for name, c := range map[string]struct {
		way  string
		lose func(*keyRig) error
		want error
		say  string
	}{
		"key file gone":      {"file", func(k *keyRig) error { return os.Remove(k.o.File) }, secret.ErrKeyLost, "restore that file"},
		"keyring item gone":  {"keyring", func(k *keyRig) error { clear(k.ring.items); return nil }, secret.ErrKeyLost, "restore it"},
		"keyring locked":     {"keyring", func(k *keyRig) error { k.ring.locked = true; return nil }, secret.ErrUnavailable, "unlock or start the keyring"},
		"keyring item other": {"keyring", func(k *keyRig) error { k.other(); return nil }, secret.ErrKeyWrong, "restore both"},
		"key file damaged":   {"file", func(k *keyRig) error { return os.WriteFile(k.o.File, []byte("{"), 0o600) }, nil, "is damaged"},
		"key file exposed":   {"file", func(k *keyRig) error { return os.Chmod(k.o.File, 0o644) }, secret.ErrExposed, "chmod 600"},
		"key file newer":     {"file", func(k *keyRig) error { return os.WriteFile(k.o.File, []byte(`{"version":9}`), 0o600) }, nil, "use a newer one"},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKeyRig(t)
			k.get(c.way)
			k.fill()
			if err := c.lose(k); err != nil {
				t.Fatal(err)
			}
			key, _, err := k.try(c.way)
			if err == nil || key != nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.say) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func (k *keyRig) other() {
	for name := range k.ring.items {
		k.ring.items[name] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	}
}

func TestAWrongPassphraseOpensNothing(t *testing.T) {
	k := newKeyRig(t)
	first, _ := k.get("env:PASS")
	k.fill()
	if key, _, err := k.try("env:OTHER"); !errors.Is(err, secret.ErrKeyPassphrase) || key != nil {
		t.Errorf("got %v", err)
	}
	if _, _, err := k.try(""); !errors.Is(err, secret.ErrKeyPassphrase) || !strings.Contains(err.Error(), "storage.key") {
		t.Errorf("without a passphrase: %v", err)
	}
	if key, _ := k.get("env:PASS"); !bytes.Equal(first, key) {
		t.Error("another key")
	}
	if _, _, err := k.try("hunter2"); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}

func TestAnEmptyStoreNeedsNoKey(t *testing.T) {
	k := newKeyRig(t)
	if err := os.MkdirAll(k.o.Store, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(k.o.Store, "LOCK"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	k.get("file")
}

func TestTwoFirstStartsAgreeOnOneKey(t *testing.T) {
	for _, way := range []string{"keyring", "file"} {
		k := newKeyRig(t)
		keys := make([][]byte, 8)
		var group sync.WaitGroup
		for i := range keys {
			group.Go(func() {
				key, _, err := k.try(way)
				if err != nil {
					t.Error(err)
				}
				keys[i] = key
			})
		}
		group.Wait()
		for _, key := range keys {
			if !bytes.Equal(key, keys[0]) {
				t.Fatalf("%s: two keys for one store", way)
			}
		}
		if len(k.ring.items) > 1 {
			t.Errorf("%s: %d items are left in the keyring", way, len(k.ring.items))
		}
	}
}
