// Package archive is the file incidents are handed on in: one zip of JSON
// lines, sealed in the age format where it names people.
//
// The zip holds manifest.json, entries.jsonl and alerts.jsonl, and with people
// also people.jsonl and texts.jsonl (what mails and alerts said at length).
// Incidents themselves are not in it: they follow from their entries.
package archive

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"filippo.io/age"

	"turnaround/app/incident"
)

// Format names the file; Version grows when its lines change meaning.
const (
	Format  = "turnaround-archive"
	Version = 1
)

// The errors a person is told apart.
var (
	ErrNotArchive = errors.New("not a Turnaround archive")
	ErrNewer      = errors.New("written by a newer version of Turnaround")
	ErrPassphrase = errors.New("the archive is sealed; the passphrase is missing or wrong")
	ErrTooLarge   = errors.New("larger than is read")
)

// Limits bound what is read from a file that strangers may have made.
const (
	maxBytes = 4 << 30 // unpacked, all files together
	maxLine  = 1 << 20
	maxFile  = 2 << 30 // packed
)

// Manifest says what an archive holds.
type Manifest struct {
	Format     string    `json:"format"`
	Version    int       `json:"version"`
	ExportedAt time.Time `json:"exported_at"`
	People     bool      `json:"people"`
}

// Person is a name an entry's person ID stands for.
type Person struct {
	ID      incident.PersonID `json:"id"`
	Name    string            `json:"name"`
	Address string            `json:"address,omitempty"`
}

// Text is what an alert said at length.
type Text struct {
	Incident    incident.ID `json:"incident"`
	Fingerprint string      `json:"fingerprint"`
	Text        string      `json:"text"`
}

// The files within the zip.
const (
	manifestFile = "manifest.json"
	entriesFile  = "entries.jsonl"
	alertsFile   = "alerts.jsonl"
	peopleFile   = "people.jsonl"
	textsFile    = "texts.jsonl"
)

// Writer writes an archive, one file after the other.
type Writer struct {
	zip    *zip.Writer
	sealed io.WriteCloser
	part   io.Writer
	name   string
}

// NewWriter begins an archive. With people a passphrase is needed.
func NewWriter(w io.Writer, now time.Time, people bool, passphrase string) (*Writer, error) {
	out := &Writer{}
	if people {
		if passphrase == "" {
			return nil, fmt.Errorf("archive: people are exported only under a passphrase")
		}
		to, err := age.NewScryptRecipient(passphrase)
		if err != nil {
			return nil, fmt.Errorf("archive: take the passphrase: %w", err)
		}
		if out.sealed, err = age.Encrypt(w, to); err != nil {
			return nil, fmt.Errorf("archive: seal: %w", err)
		}
		w = out.sealed
	}
	out.zip = zip.NewWriter(w)
	return out, out.line(manifestFile, Manifest{Format, Version, now.UTC(), people})
}

// Entry writes one line of a timeline; all entries come first.
func (w *Writer) Entry(e incident.Entry) error { return w.line(entriesFile, e) }

// Alert writes one alert; all alerts come after the entries.
func (w *Writer) Alert(a incident.Alert) error { return w.line(alertsFile, a) }

// Person writes one name; they come after the alerts.
func (w *Writer) Person(p Person) error { return w.line(peopleFile, p) }

// Text writes one long text; they come last.
func (w *Writer) Text(t Text) error { return w.line(textsFile, t) }

func (w *Writer) line(name string, v any) error {
	if w.name != name {
		part, err := w.zip.Create(name)
		if err != nil {
			return fmt.Errorf("archive: begin %s: %w", name, err)
		}
		w.part, w.name = part, name
	}
	raw, err := json.Marshal(v)
	if err == nil {
		_, err = w.part.Write(append(raw, '\n'))
	}
	if err != nil {
		return fmt.Errorf("archive: write %s: %w", name, err)
	}
	return nil
}

// Close finishes the archive; without it the file cannot be read.
func (w *Writer) Close() error {
	err := w.zip.Close()
	if w.sealed != nil {
		err = errors.Join(err, w.sealed.Close())
	}
	if err != nil {
		return fmt.Errorf("archive: finish: %w", err)
	}
	return nil
}

// Reader reads an archive line by line.
type Reader struct {
	Manifest Manifest
	zip      *zip.Reader
	left     int64
	plain    *os.File // the unsealed copy, removed by Close
}

