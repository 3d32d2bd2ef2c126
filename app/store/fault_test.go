package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/dgraph-io/badger/v4"

	"turnaround/app/incident"
)

func TestASecondProcessIsToldThatTheStoreIsInUse(t *testing.T) {
	dir := t.TempDir()
	cmd, in, out := startChild(t, "hold", dir)
	if !out.Scan() || out.Text() != "open" {
		t.Fatalf("the other process says %q, %v", out.Text(), out.Err())
	}
	for _, readOnly := range []bool{false, true} {
		o := phone(dir)
		o.ReadOnly = readOnly
		if _, err := Open(t.Context(), o); !errors.Is(err, ErrLocked) {
			t.Errorf("Open(read only %v): %v, want ErrLocked", readOnly, err)
		}
	}
	if pid, held := Held(dir); !held || pid != cmd.Process.Pid {
		t.Errorf("the store is said to be held by process %d (%v), not %d", pid, held, cmd.Process.Pid)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if pid, held := Held(dir); held {
		t.Errorf("the store is said to be held still, by process %d", pid)
	}
	mustOpen(t, phone(dir))
	if _, err := Open(t.Context(), phone(dir)); !errors.Is(err, ErrLocked) {
		t.Errorf("Open twice in one process: %v, want ErrLocked", err)
	}
}

func TestAcknowledgedWritesSurviveAKill(t *testing.T) {
	dir := t.TempDir()
	acknowledged := 0
	for round := range 6 {
		cmd, _, out := startChild(t, "write", dir)
		for n := 0; n < 60+round*37 && out.Scan(); n++ {
			last, err := strconv.Atoi(out.Text())
			if err != nil {
				t.Fatal(err)
			}
			acknowledged = last + 1
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for out.Scan() { // what it said before it died counts
			last, err := strconv.Atoi(out.Text())
			if err != nil {
				t.Fatal(err)
			}
			acknowledged = last + 1
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the process ended by itself")
		}
		s := mustOpen(t, phone(dir))
		if s.Aside() != "" {
			t.Fatalf("round %d: set aside: %s", round, s.Salvaged().Cause)
		}
		view(t, s, func(tx *Tx) error {
			raw, err := tx.Meta("count")
			if err != nil {
				return err
			}
			count, err := strconv.Atoi(string(raw))
			if err != nil || count < acknowledged || count > acknowledged+1 || s.Stats().Incidents != count {
				t.Errorf("round %d: %d acknowledged, %q written, %d rows, %v", round, acknowledged, raw, s.Stats().Incidents, err)
			}
			for n := range count {
				id := sample(n).ID
				_, err := tx.Incident(id)
				text, err2 := tx.Body(id, "k")
				if entries := collect(t, tx.Entries(id)); err != nil || err2 != nil || len(entries) != 3 || !strings.HasPrefix(text, fmt.Sprint(n)) {
					t.Errorf("round %d: incident %d: %v, %v, %d entries", round, n, err, err2, len(entries))
				}
			}
			return nil
		})
		mustClose(t, s)
	}
	if acknowledged == 0 {
		t.Error("nothing was acknowledged")
	}
}

func TestAWrongKeyIsNeverTakenForDamage(t *testing.T) {
	right, wrong := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	for name, c := range map[string]struct{ made, given []byte }{
		"wrong":            {right, wrong},
		"missing":          {right, nil},
		"for a plain one":  {nil, right},
		"of a wrong size":  {right, right[:7]},
		"missing and torn": {right, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := phone(filepath.Join(t.TempDir(), "store"))
			o.Key = c.made
			s := mustOpen(t, o)
			update(t, s, func(tx *Tx) error { return tx.PutIncident(sample(1)) })
			mustClose(t, s)
			if strings.Contains(name, "torn") {
				if err := os.Truncate(filepath.Join(o.Dir, badger.ManifestFilename), 20); err != nil {
					t.Fatal(err)
				}
			}
			before := listing(t, o.Dir)
			o.Key = c.given
			if _, err := Open(t.Context(), o); !errors.Is(err, ErrKey) {
				t.Fatalf("Open: %v, want ErrKey", err)
			}
			if after := listing(t, o.Dir); !reflect.DeepEqual(after, before) {
				t.Errorf("files were changed: %v, were %v", after, before)
			}
			if others, err := filepath.Glob(o.Dir + ".*"); err != nil || len(others) > 0 {
				t.Errorf("set aside to %v, %v", others, err)
			}
			o.Key = c.made
			s = mustOpen(t, o)
			if _, ok := s.Row(sample(1).ID); !ok && !strings.Contains(name, "torn") {
				t.Error("the incident is gone")
			}
		})
	}
}

// listing gives names and contents of a folder's files.
func listing(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name()] = string(raw)
	}
	return all
}

