package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
)

var noon = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

func write(t *testing.T, people bool, passphrase string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, noon, people, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	steps := []error{
		w.Entry(incident.Entry{ID: "e1", Incident: "I", At: noon, Kind: incident.KindNoted, By: "p1", Text: "a note"}),
		w.Entry(incident.Entry{ID: "e2", Incident: "I", At: noon, Kind: incident.KindResolved}),
		w.Alert(incident.Alert{Incident: "I", Fingerprint: "f"}),
	}
	if people {
		steps = append(steps, w.Person(Person{ID: "p1", Name: "Anna"}), w.Text(Text{"I", "f", "long"}))
	}
	if err := errors.Join(append(steps, w.Close())...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t *testing.T, raw []byte, passphrase string) (*Reader, error) {
	t.Helper()
	r, err := NewReader(bytes.NewReader(raw), int64(len(raw)), passphrase)
	if err == nil {
		t.Cleanup(func() {
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return r, err
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, passphrase := range []string{"", "correct horse"} {
		raw := write(t, passphrase != "", passphrase)
		r, err := open(t, raw, passphrase)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		err = errors.Join(
			r.Entries(func(e incident.Entry) error { got = append(got, e.ID+e.Text); return nil }),
			r.Alerts(func(a incident.Alert) error { got = append(got, a.Fingerprint); return nil }),
			r.People(func(p Person) error { got = append(got, p.Name); return nil }),
			r.Texts(func(x Text) error { got = append(got, x.Text); return nil }))
		want := "e1a note e2 f"
		if passphrase != "" {
			want += " Anna long"
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("read %q, %v, want %q", got, err, want)
		}
	}
}

func TestPeopleNeedAPassphrase(t *testing.T) {
	if _, err := NewWriter(&bytes.Buffer{}, noon, true, ""); err == nil {
		t.Error("people are written without a passphrase")
	}
	raw := write(t, true, "right")
	if bytes.Contains(raw, []byte("Anna")) || bytes.Contains(raw, []byte("entries.jsonl")) {
		t.Error("a sealed archive can be read")
	}
	for _, wrong := range []string{"", "wrong"} {
		if _, err := open(t, raw, wrong); !errors.Is(err, ErrPassphrase) {
			t.Errorf("passphrase %q answers %v", wrong, err)
		}
	}
}

func made(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBadFilesAreRefusedWithTheReason(t *testing.T) {
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"empty":        {nil, ErrNotArchive},
		"text":         {[]byte("hello"), ErrNotArchive},
		"another zip":  {made(t, map[string]string{"x": "y"}), ErrNotArchive},
		"other format": {made(t, map[string]string{manifestFile: `{"format":"x"}`}), ErrNotArchive},
		"newer":        {made(t, map[string]string{manifestFile: `{"format":"turnaround-archive","version":99}`}), ErrNewer},
	} {
		if _, err := open(t, c.raw, ""); !errors.Is(err, c.want) {
			t.Errorf("%s answers %v, want %v", name, err, c.want)
		}
	}
}

func TestAWrongLineIsNamedAndALongOneRefused(t *testing.T) {
	manifest := fmt.Sprintf(`{"format":%q,"version":1}`, Format)
	for line, want := range map[string]string{
		"{\"id\":\"ok\"}\n{nonsense\n":        "entries.jsonl line 2",
		strings.Repeat("x", maxLine+1) + "\n": "entries.jsonl line 0",
	} {
		r, err := open(t, made(t, map[string]string{manifestFile: manifest, entriesFile: line}), "")
		if err != nil {
			t.Fatal(err)
		}
		err = r.Entries(func(incident.Entry) error { return nil })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("answers %v, want it to name %q", err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	w, err := NewWriter(&b, noon, false, "")
	if err == nil {
		err = errors.Join(w.Entry(incident.Entry{ID: "e"}), w.Close())
	}
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("age-encryption.org/v1\n-> scrypt"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := NewReader(bytes.NewReader(raw), int64(len(raw)), "")
		if err != nil {
			return
		}
		total := 0
		if r.Entries(func(e incident.Entry) error { total += len(e.Text); return nil }) == nil && total > maxBytes {
			t.Errorf("%d bytes were read", total)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
}