// NewReader opens an archive of size bytes. A sealed one needs its passphrase.
func NewReader(f io.ReaderAt, size int64, passphrase string) (*Reader, error) {
	if size > maxFile {
		return nil, fmt.Errorf("archive: %d bytes: %w", size, ErrTooLarge)
	}
	r := &Reader{left: maxBytes}
	head := make([]byte, 21)
	if n, _ := f.ReadAt(head, 0); string(head[:n]) == "age-encryption.org/v1" {
		if err := r.unseal(io.NewSectionReader(f, 0, size), passphrase); err != nil {
			return nil, err
		}
		info, err := r.plain.Stat()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("archive: unseal: %w", err), r.Close())
		}
		f, size = r.plain, info.Size()
	}
	var err error
	if r.zip, err = zip.NewReader(f, size); err != nil {
		return nil, errors.Join(fmt.Errorf("archive: %w (%w)", ErrNotArchive, err), r.Close())
	}
	if err := r.readManifest(); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// unseal writes the opened archive to a file only this user can read, and
// which has no name where the system allows that: zip needs to seek.
func (r *Reader) unseal(sealed io.Reader, passphrase string) error {
	if passphrase == "" {
		return fmt.Errorf("archive: %w", ErrPassphrase)
	}
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return fmt.Errorf("archive: take the passphrase: %w", err)
	}
	plain, err := age.Decrypt(sealed, id)
	if err != nil {
		return fmt.Errorf("archive: %w (%w)", ErrPassphrase, err)
	}
	if r.plain, err = os.CreateTemp("", "turnaround-archive-*"); err != nil {
		return fmt.Errorf("archive: unseal: %w", err)
	}
	// On Windows an open file keeps its name until Close.
	_ = os.Remove(r.plain.Name())
	if n, err := io.Copy(r.plain, io.LimitReader(plain, maxFile+1)); err != nil || n > maxFile {
		if err == nil {
			err = ErrTooLarge
		}
		return errors.Join(fmt.Errorf("archive: unseal: %w", err), r.Close())
	}
	return nil
}

func (r *Reader) readManifest() error {
	found := false
	err := r.lines(manifestFile, func(raw []byte) error {
		found = true
		if err := json.Unmarshal(raw, &r.Manifest); err != nil {
			return fmt.Errorf("%w: %w", ErrNotArchive, err)
		}
		return nil
	})
	switch {
	case err != nil:
		return fmt.Errorf("archive: read the manifest: %w", err)
	case !found || r.Manifest.Format != Format:
		return fmt.Errorf("archive: %w", ErrNotArchive)
	case r.Manifest.Version > Version:
		return fmt.Errorf("archive: version %d: %w", r.Manifest.Version, ErrNewer)
	}
	return nil
}

// Close removes the unsealed copy.
func (r *Reader) Close() error {
	if r.plain == nil {
		return nil
	}
	name := r.plain.Name()
	err := r.plain.Close()
	if gone := os.Remove(name); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	r.plain = nil
	return err
}

// Entries yields every entry; an error names the line.
func (r *Reader) Entries(yield func(incident.Entry) error) error { return each(r, entriesFile, yield) }

// Alerts yields every alert.
func (r *Reader) Alerts(yield func(incident.Alert) error) error { return each(r, alertsFile, yield) }

// People yields every name.
func (r *Reader) People(yield func(Person) error) error { return each(r, peopleFile, yield) }

// Texts yields every long text.
func (r *Reader) Texts(yield func(Text) error) error { return each(r, textsFile, yield) }

func each[T any](r *Reader, name string, yield func(T) error) error {
	n := 0
	err := r.lines(name, func(raw []byte) error {
		n++
		var v T
		if err := json.Unmarshal(raw, &v); err != nil {
			return fmt.Errorf("not readable: %w", err)
		}
		return yield(v)
	})
	if err != nil {
		return fmt.Errorf("archive: %s line %d: %w", name, n, err)
	}
	return nil
}

// lines reads one file of the zip; files of other names are never opened.
func (r *Reader) lines(name string, yield func([]byte) error) error {
	for _, f := range r.zip.File {
		if f.Name != name {
			continue
		}
		part, err := f.Open()
		if err != nil {
			return err
		}
		scan := bufio.NewScanner(&bounded{part, &r.left})
		scan.Buffer(make([]byte, 64<<10), maxLine)
		for scan.Scan() {
			if len(scan.Bytes()) == 0 {
				continue
			}
			if err := yield(scan.Bytes()); err != nil {
				return errors.Join(err, part.Close())
			}
		}
		return errors.Join(scan.Err(), part.Close())
	}
	return nil
}

// bounded ends with ErrTooLarge when all that may be unpacked was read.
type bounded struct {
	from io.Reader
	left *int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if *b.left <= 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > *b.left {
		p = p[:*b.left]
	}
	n, err := b.from.Read(p)
	*b.left -= int64(n)
	return n, err
}