func TestAFolderThatCannotBeWrittenIsSaidSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), phone(filepath.Join(file, "store"))); !errors.Is(err, ErrNotWritable) {
		t.Errorf("Open below a file: %v, want ErrNotWritable", err)
	}
	o := phone(t.TempDir())
	s := mustOpen(t, o)
	update(t, s, func(tx *Tx) error { return tx.PutIncident(sample(1)) })
	mustClose(t, s)
	o.ReadOnly = true
	s = mustOpen(t, o)
	if _, ok := s.Row(sample(1).ID); !ok {
		t.Error("no row when read only")
	}
	if err := s.Update(t.Context(), func(*Tx) error { return nil }); !errors.Is(err, ErrNotWritable) {
		t.Errorf("Update when read only: %v, want ErrNotWritable", err)
	}
}

func TestAStoreOfANewerVersionIsLeftAlone(t *testing.T) {
	o := phone(t.TempDir())
	newer := settings{schema: schemaVersion + 1, free: freeSpace}
	s, err := open(t.Context(), o, newer)
	if err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx *Tx) error { return tx.PutIncident(sample(1)) })
	mustClose(t, s)
	_, err = Open(t.Context(), o)
	if !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), fmt.Sprintf("schema %d, this version knows %d", schemaVersion+1, schemaVersion)) {
		t.Fatalf("Open: %v, want ErrNewer with both versions", err)
	}
	if s, err = open(t.Context(), o, newer); err != nil {
		t.Fatalf("the newer version cannot open it any more: %v", err)
	}
	if _, ok := s.Row(sample(1).ID); !ok {
		t.Error("the incident is gone")
	}
	mustClose(t, s)
}

func TestMigrationsRunInOrderOnceAndResume(t *testing.T) {
	o := phone(t.TempDir())
	first, err := open(t.Context(), o, settings{schema: 1, free: freeSpace})
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, first)
	var ran []int
	fail := errors.New("cut off")
	step := func(to int, err error) migration {
		return migration{to: to, name: fmt.Sprint("to ", to), run: func(_ context.Context, db *badger.DB) error {
			ran = append(ran, to)
			if err != nil {
				return err
			}
			return db.Update(func(txn *badger.Txn) error {
				return txn.Set([]byte(prefixMeta+fmt.Sprint(to)), []byte{valueVersion, 0x41, 1})
			})
		}}
	}
	_, err = open(t.Context(), o, settings{schema: 4, free: freeSpace, migrations: []migration{step(2, nil), step(3, fail), step(4, nil)}})
	if !errors.Is(err, fail) || !reflect.DeepEqual(ran, []int{2, 3}) {
		t.Fatalf("ran %v: %v", ran, err)
	}
	whole := settings{schema: 4, free: freeSpace, migrations: []migration{step(2, nil), step(3, nil), step(4, nil)}}
	for range 2 {
		s, err := open(t.Context(), o, whole)
		if err != nil {
			t.Fatal(err)
		}
		view(t, s, func(tx *Tx) error {
			for _, n := range []string{"2", "3", "4"} {
				same(t, "what migration "+n+" wrote")(tx.Meta(n))([]byte{1})
			}
			return nil
		})
		mustClose(t, s)
	}
	if want := []int{2, 3, 3, 4}; !reflect.DeepEqual(ran, want) {
		t.Errorf("ran %v, want %v", ran, want)
	}
}

func TestNothingIsWrittenOntoANearlyFullDisk(t *testing.T) {
	free := uint64(1 << 40)
	set := settings{schema: schemaVersion, free: func(string) (uint64, error) { return free, nil }}
	o := phone(t.TempDir())
	cmd, _, _ := startChild(t, "fill", o.Dir)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	// Its log was left as it was: reading it back takes room.
	free = 1 << 20
	if _, err := open(t.Context(), o, set); !errors.Is(err, ErrFull) {
		t.Errorf("Open: %v, want ErrFull", err)
	}
	mustClose(t, mustOpen(t, o))
	// A store that was closed in time still shows what there is.
	s, err := open(t.Context(), o, set)
	if err != nil {
		t.Fatalf("Open on a full disk: %v", err)
	}
	put := func(n int) error {
		return s.Update(t.Context(), func(tx *Tx) error { return tx.PutIncident(sample(n)) })
	}
	there := func(n int) {
		t.Helper()
		view(t, s, func(tx *Tx) error { _, err := tx.Incident(sample(n).ID); return err })
		if _, ok := s.Row(sample(n).ID); !ok {
			t.Errorf("no row of incident %d", n)
		}
	}
	there(1)
	if err := put(2); !errors.Is(err, ErrFull) || !s.Stats().Full {
		t.Errorf("Update: %v, want ErrFull", err)
	}
	free = 1 << 40
	if err := put(2); err != nil || s.Stats().Full {
		t.Errorf("Update with room again: %v", err)
	}
	there(1)
	there(2)
	mustClose(t, s)
	s = mustOpen(t, o)
	there(1)
	there(2)
}

