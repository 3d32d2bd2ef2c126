package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

const damagedIncidents = 200

// folded is an incident as it follows from its two entries.
func folded(n int) (incident.Incident, []incident.Entry) {
	id := incident.NewID("http://am.example", fmt.Sprint("d", n), noon)
	at := noon.Add(time.Duration(n) * time.Minute)
	entries := []incident.Entry{
		{ID: "e1", Incident: id, At: at, Recorded: at, Kind: incident.KindOpened,
			Data: incident.Pack(incident.Opened{Title: fmt.Sprint("Outage ", n), Severity: 2, Source: "eu", StartedAt: at})},
		{ID: "e2", Incident: id, At: at.Add(time.Minute), Recorded: at, Kind: incident.KindNoted, By: "ada", Text: strings.Repeat("looking into it ", 20)},
	}
	var inc incident.Incident
	for _, e := range entries {
		inc.Apply(e)
	}
	return inc, entries
}

// filling is a store that was made once, for all tests that harm one.
var filling = struct {
	sync.Mutex
	made map[[2]bool]map[string][]byte
}{made: map[[2]bool]map[string][]byte{}}

func damageKey(encrypted bool) []byte {
	if !encrypted {
		return nil
	}
	return bytes.Repeat([]byte{7}, 32)
}

// wellFilled gives the files of a store with several tables, a value log and,
// unless it was closed cleanly, a log of what was in memory.
func wellFilled(t testing.TB, encrypted, cleanly bool) map[string][]byte {
	t.Helper()
	filling.Lock()
	defer filling.Unlock()
	which := [2]bool{encrypted, cleanly}
	if filling.made[which] != nil {
		return filling.made[which]
	}
	o := phone(t.TempDir())
	o.Key = damageKey(encrypted)
	s := mustOpen(t, o)
	for part := range 3 {
		for n := part; n < damagedIncidents; n += 3 {
			update(t, s, func(tx *Tx) error { return putDamaged(tx, n) })
		}
		if cleanly {
			mustClose(t, s)
			s = mustOpen(t, o)
		}
	}
	update(t, s, func(tx *Tx) error {
		return errors.Join(tx.PutAction(outbox.Action{ID: "01", Verb: outbox.Acknowledge}), tx.PutPerson(Person{ID: "ada", Name: "Ada"}),
			tx.PutMeta("met", []byte("x")), tx.PutCursor("eu", []byte("c")), tx.PutRing("r", []byte("x")))
	})
	if cleanly {
		mustClose(t, s)
	}
	// Else as after a power cut: the files while the store is open.
	made := map[string][]byte{}
	names, err := storeFiles(o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if cleanly {
		names = append(names, sealName)
	}
	for _, name := range names {
		if made[name], err = os.ReadFile(filepath.Join(o.Dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	filling.made[which] = made
	return made
}

func putDamaged(tx *Tx, n int) error {
	inc, entries := folded(n)
	for _, e := range entries {
		if _, err := tx.AddEntry(e); err != nil {
			return err
		}
	}
	noise := rand.New(rand.NewPCG(1, uint64(n)))
	body := make([]byte, 24<<10+n%2*(12<<10))
	for i := range body {
		body[i] = byte('a' + noise.IntN(26))
	}
	return errors.Join(tx.PutIncident(inc), tx.PutBody(inc.ID, "k", string(body)),
		tx.PutAlert(incident.Alert{Incident: inc.ID, Fingerprint: "f", Title: inc.Title}),
		tx.PutPointer("eu", fmt.Sprint(n), Pointer{Incident: inc.ID, Hash: 7}))
}

// spread writes a store's files into a new folder.
func spread(t testing.TB, encrypted bool, held map[string][]byte) Options {
	t.Helper()
	o := phone(filepath.Join(t.TempDir(), "store"))
	o.Key, o.Now = damageKey(encrypted), func() time.Time { return noon }
	if err := os.Mkdir(o.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, raw := range held {
		if err := os.WriteFile(filepath.Join(o.Dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// census is what a store still holds.
type census struct{ rows, records, entries, alerts, texts, pointers, actions, people int }

func count(t *testing.T, s *Store) (c census) {
	t.Helper()
	c.rows = len(rowsByID(s))
	view(t, s, func(tx *Tx) error {
		for n := range damagedIncidents {
			want, _ := folded(n)
			inc, err := tx.Incident(want.ID)
			if err == nil {
				c.records++
				if inc.Title != want.Title {
					t.Errorf("incident %d came back as %q", n, inc.Title)
				}
			}
			for _, err := range tx.Entries(want.ID) {
				if err == nil {
					c.entries++
				}
			}
			for _, err := range tx.Alerts(want.ID) {
				if err == nil {
					c.alerts++
				}
			}
			if _, err := tx.Body(want.ID, "k"); err == nil {
				c.texts++
			}
		}
		for _, err := range tx.Pointers("eu") {
			if err == nil {
				c.pointers++
			}
		}
		c.actions, c.people = len(collect(t, tx.Actions())), len(collect(t, tx.People()))
		return nil
	})
	return c
}

var whole = census{damagedIncidents, damagedIncidents, 2 * damagedIncidents, damagedIncidents, damagedIncidents, damagedIncidents, 1, 1}

func files(t *testing.T, dir, suffix string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
	if err != nil || len(found) == 0 {
		t.Fatalf("no %s in %s: %v", suffix, dir, err)
	}
	slices.Sort(found)
	return found
}

func edit(t *testing.T, name string, f func([]byte) []byte) {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, f(raw), 0o600); err != nil {
		t.Fatal(err)
	}
}

func flipAt(share float64) func([]byte) []byte {
	return func(b []byte) []byte {
		b[int(float64(len(b)-1)*share)] ^= 0x55
		return b
	}
}

func shortened(share float64) func([]byte) []byte {
	return func(b []byte) []byte { return b[:int(float64(len(b))*share)] }
}

func emptied([]byte) []byte { return nil }

func TestADamagedStoreIsSetAsideAndCarriedOver(t *testing.T) {
	for n, c := range []struct {
		name, suffix string
		harm         func([]byte) []byte
		want         func(census) bool
	}{
		{"manifest shortened at a boundary", "MANIFEST", func(b []byte) []byte { return b[:16] }, all},
		{"manifest shortened", "MANIFEST", shortened(0.6), all},
		{"manifest emptied", "MANIFEST", emptied, all},
		{"manifest overwritten", "MANIFEST", flipAt(0), all},
		{"manifest flipped", "MANIFEST", flipAt(0.7), all},
		{"table shortened", ".sst", shortened(0.5), rowsAtLeast},
		{"table emptied", ".sst", emptied, rowsAtLeast},
		{"table's index flipped", ".sst", flipAt(1 - 0.0001), rowsAtLeast},
		{"value log shortened", ".vlog", shortened(0.5), func(c census) bool { return c.rows == damagedIncidents && c.entries == 2*damagedIncidents }},
		{"value log emptied", ".vlog", emptied, func(c census) bool { return c.rows == damagedIncidents && c.entries == 2*damagedIncidents }},
	} {
		for _, encrypted := range []bool{n%2 == 0} {
			t.Run(fmt.Sprint(c.name, "/encrypted=", encrypted), func(t *testing.T) {
				o := spread(t, encrypted, wellFilled(t, encrypted, true))
				edit(t, files(t, o.Dir, c.suffix)[0], c.harm)
				harmed := listing(t, o.Dir)
				s := mustOpen(t, o)
				if want := o.Dir + ".corrupt-20260512T120000Z"; s.Aside() != want {
					t.Fatalf("aside is %q, want %q", s.Aside(), want)
				}
				kept := listing(t, s.Aside())
				for name, raw := range harmed {
					if kept[name] != raw && name != lockName {
						t.Errorf("%s is not as it was found", name)
					}
				}
				have := count(t, s)
				if !c.want(have) {
					t.Errorf("carried over %+v (%+v)", have, s.Salvaged())
				}
				view(t, s, func(tx *Tx) error {
					same(t, "cursor")(tx.Cursor("eu"))([]byte(nil))
					return nil
				})
				update(t, s, func(tx *Tx) error { return tx.PutIncident(sample(1)) })
				mustClose(t, s)
				s = mustOpen(t, o)
				if after := count(t, s); s.Aside() != "" || after.rows != have.rows+1 || after.entries != have.entries {
					t.Errorf("reopened: %+v, aside %q", after, s.Aside())
				}
			})
		}
	}
}

// rowsAtLeast: with the table of the records gone, their rows are elsewhere.
func rowsAtLeast(c census) bool { return c.rows == damagedIncidents && c.records == c.rows }

func all(c census) bool { return c == whole }

// holey harms one byte in every eighth part of a file.
func holey(b []byte) []byte {
	for n := range 7 {
		b[len(b)*(n+1)/8] ^= 0xFF
	}
	return b
}

func TestDamageInsideTablesIsFoundByChecking(t *testing.T) {
	for name, find := range map[string]func(*testing.T, Options) *Store{
		"at Open": func(t *testing.T, o Options) *Store {
			o.Verify = true
			return mustOpen(t, o)
		},
		"while idle": func(t *testing.T, o Options) *Store {
			s := mustOpen(t, o)
			if err := s.Maintain(t.Context()); s.Aside() == "" && !errors.Is(err, ErrCorrupt) {
				t.Fatalf("Maintain: %v, want ErrCorrupt", err)
			}
			mustClose(t, s)
			return mustOpen(t, o)
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := spread(t, false, wellFilled(t, false, true))
			tables := files(t, o.Dir, ".sst")
			edit(t, tables[len(tables)/2], holey)
			s := find(t, o)
			have := count(t, s)
			if s.Aside() == "" && name == "at Open" {
				t.Fatal("the damage was not found")
			}
			if have.rows == 0 || have.rows != have.records || have.entries < have.rows {
				t.Errorf("carried over %+v, %+v", have, s.Salvaged())
			}
			t.Logf("of %+v: %+v, lost %d", whole, have, s.Salvaged().Lost)
		})
	}
}

func TestDamageIsLeftAloneWithoutRoomOrWhenReadingOnly(t *testing.T) {
	o := spread(t, true, wellFilled(t, true, true))
	edit(t, filepath.Join(o.Dir, "MANIFEST"), emptied)
	before := listing(t, o.Dir)
	_, err := open(t.Context(), o, settings{schema: schemaVersion, free: func(string) (uint64, error) { return 1 << 20, nil }})
	if !errors.Is(err, ErrCorrupt) || !errors.Is(err, ErrFull) {
		t.Errorf("Open on a full disk: %v, want ErrCorrupt and ErrFull", err)
	}
	reading := o
	reading.ReadOnly = true
	if _, err := Open(t.Context(), reading); !errors.Is(err, ErrCorrupt) {
		t.Errorf("Open for reading: %v, want ErrCorrupt", err)
	}
	after := listing(t, o.Dir)
	delete(after, lockName)
	if !maps.Equal(after, before) {
		t.Error("files were changed")
	}
	if s := mustOpen(t, o); s.Aside() == "" || count(t, s) != whole {
		t.Errorf("with room: aside %q, %+v", s.Aside(), s.Salvaged())
	}
}

func TestWhatACrashLeavesIsNotDamage(t *testing.T) {
	o := spread(t, true, wellFilled(t, true, false))
	for _, name := range []string{"00099.mem", "000099.vlog", "DISCARD"} {
		if err := os.WriteFile(filepath.Join(o.Dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	reading := o
	reading.ReadOnly = true
	if _, err := Open(t.Context(), reading); err == nil || errors.Is(err, ErrCorrupt) {
		t.Errorf("Open for reading: %v, want that it must first be opened for writing", err)
	}
	if s := mustOpen(t, o); s.Aside() != "" || count(t, s) != whole {
		t.Errorf("aside %q: %+v", s.Aside(), s.Salvaged())
	}
}

// FuzzDamage harms one file of a store that was open when the power went, or
// of one that was closed, in every way: it must open, without a crash, and
// take and keep new records.
func FuzzDamage(f *testing.F) {
	for n := range uint8(8) {
		for how := range uint8(3) {
			f.Add(how%2 == n%2, n, how+n%2, uint32(n)*104729, uint16(n)*97)
		}
	}
	f.Add(false, uint8(29), uint8(3), uint32(733175), uint16(679))
	f.Fuzz(func(t *testing.T, cleanly bool, file, how uint8, at uint32, length uint16) {
		held := wellFilled(t, true, cleanly)
		names := slices.Sorted(maps.Keys(held))
		target := names[int(file)%len(names)]
		o := spread(t, true, held)
		edit(t, filepath.Join(o.Dir, target), func(b []byte) []byte { return harm(b, how, int(at), int(length)) })
		s, err := Open(t.Context(), o)
		// Some bytes say under which key, and in which format, it was written.
		if errors.Is(err, ErrKey) && target == badger.KeyRegistryFileName || errors.Is(err, ErrNewer) && target == badger.ManifestFilename {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", target, err)
		}
		census := count(t, s)
		if census.rows > damagedIncidents {
			t.Errorf("%s: %+v", target, census)
		}
		if err := s.Maintain(t.Context()); err != nil && !errors.Is(err, ErrCorrupt) {
			t.Errorf("Maintain: %v", err)
		}
		update(t, s, func(tx *Tx) error { return tx.PutIncident(sample(1)) })
		mustClose(t, s)
		s = mustOpen(t, o)
		if _, ok := s.Row(sample(1).ID); !ok {
			t.Errorf("%s: the new incident is gone", target)
		}
	})
}

func harm(b []byte, how uint8, at, length int) []byte {
	if len(b) == 0 {
		return b
	}
	at %= len(b)
	end := min(len(b), at+length+1)
	switch how % 4 {
	case 0:
		b[at] ^= byte(length) | 1
	case 1:
		return b[:at]
	case 2:
		clear(b[at:end])
	default:
		for n := range b[at:end] {
			b[at+n] ^= byte(n*31 + 1)
		}
	}
	return b
}