func TestTooMuchAtOnceWritesNothing(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	err := s.Update(t.Context(), func(tx *Tx) error {
		for n := range 20_000 {
			// The caller may even overlook it.
			_ = tx.PutMeta(fmt.Sprint(n), bytes.Repeat([]byte("x"), 200))
		}
		return nil
	})
	if !errors.Is(err, ErrTooBig) {
		t.Errorf("Update: %v, want ErrTooBig", err)
	}
	err = s.Update(t.Context(), func(tx *Tx) error { return tx.PutBody("i", "k", strings.Repeat("x", longestValue+1)) })
	if !errors.Is(err, ErrTooBig) {
		t.Errorf("Update with a huge value: %v, want ErrTooBig", err)
	}
	view(t, s, func(tx *Tx) error {
		if keys := collect(t, tx.MetaKeys("")); len(keys) > 0 {
			t.Errorf("%d of the values were written", len(keys))
		}
		return nil
	})
	update(t, s, func(tx *Tx) error { return tx.PutIncident(sample(1)) })
}

func TestAClosedStoreSaysSo(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	update(t, s, func(tx *Tx) error { return tx.PutIncident(sample(1)) })
	mustClose(t, s)
	mustClose(t, s)
	none := func(*Tx) error { return nil }
	if err := s.View(none); !errors.Is(err, ErrClosed) {
		t.Errorf("View: %v", err)
	}
	if err := s.Update(t.Context(), none); !errors.Is(err, ErrClosed) {
		t.Errorf("Update: %v", err)
	}
	if err := s.Maintain(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("Maintain: %v", err)
	}
	if _, ok := s.Row(sample(1).ID); !ok || len(s.ByNumber(sample(1).Number)) != 1 {
		t.Error("rows in memory are gone")
	}
}

func TestAWaitingWriterCanGiveUp(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	inside, leave := make(chan struct{}), make(chan struct{})
	first := make(chan error)
	go func() {
		first <- s.Update(context.Background(), func(*Tx) error {
			close(inside)
			<-leave
			return nil
		})
	}()
	<-inside
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Update(ctx, func(*Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("Update: %v, want context.Canceled", err)
	}
	close(leave)
	if err := <-first; err != nil {
		t.Error(err)
	}
}

func TestMaintainOnALivingStore(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	big := strings.Repeat("mail", 50_000)
	for range 3 {
		for n := range 100 {
			update(t, s, func(tx *Tx) error { return tx.PutBody(incident.ID(fmt.Sprint(n)), "k", big) })
		}
		if err := s.Maintain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	view(t, s, func(tx *Tx) error {
		for n := range 100 {
			if text, err := tx.Body(incident.ID(fmt.Sprint(n)), "k"); err != nil || text != big {
				t.Errorf("text %d: %v", n, err)
			}
		}
		return nil
	})
}

// What a version before the customer clock wrote opens and is listed.
func TestAStoreWithoutTheCustomerClockOpens(t *testing.T) {
	o := phone(t.TempDir())
	old, err := open(t.Context(), o, settings{schema: 1, free: freeSpace})
	if err != nil {
		t.Fatal(err)
	}
	bare := sample(1)
	bare.Customers = incident.Customers{} // rows without it are written as they were before
	update(t, old, func(tx *Tx) error { return tx.PutIncident(bare) })
	mustClose(t, old)
	s := mustOpen(t, o)
	row, ok := s.Row(bare.ID)
	if !ok || !reflect.DeepEqual(row, rowOf(bare)) {
		t.Errorf("lists %+v", row)
	}
	update(t, s, func(tx *Tx) error { return tx.PutIncident(sample(1)) })
	if row, _ := s.Row(bare.ID); row.Impact != incident.ImpactConfirmed {
		t.Errorf("the customer clock is not kept: %+v", row)
	}
	mustClose(t, s)
}
